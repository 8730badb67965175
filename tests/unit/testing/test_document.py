"""What a page shows, read by selectors, and what is said when it does not."""

from __future__ import annotations

import pytest

from liveview.errors import VisitError
from liveview.testing.document import Document

HTML = """<!doctype html><title>T</title><div lv-root><h1 class="big">Two
  words</h1><!--2--><ul><li id="a">a<!----></li><li id="b">b</li></ul>
  <button class="add" lv-click="add" disabled>+</button><p></p></div>"""


@pytest.fixture
def document() -> Document:
    return Document(HTML)


def test_an_element_has_text_attributes_and_html(document: Document) -> None:
    heading = document.one("h1.big")
    assert (heading.tag, heading.text, heading.attributes) == ("h1", "Two words", {"class": "big"})
    assert document.one("#a").html == '<li id="a">a</li>'
    button = document.one("[lv-click=add]")
    assert button.get("disabled") == ""
    assert button.get("missing") is None


def test_all_are_in_document_order_and_may_be_none(document: Document) -> None:
    assert [item.text for item in document.all("li")] == ["a", "b"]
    assert document.all("li:nth-child(3)") == []
    assert [item.text for item in document.one("ul").all("li")] == ["a", "b"]


def test_an_element_is_itself_and_no_other(document: Document) -> None:
    assert document.one("#a") == document.all("li")[0]
    assert document.one("#a") != document.one("#b")
    assert len({document.one("#a"), document.all("li")[0]}) == 1
    assert document.one("#a") != "#a"


def test_the_nearest_element_around_is_found(document: Document) -> None:
    item = document.one("#a")
    assert item.closest(lambda one: one.tag == "li") == item
    around = item.closest(lambda one: one.has("lv-root"))
    assert around is not None
    assert around.tag == "div"
    assert item.closest(lambda one: one.tag == "form") is None


def test_what_is_missing_is_told_with_what_is_there(document: Document) -> None:
    with pytest.raises(VisitError) as caught:
        document.one("button.remove")
    assert str(caught.value) == (
        "no element matches 'button.remove'; "
        'the page has: <button class="add" lv-click="add" disabled>+'
    )  # fmt: skip


def test_where_nothing_is_alike_the_elements_that_tests_name_are_told(document: Document) -> None:
    with pytest.raises(VisitError) as caught:
        document.one("#c")
    assert '<li id="a">a <li id="b">b <button' in str(caught.value)
    with pytest.raises(VisitError, match="nothing of the kind"):
        Document("<p>x").one("h1")


def test_several_are_one_too_many(document: Document) -> None:
    with pytest.raises(VisitError, match=r"2 elements match 'li': <li id=\"a\">a .* `page\.all\('li'\)`"):
        document.one("li")


def test_a_mistake_shows_no_screenful() -> None:
    document = Document("<ul>" + "<li>" + "<li>".join("x" * 100 for _ in range(500)) + "</ul>")
    with pytest.raises(VisitError) as caught:
        document.one("li")
    assert "and 490 more" in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_selector_that_is_no_css_is_told(document: Document) -> None:
    with pytest.raises(VisitError, match="'li\\[' is no CSS selector"):
        document.all("li[")
