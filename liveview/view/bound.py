"""The bound fields of one instance: what was entered into their controls, and what those show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liveview.engine.bound import IS_ON, IS_WRONG, TEXT, WRONG, BoundName
from liveview.view.arguments import ConversionError, Parameter
from liveview.view.fields import MISSING
from liveview.view.forms.sent import fields_of
from liveview.view.forms.words import REQUIRED, words_of
from liveview.view.inputs import Inputs, texts_of

FAILED = "This could not be done."


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered for a field.

    Attributes:
        texts: as they were typed, such as "1." for 1.0: the control keeps showing them.
        value: what the field had from then on.
        error: what is wrong with it, where it could not become a value; or "".
    """

    texts: Sequence[str]
    value: object
    error: str = ""


class Bound:
    """What was entered for the fields of an instance; until the field has another value.

    Args:
        inputs: the class's.
        values: the instance's.
    """

    def __init__(self, inputs: Inputs, values: Mapping[str, Any]) -> None:
        self._inputs = inputs
        self._values = values
        self._entries: dict[str, Entry] = {}

    def enter(self, name: str, form: str | None) -> object:
        """Take what the browser sent of a control.

        Args:
            name: the field.
            form: the control's texts, urlencoded under any name; none where a box is off or nothing is chosen.

        Returns:
            The field's new value; MISSING where that is none, and the control says why.

        Raises:
            TooMuchError: for more than a control may send.
        """
        parameter, texts = self._inputs[name], _texts(form)
        try:
            value = _value(parameter, texts)
        except ValueError as error:
            self._entries[name] = Entry(texts, self._values.get(name), _words(error, texts))
            return MISSING
        self._entries.pop(name, None)
        if texts and not parameter.takes_many:
            self._entries[name] = Entry(texts, value)
        return value

    def refuse(self, name: str, form: str | None) -> None:
        """What was entered is a value, but the class could not take it: the control keeps it, and says so."""
        self._entries[name] = Entry(_texts(form), self._values.get(name), FAILED)

    def assigned(self, name: str, value: object) -> None:
        """A field is given a value: what was entered is shown no more, unless it says just that."""
        entry = self._entries.get(name)
        if entry is not None and (entry.error or not is_same(entry.value, value)):
            del self._entries[name]

    def show(self, name: BoundName) -> object:
        """What a control reads."""
        value, entry = self._values.get(name.field), self._entries.get(name.field)
        if entry is not None and not is_same(entry.value, value):
            entry = None
        error = entry.error if entry else ""
        if name.kind in (IS_WRONG, WRONG):
            return error if name.kind == WRONG else "true" if error else "false"
        texts = entry.texts if entry else texts_of(value)
        if name.kind == TEXT:
            return texts[-1] if texts else ""
        if name.kind == IS_ON and isinstance(value, bool):
            return bool(entry.texts) if entry and error else value
        return tuple(texts)


def _texts(form: str | None) -> list[str]:
    return [text for _, text in fields_of(form or "")]


def _value(parameter: Parameter, texts: Sequence[str]) -> object:
    if texts:
        return parameter.convert(texts)
    value = parameter.unchecked()
    if value is MISSING and not parameter.allows_none:
        raise ValueError(REQUIRED)
    return None if value is MISSING else value


def _words(error: ValueError, texts: Sequence[str]) -> str:
    if texts[-1:] == [""] or not isinstance(error, ConversionError):
        return REQUIRED
    return words_of(error.error, None, has_secret=False)


def is_same(before: object, after: object) -> bool:
    """Whether a value is the very one that a field had: 1 is not True."""
    return type(before) is type(after) and bool(before == after)
