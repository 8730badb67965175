"""Risks 10 to 12: of hostile values in every kind of slot a parser finds no element, no attribute and no scheme.

In a browser, and in patches: tests/browser/client/test_hostile.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from liveview.engine import LiveEnvironment, Rendering, Styles

FOLDER = Path(__file__).parents[1] / "hostile"
VECTORS: list[str] = json.loads((FOLDER / "vectors.json").read_text())
SLOTS = """<p>{{ s }}</p><p>a {{ s }} b</p><p>{{ s|e }}</p><p title="{{ s }}"></p><p title='a {{ s }}'></p>
<textarea>{{ s }}</textarea><select><option value="{{ s }}">{{ s }}</option></select>
<a href="{{ s }}"></a><a href="java{{ s }}"></a><form action="{{ s }}"><button formaction="{{ s }}"></button></form>
<svg><a xlink:href="{{ s }}"></a></svg><iframe src="{{ s }}"></iframe><p style="width: {{ s }}"></p>
<p {{ {"title": s, "href": s, "onclick": s, "srcdoc": s}|xmlattr }}></p>
<script type="application/json">{{ s }}</script>"""
URLS = ("href", "action", "formaction", "src", "{http://www.w3.org/1999/xlink}href")
HARMLESS = ("http:", "https:", "mailto:", "tel:", "sms:", "ftp:", "about:invalid")


def nodes(source: str, value: str) -> list[Element]:
    """The elements that a parser finds."""
    rendering = Rendering(LiveEnvironment().from_string(source))
    rendering.mount({"s": value})
    tree = html5lib.parseFragment(rendering.html(Styles()), treebuilder="etree", container="div")
    return list(tree.iter())


def shape(found: list[Element]) -> list[tuple[object, list[str]]]:
    return [(node.tag, sorted(set(node.attrib) - {"lv-s", "$"})) for node in found]


def scheme_of(url: str) -> str:
    """What a browser takes for the scheme, or nothing."""
    read = "".join(character for character in url if ord(character) > 32).lower()
    head, colon, _ = read.partition(":")
    return f"{head}:" if colon and not set(head) & set("/?#") else ""


def schemes(found: list[Element]) -> Iterator[str]:
    return (scheme_of(node.attrib[name]) for node in found for name in URLS if name in node.attrib)


@pytest.mark.parametrize("value", VECTORS, ids=range(len(VECTORS)))
def test_a_parser_finds_what_the_template_says_and_no_scheme_that_runs(value: str) -> None:
    found = nodes(SLOTS, value)
    assert shape(found) == shape(nodes(SLOTS, "x"))
    assert [name for node in found for name in node.attrib if name.startswith("on") or name == "srcdoc"] == []
    assert [
        scheme for scheme in schemes(found) if scheme and not scheme.startswith(HARMLESS) and scheme != "about:"
    ] == []
