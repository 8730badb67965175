"""What a template reads of a form: each field with its name, value and errors, and the fields and rows within."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from liveview.errors import StateError
from liveview.view.fields import MISSING
from liveview.view.forms.controls import attributes_of, label_of, options_of, type_of
from liveview.view.forms.draft import Draft
from liveview.view.forms.entries import Text
from liveview.view.forms.groups import MAX_ROWS, Group, Rows, Variants, Within, joined
from liveview.view.names import did_you_mean


class Option(NamedTuple):
    """A choice: what the control sends, what it shows, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


class Part:
    """Something in a form, by its name.

    Args:
        draft: what was entered.
        name: its name.
        prefix: what ids begin with.
    """

    def __init__(self, draft: Draft, name: str, prefix: str) -> None:
        self._draft = draft
        self._name = name
        self._prefix = prefix

    @property
    def _within(self) -> Within:
        return self._draft.get(self._name)

    @property
    def errors(self) -> list[str]:
        """What is wrong, once somebody has been there or submitted the form."""
        return self._draft.shown_errors(self._name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._name}>"  # not what was entered, which may be private


class Named(Part):
    """A field that is called something in the page."""

    @property
    def name(self) -> str:
        """The name of its controls."""
        return self._name

    @property
    def id(self) -> str:
        """An id for the control; its label, help and errors have it with an ending."""
        return f"{self._prefix}-{self.name.replace('.', '-')}"

    @property
    def label(self) -> str:
        """The field's `title`, or its name as words."""
        return label_of(self.name.rpartition(".")[2], self._within.info)

    @property
    def description(self) -> str:
        """The field's `description`, or nothing."""
        return self._within.info.description or ""

    @property
    def invalid(self) -> bool:
        """Whether it says that something is wrong."""
        return bool(self.errors)


class FormField(Named):
    """A field with controls of its own name."""

    @property
    def value(self) -> Any:
        """What is entered: a text; whether a box has its tick; the texts of several choices. Of a secret, nothing."""
        return self._within.entry

    @value.setter
    def value(self, value: Any) -> None:
        self._draft.replace(self.name, self._within.kind.entry(value, self._draft.keys))

    @property
    def type(self) -> str:
        """The `type` of an input that suits it; `"select"` for a choice."""
        return type_of(self._within.kind, self._within.info)

    @property
    def attributes(self) -> dict[str, str]:
        """`min`, `max`, `step`, `minlength` and `maxlength`, as the model says."""
        return attributes_of(self._within.kind, self._within.info)

    @property
    def required(self) -> bool:
        """Whether an empty text will not do."""
        kind = self._within.kind
        return isinstance(kind, Text) and kind.is_required

    @property
    def optional(self) -> bool:
        """Whether an empty text means None."""
        kind = self._within.kind
        return isinstance(kind, Text) and kind.allows_none

    @property
    def options(self) -> list[Option]:
        """The choices of a Literal or an Enum."""
        entry = self._within.entry
        chosen = entry if isinstance(entry, list) else [entry]
        choices = options_of(self._within.kind)
        return [Option(text, _shown(value), text in chosen) for text, value in choices.items()]


class FormGroup(Part):
    """A model within: `form.address.street`. Its own names are few, and the model's fields are many.

    Where there may be none (`Address | None`), `add()` and `remove()` say whether there is one.
    """

    @property
    def fields(self) -> FormFields:
        """The fields within, by name; those of a choice are those of the chosen model."""
        return FormFields(self._draft, self._name, self._prefix)

    @property
    def present(self) -> bool:
        """Whether there is one."""
        return self._within.entry is not None

    @property
    def optional(self) -> bool:
        """Whether there may be none."""
        kind: Any = self._within.kind
        return bool(kind.allows_none)

    def add(self, value: object = None) -> None:
        """Let there be one.

        Args:
            value: what it begins with; empty without.
        """
        kind: Any = self._within.kind
        keys = self._draft.keys
        self._draft.replace(self._name, kind.empty(keys) if value is None else kind.entry(value, keys))

    def remove(self) -> None:
        """Let there be none.

        Raises:
            StateError: where the model wants one.
        """
        kind: Any = self._within.kind
        if not kind.allows_none:
            raise StateError(f"`{self._name}` cannot be removed: its annotation does not allow None.")
        self._draft.forget(self._name)
        self._draft.replace(self._name, None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.fields, name)


class FormRow(FormGroup):
    """A row of a list of models."""

    @property
    def key(self) -> str:
        """Which row it is, wherever it moves: `lv-key="{{ row.key }}"`."""
        return self._name.rpartition(".")[2]


class FormRows(Named):
    """A list of models: `{% for row in form.phones %}`."""

    def __iter__(self) -> Iterator[FormRow]:
        for key in self._within.entry:
            yield FormRow(self._draft, joined(self.name, key), self._prefix)

    def __len__(self) -> int:
        return len(self._within.entry)

    def __bool__(self) -> bool:
        return len(self) > 0

    def add(self, value: object = None, *, at: int | None = None) -> str:
        """Adds a row.

        Args:
            value: what it begins with: a model, a mapping or an object; empty without.
            at: before which row it goes; at the end without.

        Returns:
            The row's key.

        Raises:
            StateError: where there are too many.
        """
        if len(self) >= MAX_ROWS:
            raise StateError(f"`{self.name}` has {MAX_ROWS} rows, the most that a form can have.")
        item: Any = self._kind.item
        keys = self._draft.keys
        key = keys.new()
        row = item.empty(keys) if value is None else item.entry(value, keys)
        self._draft.check_room(item.size(row))
        rows = list(self._within.entry.items())
        rows.insert(len(rows) if at is None else at, (key, row))
        self._draft.replace(self.name, dict(rows))
        return key

    def remove(self, key: str | int) -> None:
        """Removes a row, if it is there.

        Args:
            key: the row's.
        """
        rows = {known: row for known, row in self._within.entry.items() if known != str(key)}
        self._draft.forget(joined(self.name, str(key)))
        self._draft.visit(self.name)
        self._draft.replace(self.name, rows)

    def move(self, key: str | int, to: int) -> None:
        """Moves a row, if it is there.

        Args:
            key: the row's.
            to: where to, counted from 0; beyond an end is the end.
        """
        rows = dict(self._within.entry)
        row = rows.pop(str(key), MISSING)
        if row is not MISSING:
            items = list(rows.items())
            items.insert(max(to, 0), (str(key), row))
            self._draft.replace(self.name, dict(items))

    @property
    def _kind(self) -> Rows:
        return cast(Rows, self._within.kind)


class FormFields:
    """The fields of a form, a group or a row, by name.

    Args:
        draft: what was entered.
        name: whose fields.
        prefix: what ids begin with.
    """

    def __init__(self, draft: Draft, name: str, prefix: str) -> None:
        self._draft = draft
        self._name = name
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        # No AttributeError for one that is not there: to a template that would say that it is empty.
        return self[name]

    def __getitem__(self, name: str) -> Any:
        full = joined(self._name, name)
        within = self._draft.find(full)
        if within is None:
            model = self._draft.model.__name__
            raise StateError(f"the form of {model} has no field `{full}` now.{did_you_mean(name, self)}")
        part = _part_type(within)
        return part(self._draft, full, self._prefix)

    def __iter__(self) -> Iterator[str]:
        within = self._draft.find(self._name)
        if within is None or within.entry is None:
            return
        if isinstance(within.kind, Group):
            yield from within.kind.members
        elif isinstance(within.kind, Variants):
            yield within.kind.tag
            chosen = within.kind.groups.get(within.entry["chosen"])
            yield from () if chosen is None else (name for name in chosen.members if name != within.kind.tag)

    def __contains__(self, name: object) -> bool:
        return name in list(self)


def _part_type(within: Within) -> type[Part]:
    if isinstance(within.kind, (Group, Variants)):
        return FormGroup
    return FormRows if isinstance(within.kind, Rows) else FormField


def _shown(value: Any) -> str:
    """How a choice is shown: an Enum's name as words, yes and no, any other value as it is."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, enum.Enum):
        return str(value.name).replace("_", " ").capitalize()
    return str(value)
