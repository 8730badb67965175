"""Builds one fragment from what the HTML machine recognises and where the plan puts values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from liveview.engine.contexts import ContextError
from liveview.engine.elements import BOOLEAN, DROPS_FIRST_LINE_BREAK, WHITE_SPACE_FREE
from liveview.engine.position import Position, State

KEY_ATTRIBUTE = "lv-key"


class Code(str):
    """Python source of a piece, as opposed to static HTML."""


@dataclass
class Place:
    """A slot under construction: a text run, or one attribute's values."""

    kind: str  # text, attribute, boolean, style, content, attributes, range, list; "first …": see FirstTextSlot
    first: int
    number: int = -1
    count: int = 0
    name: str = ""
    sources: list[str] = field(default_factory=lambda: [""])
    code: str = ""  # what makes the slot, where it is not made among the pieces

    def text(self, source: str) -> None:
        self.sources[-1] += source

    def value(self) -> int:
        """Make room for one more value; returns its offset."""
        self.count += 1
        self.sources.append("")
        return self.count - 1


@dataclass
class StaticAttribute:
    """An `lv-…` attribute of constant text, as found in a template.

    Attributes:
        name: in lower case, for example `lv-click`.
        value: its text, or an empty string.
        tag: the element's name.
        lineno: the line in the template.
        template: the template's name, or None.
    """

    name: str
    value: str
    tag: str
    lineno: int
    template: str | None


class Recorder:
    """Follows markup that is not part of a fragment: branches inside attributes, opaque parts.

    Attributes:
        found: every `lv-…` attribute without values.
    """

    def __init__(self, tag: str = "") -> None:
        self.found: list[StaticAttribute] = []
        self.tag = tag

    def text(self, source: str) -> None: ...
    def markup(self, source: str) -> None: ...

    def tag_open(self, source: str, name: str) -> None:
        self.tag = name

    def tag_space(self, source: str) -> None: ...

    def attribute(self, source: str, name: str, value: str | None) -> None:
        if name.startswith("lv-"):
            self.found.append(StaticAttribute(name, value or "", self.tag, 0, None))

    def attribute_open(self, source: str, name: str) -> None: ...
    def attribute_text(self, source: str) -> None: ...
    def attribute_close(self, source: str) -> None: ...
    def tag_end(self, source: str, name: str, inside: State | None) -> None: ...


class Builder(Recorder):
    """The pieces and slots of one fragment, in document order.

    Args:
        base: where in a memo its values begin.
        container: where the fragment stands.
        item: whether it is a row of a list.
        row: the row that it is the rest of.

    Attributes:
        size: how many values a memo of the fragment has.
        reports: slots of values that are complete since the plan last asked.
        site: the number of the last call of a component in it; 0 for none.
    """

    def __init__(self, base: int, container: Position, item: bool = False, row: Builder | None = None) -> None:
        super().__init__()
        self.base = base
        self.size = 0
        self.item = item
        self.reports: list[Place] = []
        self.site = 0
        self.key_open = False
        self.key_parts: list[Any] = row.key_parts if row else []
        self._may_have_key = item or row is not None
        self._namespace = container.namespace
        self._trims = container.state is State.TEXT and container.parent in WHITE_SPACE_FREE
        self._html: list[str] = []
        self._pieces: list[str] = []  # static HTML, or Code
        self._slots: list[Place] = []
        self._run: Place | None = None
        self._attribute: Place | None = None
        self._attributes: list[int] = []  # where the memo keeps maps of the open tag's attributes
        self._attributes_place: Place | None = None
        self._opening = ""
        self._begins = False  # whether browsers would drop a line break here
        self._elements: list[list[int]] = []  # per open element: where its slot count goes, and the count
        self._first = True

    # what the machine recognises

    def text(self, source: str) -> None:
        if self._elements and self._elements[-1][2]:
            self._content().text(source)
        else:
            self._open_run().text(source)

    def markup(self, source: str) -> None:
        self.flush()
        self._static(source)
        if source.startswith("</"):
            self._elements.pop()

    def tag_open(self, source: str, name: str) -> None:
        super().tag_open(source, name)
        self.flush()
        self._static(source)
        self._html.append("")
        self._elements.append([len(self._html) - 1, 0, 0])

    def tag_space(self, source: str) -> None:
        self._static(source)

    def attribute(self, source: str, name: str, value: str | None) -> None:
        super().attribute(source, name, value)
        if name == KEY_ATTRIBUTE:
            raise ContextError('lv-key needs the row\'s own key: lv-key="{{ row.id }}"')
        if name == "style" and value:
            space = source[: len(source) - len(source.lstrip())]
            self._html.append(f"{space}lv-style{source.lstrip()[len(name) :]}")
            self._pieces.append(Code(f"StaticStyle({source!r}, {value!r})"))
        else:
            self._static(source)

    def attribute_open(self, source: str, name: str) -> None:
        if name == KEY_ATTRIBUTE:
            self._begin_key()
            return
        kind = "style" if name == "style" else "attribute"
        self._attribute = Place(kind, self.size, name=name)
        self._opening = source

    def attribute_text(self, source: str) -> None:
        if self.key_open:
            self.key_parts.append(source)
        elif self._attribute:
            self._attribute.text(source)

    def attribute_close(self, source: str) -> None:
        if self.key_open:
            self.key_open = False
            return
        place, self._attribute = self._attribute, None
        if place is None:
            return
        self._finish(place, own=True)
        if place.name in BOOLEAN and place.count == 1 and place.sources == ["", ""]:
            place.kind = "boolean"
            self._pieces.append(Code(f"s{place.number} := BooleanSlot({place.name!r}, {self._at(place.first)})"))
            return
        kind = "StyleSlot" if place.kind == "style" else "AttributeSlot"
        arguments = f"{place.name!r}, {self._at(place.first)}, {self._opening!r}, {tuple(place.sources)!r}, {source!r}"
        self._pieces.append(Code(f"s{place.number} := {kind}({arguments})"))

    def tag_end(self, source: str, name: str, inside: State | None) -> None:
        self._first = False
        self._end_attributes()
        self._static(source)
        self._begins = name in DROPS_FIRST_LINE_BREAK
        if inside is None:
            self._elements.pop()
        else:
            self._elements[-1][2] = inside in (State.RCDATA, State.JSON)

    # where the plan puts values

    def value(self, position: Position) -> tuple[Place, int]:
        """Room for a value at the machine's position: its slot, and its index in the memo."""
        place = self._place(position)
        place.value()
        self.size += 1
        return place, self._at(self.size - 1)

    def _place(self, position: Position) -> Place:
        if self._attribute is not None:
            return self._attribute
        if position.state in (State.RCDATA, State.JSON):
            return self._content()
        return self._open_run()

    def attributes(self) -> tuple[Place, int]:
        """Room for a map of attributes; all those of one element are one slot."""
        if self._attributes_place is None:
            self._attributes_place = Place("attributes", self.size)
            self._finish(self._attributes_place, own=True, report=False)
        place, index = self._attributes_place, self._at(self.size)
        place.count += 1
        self.size += 1
        self._attributes.append(index)
        self._pieces.append(Code(f"AttributesSource({index})"))
        return place, index

    def _end_attributes(self) -> None:
        place, self._attributes_place = self._attributes_place, None
        if place is None:
            return
        place.code = f"AttributesSlot({tuple(self._attributes)!r})"
        self._attributes = []
        self.reports.append(place)

    def range(self, alternatives: list[str]) -> tuple[Place, int]:
        """Room for nothing or one instance; `alternatives` are the names of the fragments' variables."""
        return self._between("RangeSlot", "range", f"({''.join(name + ', ' for name in alternatives)})")

    def items(self, item: str) -> tuple[Place, int]:
        """Room for the instances of one fragment."""
        return self._between("ListSlot", "list", item)

    def _between(self, kind: str, name: str, argument: str) -> tuple[Place, int]:
        self.flush()
        place = Place(name, self.size, count=1)
        self.size += 1
        self._finish(place, report=False)
        self._html.append("<!--$-->")
        self._pieces.append(Code(f"s{place.number} := {kind}({self._at(place.first)}, {argument})"))
        return place, self._at(place.first)

    def flush(self) -> None:
        """End the text run, if one is open."""
        self._begins = False
        run, self._run = self._run, None
        if run is None:
            return
        if run.kind.endswith("content"):
            self._finish(run, own=True)
            arguments = f"'#', {self._at(run.first)}, '', {tuple(run.sources)!r}, ''"
            kind = "FirstContentSlot" if run.kind.startswith("first") else "ContentSlot"
            self._pieces.append(Code(f"s{run.number} := {kind}({arguments})"))
            return
        if run.count == 0:
            self._static_text(self._edge(run.sources[0]))
            return
        run.sources[0] = self._edge(run.sources[0])
        self._separate()
        self._finish(run)
        self._html.append("<!--$-->")
        kind = "FirstTextSlot" if run.kind.startswith("first") else "TextSlot"
        self._pieces.append(Code(f"s{run.number} := {kind}({self._at(run.first)}, {tuple(run.sources)!r})"))

    def finish(self) -> None:
        """End the fragment."""
        if self._trims and self._run is not None:
            self._run.sources[-1] = self._run.sources[-1].rstrip()
        self.flush()

    def fragment(self) -> str:
        """Python source that makes the fragment."""
        html = "".join(self._html)
        definition: Any = html if self._namespace == "html" else [self._namespace, html]
        slots = "".join(f"{place.code or f's{place.number}'}, " for place in self._slots)
        return (
            f"Fragment.intern({json.dumps(definition)}, {self.base}, {self.size}, "
            f"({''.join(map(_piece, self._pieces))}), ({slots}){f', {self.site}' if self.site else ''})"
        )

    # inside

    def _at(self, offset: int) -> int:
        return self.base + offset

    def _open_run(self) -> Place:
        return self._run_of("text")

    def _content(self) -> Place:
        return self._run_of("content")

    def _run_of(self, kind: str) -> Place:
        if self._run is None:
            self._run = Place(f"first {kind}" if self._begins else kind, self.size)
        return self._run

    def _begin_key(self) -> None:
        if not self._may_have_key or not self._first or len(self._elements) != 1:
            raise ContextError("lv-key belongs on the first element of a {% for %} body")
        if self.key_parts:
            raise ContextError("two lv-key on one row")
        self.key_open = True

    def _edge(self, source: str) -> str:
        """A run's first text, without the white space at the edge of a body where none renders."""
        return source.lstrip() if self._trims and not self._pieces else source

    def _separate(self) -> None:
        if self.item and not self._pieces:
            self._html.append("<!--|-->")
            self._pieces.append(Code("Mark('<!--|-->')"))

    def _static_text(self, source: str) -> None:
        if source:
            self._separate()
            self._static(source)

    def _static(self, source: str) -> None:
        self._html.append(source)
        if self._pieces and type(self._pieces[-1]) is str:
            source = self._pieces.pop() + source
        self._pieces.append(source)

    def _finish(self, place: Place, own: bool = False, report: bool = True) -> None:
        place.number = len(self._slots)
        self._slots.append(place)
        if own:
            self._elements[-1][1] += 1
            self._close_count(self._elements[-1])
        if report:
            self.reports.append(place)

    def _close_count(self, element: list[int]) -> None:
        if element[1]:
            self._html[element[0]] = f' $="{element[1]}"'


def _piece(piece: str) -> str:
    return f"({piece}), " if isinstance(piece, Code) else f"{piece!r}, "
