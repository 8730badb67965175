"""What somebody enters for one field, as plain data: text, a tick, some choices; and the value it stands for.

An entry is what a browser shows and sends, so that nothing is lost of what cannot be a value yet: `"1."`, `"ann@"`. All
of it is text, bool, list and dict. Nothing is changed in place: what is taken from the browser makes a new entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic_core import to_jsonable_python

from liveview.view.fields import MISSING
from liveview.view.finite import is_finite_text
from liveview.view.forms.sent import Keys, Sent

# What an item of a model's own error says of its place: names and indices.
Loc = Sequence[int | str]
# What an entry takes in memory beside its characters: its place, and the object. An empty one is not for nothing.
PLACE = 32
# In place of `nan` where only numbers will do: pydantic says what it says of any text that is none.
NO_NUMBER = "no number"


class Kind(Protocol):
    """How one field is entered."""

    def entry(self, value: Any, keys: Keys) -> Any:
        """The entry for a value; for MISSING, that of an empty form."""

    def take(self, entry: Any, sent: Sent, name: str) -> Any:
        """The entry after what the browser sent."""

    def data(self, entry: Any, name: str, secrets: Mapping[str, str]) -> Any:
        """What the model is to validate; MISSING to say nothing of the field."""

    def size(self, entry: Any) -> int:
        """How much it holds of what was entered, in characters."""
        ...

    def place(self, entry: Any, name: str, loc: Loc) -> str:
        """The name of the control that an error within the field is about."""
        ...


class Leaf:
    """A kind with one control."""

    def place(self, entry: Any, name: str, loc: Loc) -> str:
        """Its own name: a list's item has no control of its own."""
        return name

    def size(self, entry: Any) -> int:
        """Its place, and its characters."""
        texts = [entry] if isinstance(entry, str) else entry if isinstance(entry, list) else ()
        return PLACE * max(len(texts), 1) + sum(map(len, texts))


@dataclass(frozen=True)
class Text(Leaf):
    """One text: of a text field, a number, a date, a choice of one.

    Attributes:
        allows_none: whether an empty text means None.
        is_required: whether an empty text is none at all.
        is_secret: never shown again, and kept out of the entries.
        choices: the values that may be chosen, by their texts; empty where any may be entered.
        is_finite: whether it is a float, and neither `nan` nor `inf` will do.
    """

    allows_none: bool = False
    is_required: bool = False
    is_secret: bool = False
    choices: Mapping[str, Any] = field(default_factory=dict)
    is_finite: bool = False

    def entry(self, value: Any, keys: Keys) -> str:
        """The text of a value."""
        return "" if self.is_secret or value is MISSING else text_of(value)

    def take(self, entry: str, sent: Sent, name: str) -> str:
        """The newest text."""
        texts = sent.texts.get(name)
        if texts is None:
            return entry
        if self.is_secret:
            sent.secrets[name] = texts[-1]
            sent.changed.add(name)
            return ""
        sent.changes(name, entry, texts[-1])
        return texts[-1]

    def data(self, entry: str, name: str, secrets: Mapping[str, str]) -> Any:
        """The value that was chosen, or the text for the model to convert."""
        text = secrets.get(name, "") if self.is_secret else entry
        if text in self.choices:
            return self.choices[text]
        if text == "" and self.allows_none:
            return None
        if self.is_finite and not is_finite_text(text):
            return NO_NUMBER
        # No secret was typed: the model's own stands, if it has one.
        return MISSING if text == "" and (self.is_required or self.is_secret) else text


class Flag(Leaf):
    """A checkbox."""

    def entry(self, value: Any, keys: Keys) -> bool:
        """Whether it has its tick."""
        return value is not MISSING and bool(value)

    def take(self, entry: bool, sent: Sent, name: str) -> bool:
        """Whether it has its tick now."""
        texts = sent.texts.get(name)
        if texts is None and not sent.is_off(name):
            return entry
        ticked = texts is not None and texts[-1].lower() not in ("", "0", "false")
        sent.changes(name, entry, ticked)
        return ticked

    def data(self, entry: bool, name: str, secrets: Mapping[str, str]) -> bool:
        """The same."""
        return entry


@dataclass(frozen=True)
class Many(Leaf):
    """Several choices: boxes of one name, or a select with `multiple`.

    Attributes:
        item: one of them.
    """

    item: Text

    def entry(self, value: Any, keys: Keys) -> list[str]:
        """The texts of what is chosen."""
        return [] if value is MISSING or value is None else [text_of(one) for one in value]

    def take(self, entry: list[str], sent: Sent, name: str) -> list[str]:
        """What is chosen now."""
        texts = sent.texts.get(name)
        if texts is None and not sent.is_off(name):
            return entry
        chosen = [text for text in texts or () if text or "" in self.item.choices]
        sent.changes(name, entry, chosen)
        return chosen

    def data(self, entry: list[str], name: str, secrets: Mapping[str, str]) -> list[Any]:
        """The values that are chosen."""
        return [self.item.data(text, name, secrets) for text in entry]


class Kept(Leaf):
    """A value that no control enters, such as a dict: it is carried as it is."""

    def entry(self, value: Any, keys: Keys) -> Any:
        """The value."""
        return value

    def take(self, entry: Any, sent: Sent, name: str) -> Any:
        """The same as before, whatever a browser says."""
        return entry

    def size(self, entry: Any) -> int:
        """Its place: nobody has entered it."""
        return PLACE

    def data(self, entry: Any, name: str, secrets: Mapping[str, str]) -> Any:
        """The value."""
        return entry


def text_of(value: Any) -> str:
    """A value as the `value` of its control: JSON's text of it, without the quotes."""
    plain = to_jsonable_python(value, fallback=str)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return "" if plain is None else str(plain)
