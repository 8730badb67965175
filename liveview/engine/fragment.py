"""A fragment: static HTML with numbered slots, and how a memo of raw values fills them.

A memo is a list `[fragment, …]`: the values as the template gave them, from index `base` on. From the same
memo come the first page's HTML (`html`), the values for a client (`values`), and both say the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
import weakref
from typing import Any, ClassVar, Protocol

from liveview.engine.styles import Styles

FORMAT = 1  # part of every id: a change of the protocol's templates makes new ids
NEW: Any = type("New", (), {"__repr__": lambda self: "NEW"})()  # a memo entry that was never filled
Memo = list[Any]


class Mark(str):
    """A comment that only the client needs; left out of plain HTML."""


class Writer(Protocol):
    """Anything between two static pieces of HTML."""

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        """Append the HTML. Without styles, the plain HTML a template gives."""


class Slot(Writer, Protocol):
    """A numbered place that patches write to."""

    @property
    def descriptor(self) -> Any: ...

    def value(self, memo: Memo) -> Any:
        """What the slot holds, as the protocol writes it (section 2)."""


class Fragment:
    """One compiled piece of a template.

    Attributes:
        id: hash of the definition, the same in every process.
        definition: what the client needs to make instances (protocol, section 1).
        pieces: static HTML, marks and slots, in order.
        slots: the numbered slots.
        nests: those that other memos can be in, with their numbers.
        base: index of the first value in a memo.
        new: a memo of which nothing is filled yet; copy it.
    """

    __slots__ = ("__weakref__", "base", "definition", "id", "nests", "new", "pieces", "slots")
    _known: ClassVar[weakref.WeakValueDictionary[Any, Fragment]] = weakref.WeakValueDictionary()

    def __init__(self, html: Any, base: int, size: int, pieces: tuple[Any, ...], slots: tuple[Slot, ...]) -> None:
        self.definition: list[Any] = [html, *(slot.descriptor for slot in slots)]
        self.id = _hash([FORMAT, self.definition])
        self.pieces = pieces
        self.slots = slots
        self.nests: tuple[tuple[int, Any], ...] = tuple(
            (number, slot) for number, slot in enumerate(slots) if _nests(slot.descriptor)
        )
        self.base = base
        self.new: Memo = [self, *[NEW] * (base - 1 + size)]

    @classmethod
    def intern(
        cls, html: Any, base: int, size: int, pieces: tuple[Any, ...] = (), slots: tuple[Slot, ...] = (), site: int = 0
    ) -> Fragment:
        """The fragment of this content: a recompiled template gets the same object again.

        Two that a client need not tell apart may be written differently here: the definition of a `<textarea>`
        leaves out the text between its values, and no definition has the quotes of attributes. Nor are those one that
        call components at different sites of a template, since what a component is goes by its place.
        """
        made = cls(html, base, size, pieces, slots)
        return cls._known.setdefault((made.id, base, size, site, tuple(map(_content, pieces))), made)

    def __repr__(self) -> str:
        return f"<Fragment {self.id} with {len(self.slots)} slots>"

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        """Append an instance's HTML; with marks if there are styles."""
        for piece in self.pieces:
            if type(piece) is str:
                out.append(piece)
            elif type(piece) is Mark:
                if styles is not None:
                    out.append(piece)
            else:
                piece.html(memo, out, styles)

    def values(self, memo: Memo) -> list[Any]:
        """The values of an instance, without its id."""
        return [slot.value(memo) for slot in self.slots]


def _nests(descriptor: Any) -> bool:
    return descriptor != 0 and descriptor[0] in ("f", "l")


def _content(piece: Any) -> Any:
    """All that a piece consists of, to compare."""
    if isinstance(piece, str):
        return type(piece), piece
    names = (name for kind in type(piece).__mro__ for name in vars(kind).get("__slots__", ()))
    # What a slot says of itself to the client is a list, and part of the id.
    return type(piece), *(getattr(piece, name) for name in names if name != "descriptor")


def _hash(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.blake2b(text.encode(), digest_size=6).digest()
    name = base64.urlsafe_b64encode(digest).decode()
    return name if not name.isdigit() else "x" + name[1:]
