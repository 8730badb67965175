"""`Form`: a pydantic model that somebody fills in."""

from __future__ import annotations

import copy
import inspect
import sys
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from liveview.errors import DefinitionError
from liveview.view.fields import MISSING
from liveview.view.forms.draft import WHOLE, Draft
from liveview.view.forms.parts import FormFields
from liveview.view.forms.sent import Sent
from liveview.view.source import mistake

M = TypeVar("M", bound=BaseModel)


class Form(Generic[M]):
    """A pydantic model that somebody fills in: what was entered, and what is wrong with it.

    `person: Form[PersonIn] = Form()` as a state field begins empty, and `self.person = Form(PersonIn, initial=row)`
    edits. `<form lv-form="person" lv-submit="save">` ties it to the page: what is entered comes here and is validated,
    and a handler `save(self, person: PersonIn)` is called with the model once it is valid.

    Args:
        model: the model; by default the annotation of the state field says it.
        initial: what to edit: a model, a mapping, or any object with attributes of the fields' names.
    """

    def __init__(self, model: type[M] | None = None, *, initial: object = None) -> None:
        self._model = model
        self._owner: type | None = None
        self._name = "form"
        self._number = 0
        self._is_posted = False
        self._draft = Draft(self._find_model, initial)

    @property
    def fields(self) -> FormFields:
        """The fields by name, for the template: `form.fields.email`. `form.email` is the same."""
        prefix = f"{self._name}-{self._number}" if self._number else self._name
        return FormFields(self._draft, WHOLE, prefix)

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong, as far as the model and `add_error` know."""
        return not self._draft.errors and not self._draft.added

    @property
    def errors(self) -> list[str]:
        """What is wrong with the form as a whole, after a submit."""
        return self._draft.shown_errors(WHOLE)

    def add_error(self, field: str | None, text: str) -> None:
        """Says what the model cannot know: `self.person.add_error("email", "is taken")`.

        It shows until the field is changed or the form is submitted again.

        Args:
            field: the field's name, `phones.3.label` for one within; None for the form as a whole.
            text: what to say.

        Raises:
            StateError: for a field that the model does not have.
        """
        self._draft.add(field or WHOLE, text)

    def reset(self, initial: object = MISSING) -> None:
        """Begins anew: nothing is entered, nothing is wrong.

        Args:
            initial: what to edit from now on, None for nothing; by default what the form began with.
        """
        self._draft.begin_anew(initial)

    def submit(self, fields: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> M | None:
        """Takes a whole form as HTML without JavaScript posts it: `Form(PersonIn).submit(await request.form())`.

        Args:
            fields: names and texts; a box that is not among them is off.

        Returns:
            The model; None where something is wrong, and the form says what.

        Raises:
            ValueError: where that is more than a form may hold.
        """
        several: Any = getattr(fields, "multi_items", None) or getattr(fields, "items", lambda: fields)
        texts = [(str(name), text) for name, text in several() if isinstance(text, str)]
        self._draft.take(Sent(texts, keys=self._draft.keys, is_whole=True))
        return cast(M | None, self._draft.submit())

    def post(self) -> None:
        """Has the browser post the form to its `action` when the handler has returned: for what only HTTP can do.

        A sign-in sets a cookie, which no WebSocket can. Secrets go along, from where they were typed.
        """
        self._is_posted = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.fields, name)

    def __repr__(self) -> str:
        return f"<Form {self._name}>"  # what was entered is its user's own

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    def _enter(self, owner: type, name: str, number: int) -> None:
        """It is the value of a state field. `number`: of which component, 0 for the view."""
        self._owner, self._name, self._number = owner, name, number

    def _find_model(self) -> type[M]:
        if self._model is None:
            self._model = model_of(self._owner, self._name)
        return self._model

    def __deepcopy__(self, memo: dict[int, Any]) -> Form[M]:
        new = copy.copy(self)
        new._draft = copy.deepcopy(self._draft, memo)
        new._draft.find_model = new._find_model
        return new


def model_of(owner: type | None, name: str) -> Any:
    """The model that a state field's annotation says.

    Raises:
        DefinitionError: where it says none.
    """
    annotation = None if owner is None else _annotation(owner, name)
    arguments = typing.get_args(annotation) if typing.get_origin(annotation) is Form else ()
    if arguments and isinstance(arguments[0], type) and issubclass(arguments[0], BaseModel):
        return arguments[0]
    where = "Form()" if owner is None else f"{owner.__name__}.{name}"
    reason = (
        f"{where}: which model is it a form of? Write `{name}: Form[PersonIn] = Form()` with a pydantic model from the "
        f"top of a module, or `Form(PersonIn)`."
    )
    raise DefinitionError(reason) if owner is None else mistake(owner, name, reason)


def _annotation(owner: type, name: str) -> Any:
    for declaring in owner.__mro__:
        annotations = inspect.get_annotations(declaring)
        if name in annotations:
            carrier: Any = types.SimpleNamespace(__annotations__={name: annotations[name]})
            module = vars(sys.modules.get(declaring.__module__, types))
            try:
                return typing.get_type_hints(carrier, module, dict(vars(declaring)))[name]
            except (NameError, TypeError):
                return None
    return None
