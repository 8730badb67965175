"""Which modules a page needs."""

from __future__ import annotations

import json

import pytest
from markupsafe import escape

from liveview import JS
from liveview.view.modules import needed_for


@pytest.mark.parametrize("chain", [JS.navigate("/x"), JS.hide("#menu").patch("?page=2")])
def test_commands_that_lead_elsewhere_need_navigation(chain: object) -> None:
    attribute = f'<button lv-click="{escape(str(chain))}">'
    for html in (attribute, json.dumps([attribute]), json.dumps({"fragments": {"a": [["a", "lv-click", str(chain)]]}})):
        assert "navigation" in needed_for(html), html


@pytest.mark.parametrize("html", ["<p>[navigate]</p>", '<b title="patch">[&#34;patched&#34;]</b>', "[patch]"])
def test_texts_do_not(html: str) -> None:
    assert "navigation" not in needed_for(html)


@pytest.mark.parametrize(
    "html",
    ['<div lv-hook="UiMenu@-">', json.dumps({"a1": ["<p></p>", ["a", "lv-hook", "UiTabs@", ""]]}), "<b lv-hook='UiX'>"],
)
def test_hooks_of_the_kit_need_its_module_and_the_one_that_mounts_them(html: str) -> None:
    assert set(needed_for(html)) == {"actions", "kit"}


@pytest.mark.parametrize("html", ['<div lv-hook="Chart">', '<div lv-hook="Uint">', "<p>UiMenu</p>"])
def test_other_hooks_do_not(html: str) -> None:
    assert "kit" not in needed_for(html)


def test_a_long_list_needs_its_module_and_no_other_list_does() -> None:
    assert needed_for('<div lv-rows="show@3">') == ["table"]
    assert "table" not in needed_for('<div lv-viewport-top="older">')


def test_lines_on_a_canvas_need_its_module_and_no_other_chart_does() -> None:
    assert "canvas" in needed_for('<figure lv-chart><div class="ui-canvas" lv-canvas lv-ignore></div></figure>')
    assert needed_for('<figure class="ui-chart" lv-chart>') == ["charts"]
