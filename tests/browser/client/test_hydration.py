"""Binding to the server's HTML: nothing is written, and a page that others have changed comes right."""

from __future__ import annotations

from typing import Any

from liveview.engine import LiveEnvironment, Rendering, Styles
from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import POLICY

FRAGMENTS = {
    "rootAA": [
        '<h1><!--$--></h1><p $="1">a<b>x</b><!--$--></p><table><tbody><!--$--></tbody></table><!--$--><input $="1">',
        0,
        ["a", "class"],
        0,
        ["l", "rowAAA"],
        ["f", "boxAAA"],
        ["a", "value"],
    ],
    "rowAAA": ['<tr $="1"><td><!--$--></td></tr>', ["m"], 0],
    "boxAAA": ["<!--$--><i></i><!--$-->", 0, ["l", "rowAAA"]],
}
VALUES = ["rootAA", "title", "c", "", [[{}, "a"], [{"hidden": True}, "b"]], [0, "", []], "typed"]

WATCH = """
document.addEventListener("readystatechange", () => {
  if (document.readyState !== "interactive") return;
  window.writes = [];
  new MutationObserver((records) => window.writes.push(...records.map(({ type }) => type))).observe(
    document, { subtree: true, childList: true, characterData: true, attributes: true });
});
"""


def test_nothing_is_written(open_client: OpenClient) -> None:
    # Without a clock: the test may be slower to join than the page waits before it says that it is not connected.
    client = open_client(FRAGMENTS, VALUES, init=f"window.setTimeout = () => 0; {WATCH}").join()
    assert client.page.evaluate("writes") == []
    assert client.sent == [["j", "token", [0, 0]]]
    assert client.problems == []
    client.patch([2, "now"])
    assert client.page.evaluate("writes") == ["childList"]


def test_styles_move_from_the_sheet_to_their_elements(open_client: OpenClient) -> None:
    fragments = {"rootAA": ['<p $="1">x</p><b $="1">y</b><i>z</i>', ["a", "style"], ["a", "style"]]}
    html = '<p lv-s="0">x</p><b lv-s="1">y</b><i lv-s="0">z</i>'
    sheet = (
        "<style nonce=x lv-sheet>"
        '[lv-s="0"]:not(#\\9):not(#\\9){width: 40px; --own: 1 2;}'
        '[lv-s="1"]:not(#\\9):not(#\\9){color: rgb(1, 2, 3) !important;}</style>'
    )
    client = open_client(fragments, ["rootAA", "", ""], html=html, head=sheet, policy=POLICY).join()
    shown = client.page.evaluate(
        """() => [document.querySelectorAll("[lv-s], [lv-sheet]").length,
                  ...["p", "b", "i"].map((name) => document.querySelector(name).style.cssText)]"""
    )
    assert shown == [0, "width: 40px; --own: 1 2;", "color: rgb(1, 2, 3) !important;", "width: 40px; --own: 1 2;"]
    client.patch([0, "width: 55px"])
    assert client.page.evaluate('document.querySelector("p").style.width') == "55px"
    assert client.problems == []


def test_comments_of_a_template_that_read_like_marks_are_none(open_client: OpenClient) -> None:
    source = (
        "<!--$--><p>{{ a }}</p><i></i>{{ b }}<!--t--><!----><b>{{ a }}</b>{% if c %}<!--$-->{{ c }}<!--0-->{% endif %}"
    )
    rendering = Rendering(LiveEnvironment().from_string(source))
    rendering.mount({"a": "1", "b": "", "c": ""})
    definitions = {fragment.id: fragment.definition for fragment in rendering.fragments()}
    client = open_client(definitions, rendering.values(), html=rendering.html(Styles())).join()
    assert client.sent == [["j", "token", [0, 0]]], client.problems
    for state in ({"a": "2", "b": "x", "c": ""}, {"a": "2", "b": "", "c": "y"}):
        patch = rendering.update(state)
        client.deliver(["d", {fragment.id: fragment.definition for fragment in rendering.fragments()}])
        assert patch is not None
        client.patch(patch)
        shown = client.page.evaluate('tree(document.querySelector("[lv-root]"))')
        assert shown == client.page.evaluate("treeOf", rendering.html())
    assert client.problems == []


def test_a_page_that_others_have_changed_is_made_anew(open_client: OpenClient) -> None:
    client = open_client(FRAGMENTS, VALUES, html="<div>an extension was here</div>").join()
    assert client.sent == [["j", "token", [0, -1]]]
    client.deliver(["=", 0, 3, VALUES])
    assert client.shows(VALUES)
    assert "made anew" in client.problems[0]


def test_a_row_that_others_have_changed_comes_right(open_client: OpenClient) -> None:
    client = open_client(FRAGMENTS, VALUES).join()
    client.page.evaluate('document.querySelector("tr").replaceChildren()')
    client.patch([~3, [0, [1, "patched"]]])
    assert client.sent[-1] == ["f", 0]
    after = [*VALUES]
    after[4] = [[{}, "patched"], [{"hidden": True}, "b"]]
    client.deliver(["=", 0, 2, after])
    assert client.shows(after)
    client.deliver([0, 3, [0, "goes on"]])
    assert client.page.inner_text("h1") == "goes on"


LIST: dict[str, list[Any]] = {
    "rootAA": ["<ul><!--$--></ul>", ["l", "lineAA"]],
    "lineAA": [
        '<li><details $="1"><summary>s</summary></details><dialog $="1">d</dialog>'
        '<button lv-click="buy" lv-disable-with="Wait"><b>Buy</b><!--$--></button></li>',
        ["m"],
        ["m"],
        0,
    ],
}
FOLD, DIALOG, PRICE = range(3)
LINES = ["rootAA", [[{}, {}, " 5"], [{}, {}, " 6"]]]


def test_what_is_opened_in_a_row_is_not_the_templates(open_client: OpenClient) -> None:
    client = open_client(LIST, LINES).join()
    client.page.click("li:nth-child(2) summary")
    client.page.evaluate("document.querySelectorAll('dialog')[1].showModal()")
    client.patch([~0, [1, [FOLD, {"class": "hot"}, DIALOG, {"class": "hot"}]]])
    second = "[...document.querySelectorAll('details, dialog')].slice(2).map((own) => [own.open, own.className])"
    assert client.page.evaluate(second) == [[True, "hot"], [True, "hot"]]
    assert client.page.evaluate("document.querySelectorAll('dialog')[1].matches(':modal')")
    client.patch([~0, [1, [FOLD, {}]]])
    assert client.page.evaluate(second) == [[True, ""], [True, "hot"]]


def test_a_button_in_a_row_has_its_new_text_after_it_has_waited(open_client: OpenClient) -> None:
    client = open_client(LIST, LINES).join()
    for ref, price in enumerate([" 7", " 8"], 1):
        client.page.click("button >> nth=0")
        assert client.page.inner_text("button >> nth=0") == "Wait"
        client.patch([~0, [0, [PRICE, price]]], ref)
        assert client.page.inner_text("button >> nth=0") == f"Buy{price}"
    assert client.page.inner_text("button >> nth=1") == "Buy 6"


def test_a_row_keeps_its_places_whatever_others_have_put_there(open_client: OpenClient) -> None:
    fragments = {
        "rootAA": ["<ul><!--$--></ul>", ["l", "lineAA"]],
        "lineAA": ['<li><b>x</b><!--$--><i $="1"><!--$--></i></li>', 0, ["a", "title"], 0],
    }
    client = open_client(fragments, ["rootAA", [["5", "t", "6"]]]).join()
    client.page.evaluate(
        """() => {
          const [bold, text, italic] = document.querySelector("li").childNodes;
          italic.before(document.createElement("i")); // an extension
          const font = document.createElement("font"); // a translator
          text.replaceWith(font);
          font.textContent = "five";
        }"""
    )
    client.patch([~0, [0, [0, "7", 1, "u", 2, "8"]]])
    assert client.page.inner_html("li") == '<b>x</b>7<i></i><i title="u">8</i>'
    assert client.problems == []


def test_a_translated_text_is_found_again(open_client: OpenClient) -> None:
    client = open_client(
        {"rootAA": ["<p><b>x</b><!--$--></p><h1><!--$--></h1>", 0, 0]}, ["rootAA", "one", "two"]
    ).join()
    client.page.evaluate(
        """() => {
          for (const text of [document.querySelector("p").lastChild, document.querySelector("h1").firstChild]) {
            const font = document.createElement("font");
            text.replaceWith(font);
            font.textContent = "übersetzt";
          }
        }"""
    )
    client.patch([0, "three", 1, "four"])
    assert client.shows(["rootAA", "three", "four"])


def test_the_strict_policy_is_kept_by_all_that_is_made(open_client: OpenClient) -> None:
    fragments = {
        "rootAA": ["<div><!--$--></div><p><!--$--></p>", ["f", "madeAA"], 0],
        "madeAA": [
            '<b lv-style="color: red">static</b><i $="1">x</i><svg><!--$--></svg>',
            ["a", "style"],
            ["l", "dotAAA"],
        ],
        "dotAAA": [["svg", '<circle $="1"></circle>'], ["m"]],
    }
    client = open_client(fragments, ["rootAA", None, ""], policy=POLICY).join()
    client.patch([0, [0, "width: 7px", [[{"style": "fill: blue", "r": "1"}]]], 1, ["<u>html</u>"]])
    assert client.page.eval_on_selector("b", "element => getComputedStyle(element).color") == "rgb(255, 0, 0)"
    client.deliver(["=", 0, 2, ["rootAA", "<s>opaque</s>", ["<u>html</u>"]]])
    assert client.page.text_content("[lv-root]") == "opaquehtml"
    assert client.problems == []
