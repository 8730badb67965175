"""A fragment: static HTML with numbered slots, and how a memo of raw values fills them.

A memo is a list `[fragment, …]`: the values as the template gave them, from index `base` on. From the same
memo come the first page's HTML (`html`), the values for a client (`values`), and both say the same.
"""

from __future__ import annotations

import base64
import hashlib
import html as entities
import json
import weakref
from typing import Any, ClassVar, Protocol

from markupsafe import Markup, escape

from liveview.engine.styles import Styles

FORMAT = 1  # part of every id: a change of the protocol's templates makes new ids
MAX_JSON_INT = 2**53
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
        base: index of the first value in a memo.
        new: a memo of which nothing is filled yet; copy it.
    """

    __slots__ = ("__weakref__", "base", "definition", "id", "new", "pieces", "slots")
    _known: ClassVar[weakref.WeakValueDictionary[tuple[str, int], Fragment]] = weakref.WeakValueDictionary()

    def __init__(self, html: Any, base: int, size: int, pieces: tuple[Any, ...], slots: tuple[Slot, ...]) -> None:
        self.definition: list[Any] = [html, *(slot.descriptor for slot in slots)]
        self.id = _hash([FORMAT, self.definition])
        self.pieces = pieces
        self.slots = slots
        self.base = base
        self.new: Memo = [self, *[NEW] * (base - 1 + size)]

    @classmethod
    def intern(
        cls, html: Any, base: int, size: int, pieces: tuple[Any, ...] = (), slots: tuple[Slot, ...] = ()
    ) -> Fragment:
        """The fragment of this content: a recompiled template gets the same object again."""
        made = cls(html, base, size, pieces, slots)
        key = (made.id + _hash([str(piece) for piece in pieces if isinstance(piece, str)]), base)
        return cls._known.setdefault(key, made)

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


def _hash(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.blake2b(text.encode(), digest_size=6).digest()
    name = base64.urlsafe_b64encode(digest).decode()
    return name if not name.isdigit() else "x" + name[1:]


def text_scalar(value: str) -> str:
    """Text as a browser's parser would keep it: line ends as LF, no NUL."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value.replace("\0", "") if "\0" in value else value


def text_value(value: Any) -> Any:
    """A raw memo value as a text slot's scalar, or `[html]` where it is markup."""
    kind = type(value)
    if kind is int:
        return value if -MAX_JSON_INT < value < MAX_JSON_INT else str(value)
    if kind is str:
        return text_scalar(value)
    markup = str(value)
    if "<" in markup:
        return [markup]
    return text_scalar(entities.unescape(markup)) if "&" in markup else text_scalar(markup)


def attribute_value(value: Any) -> Any:
    """A raw memo value as an attribute's scalar; markup there is HTML source."""
    kind = type(value)
    if kind is int:
        return value if -MAX_JSON_INT < value < MAX_JSON_INT else str(value)
    text = entities.unescape(str(value)) if kind is not str and "&" in value else str(value)
    return text_scalar(text)


def markup(value: Any) -> str:
    """A raw memo value as HTML source."""
    return str(value) if type(value) is int else str(escape(value))


class TextSlot:
    """One text run: `sources`, the static HTML around the values `memo[first:first + count]`."""

    __slots__ = ("count", "descriptor", "first", "sources", "texts")

    def __init__(self, first: int, sources: tuple[str, ...]) -> None:
        self.first = first
        self.sources = sources
        self.count = len(sources) - 1
        self.texts = tuple(text_scalar(entities.unescape(source)) for source in sources)
        self.descriptor: Any = 0 if self.texts == ("", "") else ["t", *self.texts]

    def value(self, memo: Memo) -> Any:
        if self.count == 1:
            value = text_value(memo[self.first])
            return [self._source(memo)] if type(value) is list else value
        values = [text_value(value) for value in memo[self.first : self.first + self.count]]
        return [self._source(memo)] if any(type(value) is list for value in values) else values

    def _source(self, memo: Memo) -> str:
        out = [self.sources[0]]
        for offset in range(self.count):
            out += (markup(memo[self.first + offset]), self.sources[offset + 1])
        return "".join(out)

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        source = self._source(memo)
        holds_html = any(type(value) is Markup and "<" in value for value in memo[self.first : self.first + self.count])
        out.append(f"<!--t-->{source}<!---->" if holds_html and styles is not None else source)


class AttributeSlot:
    """One attribute: its text around the values. `source` is what stands before the first value, as written."""

    __slots__ = ("close", "count", "descriptor", "first", "open", "sources")

    def __init__(self, name: str, first: int, open: str, sources: tuple[str, ...], close: str) -> None:
        self.first = first
        self.sources = sources
        self.open = open
        self.close = close
        self.count = len(sources) - 1
        texts = tuple(text_scalar(entities.unescape(source)) for source in sources)
        self.descriptor: Any = ["a", name] if texts == ("", "") else ["a", name, *texts]

    def value(self, memo: Memo) -> Any:
        if self.count == 1:
            return attribute_value(memo[self.first])
        return [attribute_value(value) for value in memo[self.first : self.first + self.count]]

    def source(self, memo: Memo) -> str:
        """The attribute's value as HTML source."""
        out = [self.sources[0]]
        for offset in range(self.count):
            out += (markup(memo[self.first + offset]), self.sources[offset + 1])
        return "".join(out)

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        out.append(f"{self.open}{self.source(memo)}{self.close}")


class StyleSlot(AttributeSlot):
    """A `style` attribute: on the first page its declarations stand in the nonced sheet."""

    __slots__ = ()

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        if styles is None:
            super().html(memo, out, styles)
        else:
            out.append(f' lv-s="{styles.add(entities.unescape(self.source(memo)))}"')


class StaticStyle:
    """A `style` attribute without values; no slot, but not allowed in the first page's HTML either."""

    __slots__ = ("source", "style")

    def __init__(self, source: str, style: str) -> None:
        self.source = source
        self.style = entities.unescape(style)

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        out.append(self.source if styles is None else f' lv-s="{styles.add(self.style)}"')


class BooleanSlot:
    """An attribute that is there or not: the value is its whole text."""

    __slots__ = ("descriptor", "index", "name")

    def __init__(self, name: str, index: int) -> None:
        self.name = name
        self.index = index
        self.descriptor = ["a", name]

    def value(self, memo: Memo) -> Any:
        return memo[self.index]

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        if memo[self.index]:
            out.append(f' {self.name}=""')


class ContentSlot(AttributeSlot):
    """The text of an element that holds text only, such as `<textarea>`."""

    __slots__ = ()


class AttributesSlot:
    """Attributes written by a value or a branch; the memo holds `(source, {name: value})`."""

    __slots__ = ("descriptor", "index")

    def __init__(self, index: int) -> None:
        self.index = index
        self.descriptor = ["m"]

    def value(self, memo: Memo) -> Any:
        return memo[self.index][1]

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        source, attributes = memo[self.index]
        style = attributes.get("style")
        if styles is None or not isinstance(style, str):
            out.append(source)
            return
        for name, value in attributes.items():
            if name == "style":
                out.append(f' lv-s="{styles.add(style)}"')
            else:
                out.append(f" {name}" if value is True else f' {name}="{escape(value)}"')


class RangeSlot:
    """Nothing, an instance of a fragment, or HTML; the memo holds None, a memo, Markup, or a Child."""

    __slots__ = ("alternatives", "descriptor", "index")

    def __init__(self, index: int, alternatives: tuple[Fragment, ...] = ()) -> None:
        self.index = index
        self.alternatives = alternatives
        self.descriptor = ["f", *(fragment.id for fragment in alternatives)]

    def reference(self, fragment: Fragment) -> Any:
        """How the wire names a fragment in this slot."""
        for index, alternative in enumerate(self.alternatives):
            if alternative is fragment:
                return index
        return fragment.id

    def value(self, memo: Memo) -> Any:
        held = content(memo[self.index])
        if type(held) is list:
            return [self.reference(held[0]), *held[0].values(held)]
        return None if held is None else str(held)

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        held = content(memo[self.index])
        if held is None:
            if styles is not None:
                out.append("<!---->")
            return
        is_instance = type(held) is list
        if styles is not None:
            out.append(f"<!--{self.reference(held[0]) if is_instance else 'h'}-->")
        if is_instance:
            held[0].html(held, out, styles)
        else:
            out.append(str(held))
        if styles is not None:
            out.append("<!---->")


class ListSlot:
    """Any number of instances of one fragment; the memo holds an object with `items`."""

    __slots__ = ("descriptor", "index", "item")

    def __init__(self, index: int, item: Fragment) -> None:
        self.index = index
        self.item = item
        self.descriptor = ["l", item.id]

    def value(self, memo: Memo) -> Any:
        return [self.item.values(item) for item in memo[self.index].items]

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        items = memo[self.index].items
        if items and styles is not None:
            out.append(f"<!--{len(items)}-->")
        for item in items:
            self.item.html(item, out, styles)
        if styles is not None:
            out.append("<!---->")


def content(held: Any) -> Any:
    """What a range shows: a memo, markup or None, whoever keeps it."""
    return held.memo if hasattr(held, "memo") else held
