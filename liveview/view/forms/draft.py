"""What somebody has entered into a form so far, where they have been, and what is wrong with it."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from liveview.errors import StateError
from liveview.view.fields import MISSING
from liveview.view.forms.entries import PLACE
from liveview.view.forms.groups import GROUP, UNKNOWN, Group, Rows, Variants, Within
from liveview.view.forms.sent import MAX_FIELDS, Keys, Sent, TooMuchError
from liveview.view.forms.shape import group_of
from liveview.view.forms.words import UNCHECKED, words_of
from liveview.view.names import did_you_mean

logger = logging.getLogger("liveview.view")

# Characters. All of a form rides in each of its events, in a frame of 64 KiB; steps of a wizard come one by one.
MAX_SIZE = 256 * 1024
# Controls that may say what is wrong: a page shows no more of them, and each is looked for in the rows.
MAX_WRONG = MAX_FIELDS
WHOLE = ""  # the name of the form itself


class Draft:
    """The entries of one form. All that it keeps is plain data, but for secrets: they live in this process only.

    Args:
        find_model: gives the model; called when it is first needed, since a class knows its types late.
        initial: what to edit, or None.

    Attributes:
        keys: those of the rows.
        is_submitted: whether every error shows.
        find_model: gives the model.
    """

    def __init__(self, find_model: Callable[[], type[BaseModel]], initial: object) -> None:
        self.keys = Keys()
        self.is_submitted = False
        self.find_model = find_model
        self._begin(initial)

    def _begin(self, initial: object) -> None:
        self._initial = initial
        self._first: dict[str, Any] | None = None
        self._entries: dict[str, Any] | None = None
        self._clear()

    def _clear(self) -> None:
        self.is_submitted = False
        self._visited: set[str] = set()
        self._found: dict[str, list[str]] | None = None
        self._added: dict[str, list[str]] = {}
        self._secrets: dict[str, str] = {}

    def begin_anew(self, initial: object = MISSING) -> None:
        """Forget what was entered. Rows get other keys: what is on its way for the old ones reaches none."""
        if initial is not MISSING:
            self._begin(initial)
            return
        _ = self.entries
        self._clear()
        self._first = self._entries = self.shape.renewed(self._first, self.keys)

    @property
    def model(self) -> type[BaseModel]:
        """What it is a form of."""
        return self.shape.model

    @cached_property
    def shape(self) -> Group:
        """How each field is entered."""
        return group_of(self.find_model())

    @property
    def entries(self) -> dict[str, Any]:
        """What is entered, by field."""
        if self._entries is None:
            initial, self._initial = self._initial, None
            found = self.shape.entry(MISSING if initial is None else initial, self.keys)
            self._first = self._entries = found or self.shape.empty(self.keys)
        return self._entries

    # One field by its name: `phones.3.label`.

    def find(self, name: str) -> Within | None:
        """The field of a name; None where there is none."""
        found: Within | None = Within(self.shape, self.entries, UNKNOWN)
        for key in name.split(".") if name else ():
            kind = None if found is None else found.kind
            if found is None or not isinstance(kind, (Group, Variants, Rows)):
                return None
            found = kind.within(found.entry, key)
        return found

    def get(self, name: str) -> Within:
        """The field of a name.

        Raises:
            StateError: where there is none.
        """
        found = self.find(name)
        if found is None:
            around, _, last = name.rpartition(".")
            kind = getattr(self.find(around), "kind", None)
            near = did_you_mean(last, kind.members) if isinstance(kind, Group) else ""
            raise StateError(f"the form of {self.model.__name__} has no field `{name}`.{near}")
        return found

    def replace(self, name: str, entry: Any) -> None:
        """Another entry for a field; what the server had said of it is over."""
        around, _, key = name.rpartition(".")
        if name:
            kind, holder, _ = self.get(around)
            self._added.pop(name, None)
            self.replace(around, cast(Group, kind).replaced(holder, key, entry))
            return
        self._entries = entry
        self._found = None

    def forget(self, name: str) -> None:
        """What is within is gone."""
        start = f"{name}."
        self._visited = {known for known in self._visited if not known.startswith(start)}
        self._secrets = {known: text for known, text in self._secrets.items() if not known.startswith(start)}
        self._added = {known: texts for known, texts in self._added.items() if not known.startswith(start)}

    # From the browser.

    def take(self, sent: Sent) -> None:
        """Take what was sent.

        Raises:
            TooMuchError: where that is more than a form may hold.
        """
        entries = self.shape.take(self.entries, sent, WHOLE)
        secrets = self._secrets | sent.secrets
        if self.shape.size(entries) + sum(map(len, secrets.values())) > self._most:
            raise TooMuchError(f"it holds more than {MAX_SIZE:,} characters: a field counts {PLACE}, a row {GROUP}")
        self._entries = entries
        self._secrets = secrets
        if sent.changed:
            self._found = None
            self._added = {name: texts for name, texts in self._added.items() if name and name not in sent.changed}

    def check_room(self, more: int) -> None:
        """Look whether there is room for another row.

        Args:
            more: its size.

        Raises:
            StateError: where there is none.
        """
        if self.shape.size(self.entries) + more > self._most:
            raise StateError(f"the form of {self.model.__name__} has so many fields and rows that it takes no more.")

    @property
    def _most(self) -> int:
        """What it began with is the server's own."""
        return MAX_SIZE + self.shape.size(self._first)

    def check(self) -> None:
        """Look what is wrong, where that is not known.

        Raises:
            Exception: what a validator raises that is no error of validation.
        """
        if self._found is None:
            self.validate()

    def visit(self, name: str) -> None:
        """Somebody has been in a control: from now on it may say what is wrong."""
        if self.find(name) is not None:
            self._visited.add(name)

    # What is wrong.

    @property
    def errors(self) -> dict[str, list[str]]:
        """What the model says, by the controls' names."""
        if self._found is None:
            try:
                self.validate()
            except Exception:  # asked for by a template, which is not at fault
                logger.exception("a validator of %s failed", self.model.__name__)
        return self._found or {}

    @property
    def added(self) -> dict[str, list[str]]:
        """What the server has said, by the controls' names."""
        return self._added

    def add(self, name: str, text: str) -> None:
        """Say what the model cannot know.

        Raises:
            StateError: for a field that there is not.
        """
        self.get(name)
        self._added.setdefault(name, []).append(text)
        self._visited.add(name)

    def submit(self) -> BaseModel | None:
        """The model, if nothing is wrong. From now on every error shows, and what the server had said is over."""
        self.is_submitted = True
        self._added.clear()
        return self.validate()

    def validate(self) -> BaseModel | None:
        """The model, if nothing is wrong with it.

        Raises:
            Exception: what a validator raises that is no error of validation.
        """
        data = self.shape.data(self.entries, WHOLE, self._secrets)
        self._found = {WHOLE: [UNCHECKED]}  # until it is known: a validator may fail
        try:
            model = self.model.model_validate(data, by_name=True)
        except ValidationError as error:
            self._found = self._placed(error)
            return None
        self._found = {}
        return model

    def _placed(self, error: ValidationError) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in error.errors(include_url=False, include_input=False)[:MAX_WRONG]:
            name = self.shape.place(self.entries, WHOLE, one["loc"])
            found.setdefault(name, []).append(words_of(one, self.find(name), self.has_secret(name)))
        return found

    def has_secret(self, name: str) -> bool:
        """Whether a secret was entered."""
        return bool(self._secrets.get(name))

    def shown_errors(self, name: str) -> list[str]:
        """What a control says: nothing before somebody has been there, or submitted the form."""
        if not self.is_submitted and name not in self._visited:
            return []
        return [*self.errors.get(name, ()), *self._added.get(name, ())]

    def wrong_names(self) -> list[str]:
        """The controls that say what is wrong."""
        return [name for name in {**self.errors, **self._added} if name and self.shown_errors(name)]

    # Copies.

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.__dict__.items() if name != "shape"}
        # Secrets are in no copy, and without them the model may say something else.
        return {**kept, "_secrets": {}, "_found": None if self._secrets else self._found}

    def __deepcopy__(self, memo: dict[int, Any]) -> Draft:
        new = copy.copy(self)  # entries are never changed in place
        new.keys = copy.copy(self.keys)
        new._visited = set(self._visited)
        new._added = {name: list(texts) for name, texts in self._added.items()}
        return new
