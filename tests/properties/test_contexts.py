"""html5lib is the oracle of the HTML machine: each value stands where a parser finds it, or the template is refused."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import html5lib

from liveview.engine.builder import Recorder
from liveview.engine.contexts import ContextError, Machine
from liveview.engine.position import State
from tests.properties.random_documents import SLOT, Documents

FUZZES = "FUZZ_DOCUMENTS" in os.environ  # then documents are others each time
COUNT = int(os.environ.get("FUZZ_DOCUMENTS", "2000"))
SENTINEL = re.compile(r"zq(\d+)q")
NAMESPACES = {"http://www.w3.org/1999/xhtml": "html", "http://www.w3.org/2000/svg": "svg"}
MATH = "http://www.w3.org/1998/Math/MathML"
Place = tuple[str, str, str, str]  # kind, element, attribute, namespace of the element


def followed(source: str) -> list[Place]:
    """Where the machine says that the slots are."""
    machine = Machine(Recorder())
    places: list[Place] = []
    pieces = source.split(SLOT)
    for index, piece in enumerate(pieces):
        machine.feed(piece)
        if index < len(pieces) - 1:
            places.append(_place(machine))
    if machine.position.state is not State.TEXT or machine.position.stack:
        raise ContextError("something is open at the end")
    return places


def _place(machine: Machine) -> Place:
    position = machine.slot()
    if position.state in (State.TEXT, State.RCDATA):
        return "text", position.parent.lower(), "", ""
    if position.state is State.TAG:
        machine.after_attributes()
        return "name", position.tag.lower(), "", position.namespace
    return "value", position.tag.lower(), position.attribute, position.namespace


def parsed(source: str) -> dict[int, Place]:
    """Where the parser finds them."""
    count = iter(range(source.count(SLOT)))
    html = re.sub(SLOT, lambda _: f"zq{next(count)}q", source)
    tree = html5lib.parseFragment(html, container="div", treebuilder="etree")
    return dict(found for element in tree for found in _found(element, "")) | dict(_texts(tree.text, ""))


def _found(element: Any, parent: str) -> Iterator[tuple[int, Place]]:
    if isinstance(element.tag, str):
        namespace, _, name = element.tag.removeprefix("{").rpartition("}")
        kind = NAMESPACES.get(namespace, "math" if namespace == MATH else namespace)
        for attribute, value in element.attrib.items():
            shown = attribute if isinstance(attribute, str) else attribute[1]
            yield from ((int(i), ("name", name.lower(), "", kind)) for i in SENTINEL.findall(shown))
            yield from ((int(i), ("value", name.lower(), shown, kind)) for i in SENTINEL.findall(value))
        yield from _texts(element.text, name.lower())
        for child in element:
            yield from _found(child, name.lower())
    yield from _texts(element.tail, parent)


def _texts(text: str | None, parent: str) -> Iterator[tuple[int, Place]]:
    yield from ((int(i), ("text", parent, "", "")) for i in SENTINEL.findall(text or ""))


def test_a_parser_finds_the_slots_of_random_documents_where_the_machine_says_they_are() -> None:
    seed = random.randrange(2**32) if FUZZES else 1
    documents = Documents(seed)
    slots = accepted = 0
    for _ in range(COUNT):
        source = documents.document()
        try:
            places = followed(source)
        except ContextError:
            continue
        accepted += 1
        slots += len(places)
        found = parsed(source)
        for index, place in enumerate(places):
            said = _element_namespace(place)
            assert found.get(index) == said, f"seed {seed}, slot {index} of {source.replace(SLOT, '{{ }}')!r}"
    assert accepted > COUNT / 3, "the documents have too many mistakes to show anything"
    assert slots > COUNT


def _element_namespace(place: Place) -> Place:
    """A tag stands in the namespace of what is around it; `<svg>` and `<math>` begin their own."""
    kind, element, attribute, namespace = place
    return (kind, element, attribute, element) if element in ("svg", "math") and namespace == "html" else place
