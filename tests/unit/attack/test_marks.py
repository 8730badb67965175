"""A vector is found where a browser would take it for HTML, and nowhere else."""

from __future__ import annotations

import html
import json

import pytest

from liveview.attack.finding import Spot
from liveview.attack.marks import VECTORS, Marks

PLACES = {
    "text": ("<p>{}</p>", {0, 1, 4}),
    "a quoted attribute": ('<p title="{}"></p>', {0, 2}),
    "an attribute in other quotes": ("<p title='{}'></p>", {0, 2}),
    "a link": ('<a href="{}">x</a>', {0, 2, 3}),
    "a text area": ("<textarea>{}</textarea>", {4}),
    "a title": ("<title>{}</title>", {4}),
}


@pytest.mark.parametrize(("place", "expected"), PLACES.values(), ids=PLACES)
def test_what_is_not_escaped_is_found(place: str, expected: set[int]) -> None:
    found = set()
    for at in range(len(VECTORS)):
        marks = Marks()
        mark = marks.mark(Spot("/"), VECTORS[at])
        if marks.look(place.format(mark.text), "/"):
            found.add(at)
    assert found == expected


@pytest.mark.parametrize("place", [place for place, _ in PLACES.values() if "href" not in place])
def test_what_is_escaped_is_not(place: str) -> None:
    marks = Marks()
    text = "".join(place.format(html.escape(mark.text)) for mark in marks.vectors(Spot("/")))
    assert marks.look(text, "/") == []


def test_what_stands_in_data_is_not_found() -> None:
    marks = Marks()
    texts = [mark.text for mark in marks.vectors(Spot("/"))]
    data = json.dumps(texts).replace("<", "\\u003c")
    assert marks.look(f'<script type="application/json">{data}</script>', "/") == []


def test_a_vector_is_told_from_others_and_once() -> None:
    marks = Marks()
    marks.mark(Spot("/a"))
    second = marks.mark(Spot("/b"))
    assert marks.look(f"<p>{second.text}</p>", "/c") == [2]
    assert marks.found == {2: ("/c", "an element")}
    assert marks.look(f"<p>{second.text}</p>", "/d") == []


def test_a_number_that_nobody_sent_is_nobodys() -> None:
    assert Marks().look("<lvx-7>", "/") == []
