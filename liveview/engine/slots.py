"""The kinds of slots: what each says of itself, of its value, and in HTML."""

from __future__ import annotations

import html as entities
from typing import Any

from markupsafe import Markup, escape

from liveview.engine.escape import quoted
from liveview.engine.fragment import Fragment, Memo
from liveview.engine.late import Late
from liveview.engine.scalars import attribute_value, markup, text_scalar, text_value, whole
from liveview.engine.styles import Styles


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
            return [self._run(memo)] if type(value) is list else value
        values = [text_value(value) for value in memo[self.first : self.first + self.count]]
        return [self._run(memo)] if any(type(value) is list for value in values) else values

    def _source(self, memo: Memo) -> str:
        out = [self.sources[0]]
        for offset in range(self.count):
            out += (markup(memo[self.first + offset]), self.sources[offset + 1])
        return "".join(out)

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        holds_html = any(type(value) is Markup and "<" in value for value in memo[self.first : self.first + self.count])
        if holds_html and styles is not None:
            out.append(f"<!--t-->{self._run(memo)}<!---->")
        else:
            out.append(self._source(memo))

    def _run(self, memo: Memo) -> str:
        """The run's HTML, as a browser has to parse it where other nodes come before it."""
        return self._source(memo)


class FirstTextSlot(TextSlot):
    """A run right after `<pre>`, where browsers drop a line break that comes first (HTML standard, 13.2.6.4.7).

    What it shows is one value: which of several pieces the line break is in changes with them.
    """

    __slots__ = ()

    def __init__(self, first: int, sources: tuple[str, ...]) -> None:
        super().__init__(first, sources)
        self.descriptor = 0

    def value(self, memo: Memo) -> Any:
        values = [text_value(value) for value in memo[self.first : self.first + self.count]]
        if any(type(value) is list for value in values):
            return [self._run(memo)]
        return whole(self.texts, values).removeprefix("\n")

    def _run(self, memo: Memo) -> str:
        return self._source(memo).removeprefix("\n")


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
            held = quoted(memo[self.first + offset], self.close) if self.close else memo[self.first + offset]
            out += (markup(held), self.sources[offset + 1])
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


class FirstContentSlot(ContentSlot):
    """The same where browsers drop a line break that comes first, as in `<textarea>`: one value, without it."""

    __slots__ = ("texts",)

    def __init__(self, name: str, first: int, open: str, sources: tuple[str, ...], close: str) -> None:
        super().__init__(name, first, open, sources, close)
        self.texts = tuple(text_scalar(entities.unescape(source)) for source in sources)
        self.descriptor = ["a", name]

    def value(self, memo: Memo) -> str:
        values = [attribute_value(value) for value in memo[self.first : self.first + self.count]]
        return whole(self.texts, values).removeprefix("\n")


class AttributesSlot:
    """Attributes written by values or branches; each keeps `(source, {name: value})` in the memo.

    However many stand in one tag, they are one slot: nobody could tell from the page which attribute is whose.
    """

    __slots__ = ("descriptor", "indices")

    def __init__(self, indices: tuple[int, ...]) -> None:
        self.indices = indices
        self.descriptor = ["m"]

    def value(self, memo: Memo) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for index in self.indices:
            merged = {**memo[index][1], **merged}  # of two with one name, HTML takes the first
        return merged


class AttributesSource:
    """Where one of an element's values or branches writes its attributes."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index

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
    """Nothing, an instance of a fragment, or HTML; the memo holds None, a memo, Markup, a Child or a Late."""

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
        held = memo[self.index]
        if type(held) is Late:
            return held.value()
        held = content(held)
        if type(held) is list:
            return [self.reference(held[0]), *held[0].values(held)]
        return None if held is None else str(held)

    def html(self, memo: Memo, out: list[str], styles: Styles | None) -> None:
        held = memo[self.index]
        if type(held) is Late and held.address is not None and styles is not None:
            self._elsewhere(held, out, styles)
            return
        held = content(held)
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

    def _elsewhere(self, late: Late, out: list[str], styles: Styles) -> None:
        """What has an address of its own."""
        shown, memo = late.rendering, late.memo
        if shown is not None and memo is not None:
            out.append(f"<!--@{late.address} {memo[0].id} {late.version}-->")
            shown.write(out, styles)
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
