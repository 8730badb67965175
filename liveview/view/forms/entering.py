"""What a browser says of an instance's forms: what was entered, where somebody has been, and that it is submitted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from liveview.errors import EventRefusedError
from liveview.view.forms.form import Form
from liveview.view.forms.sent import Sent, TooMuchError, fields_of

# A page shows some wrong fields at a time; the first of them is all that is looked for.
MAX_WRONG = 100


def forms_of(instance: Any) -> dict[str, Form[Any]]:
    """The forms of an instance by name. One that is a prop is its caller's."""
    fields = instance._spec.fields
    return {
        name: value
        for name, value in instance.__dict__.items()
        if isinstance(value, Form) and name in fields and not fields[name].is_prop
    }


def begin_forms(instance: Any, number: int) -> None:
    """Tell the forms of an instance whose they are."""
    for name, form in forms_of(instance).items():
        form._enter(type(instance), name, number)


def enter(instance: Any, name: str, fields: str | None, control: Mapping[str, Any]) -> None:
    """Take what was entered; without fields, that somebody has been in a control and has left it.

    Args:
        instance: the view or component.
        name: the form's.
        fields: urlencoded, all of the form.
        control: where it happened.

    Raises:
        EventRefusedError: where that is more than one may hold.
        Exception: what a validator raises that is no error of validation. What was entered is kept.
    """
    form = forms_of(instance)[name]
    if fields is not None:
        _take(form, fields, instance)
        form._draft.check()
    elif isinstance(left := control.get("name"), str):
        form._draft.visit(left)


def _take(form: Form[Any], fields: str, instance: Any) -> None:
    try:
        form._draft.take(Sent(fields_of(fields), keys=form._draft.keys))
    except TooMuchError as error:
        view = type(instance).__name__
        raise EventRefusedError(f"`{form._name}` of {view}: {error}", event=form._name, view=view) from None


def forms_among(instance: Any, names: Collection[str]) -> list[str]:
    """Those of a handler's arguments that are the instance's forms."""
    return [name for name in names if isinstance(instance.__dict__.get(name), Form)]


@dataclass
class Submission:
    """The forms that a handler asks for.

    Attributes:
        models: what it is called with, by argument; only the valid ones.
        forms: all of them.
    """

    models: dict[str, object] = field(default_factory=dict)
    forms: list[Form[Any]] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        """Whether the handler may be called."""
        return len(self.models) == len(self.forms)


def submitted(instance: Any, names: Collection[str], fields: str | None) -> Submission:
    """Submit forms.

    Args:
        instance: whose they are.
        names: which: those that a handler has as arguments.
        fields: urlencoded, of the form that was submitted; None where the event has none.

    Raises:
        EventRefusedError: where they are more than a form may hold.
        Exception: what a validator raises that is no error of validation. What was entered is kept.
    """
    submission = Submission()
    for name in names:
        form: Form[Any] = instance.__dict__[name]
        form._is_posted = False  # of a handler that raised
        if fields is not None:
            _take(form, fields, instance)
        model = form._draft.submit()
        submission.forms.append(form)
        submission.models |= {} if model is None else {name: model}
    return submission


def effects_of(forms: Collection[Form[Any]]) -> list[tuple[str, str]]:
    """What the page is to do after a submit: to post a form to its action, or to focus its first wrong control."""
    found: list[tuple[str, str]] = []
    for form in forms:
        of = f"{form._name}@{form._number}" if form._number else form._name
        selector = f'form[lv-form="{of}"]'
        wrong = form._draft.wrong_names()[:MAX_WRONG]
        if form._is_posted:
            form._is_posted = False
            found.append(("post", selector))
        elif wrong:
            names = ",".join(f'[name="{name}"]' for name in wrong)
            found.append(("focus", f"{selector} :is({names}):not([type=hidden])"))
    return found
