"""The page is a function of the state: stock Jinja is the oracle, for the first page and after every patch."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from liveview.engine import Styles, values_to_html
from tests.properties.oracle import LIVE, STOCK, TEMPLATES, Page, follow, outcome, source_of, without_key
from tests.properties.random_templates import Writer, as_stock
from tests.properties.strategies import STATES


def examples(share: float) -> int:
    """How many, of those that the profile asks for (tests/conftest.py)."""
    return int(share * settings().max_examples)


@pytest.mark.parametrize("name", TEMPLATES)
@given(data=st.data())
def test_every_update_equals_a_fresh_render(name: str, data: st.DataObject) -> None:
    follow(LIVE.get_template(name), STOCK.get_template(name), source_of(name), data)


@pytest.mark.parametrize("part", range(3 if settings().max_examples < 500 else 1))
@given(seed=st.integers(0, 10**9), data=st.data())
def test_every_update_of_a_random_template_equals_a_fresh_render(part: int, seed: int, data: st.DataObject) -> None:
    source = Writer(seed + part).template()  # each part has the same examples, and other templates
    note(source)
    follow(LIVE.from_string(source), STOCK.from_string(as_stock(without_key(source))), source, data)


@pytest.mark.parametrize("name", TEMPLATES)
@settings(max_examples=examples(0.1))
@given(state=STATES)
def test_values_make_the_marked_html(name: str, state: dict[str, Any]) -> None:
    page = Page(LIVE.get_template(name))
    html = outcome(lambda: page.show(state))
    if isinstance(html, str) and page.values is not None:
        marked = page.rendering.html(Styles())
        assert canonical(values_to_html(page.values, page.fragments)) == canonical(marked)


def canonical(html: str) -> str:
    """HTML without the order of attributes, and without the ways to write a character."""
    tree = html5lib.parseFragment(html, treebuilder="etree", container="div")
    serializer = html5lib.serializer.HTMLSerializer(alphabetical_attributes=True, omit_optional_tags=False)
    return "".join(serializer.serialize(html5lib.getTreeWalker("etree")(tree)))
