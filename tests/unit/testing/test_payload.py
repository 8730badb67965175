"""Events as the browser's client builds them."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.errors import VisitError
from liveview.testing.controls import Controls, chosen_options, elements_of, is_disabled
from liveview.testing.document import Document, Element
from liveview.testing.payload import Happening, Payload, payload_of, urlencoded

FORM = """<form id="f" lv-submit="save" lv-value-from="form">
  <input name="text" value="a b">
  <input name="none">
  <input value="nameless">
  <input type="hidden" name="secret" value="1">
  <input type="checkbox" name="on" checked><input type="checkbox" name="off" value="x">
  <input type="radio" name="size" value="s"><input type="radio" name="size" value="l" checked>
  <select name="one"><option disabled>no</option><option>first</option><option value="2">second</option></select>
  <select name="many" multiple><option selected>p</option><option>q</option><option selected>r</option></select>
  <select name="nothing" multiple><option>p</option></select>
  <textarea name="note">
line 1
line 2</textarea>
  <input name="gone" value="1" disabled>
  <fieldset disabled><input name="gone too" value="1"></fieldset>
  <input type="file" name="file"><input type="submit" name="other" value="other">
  <button name="go" value="now">Go</button>
</form><input form="f" name="outside" value="1"><input name="alone" value="ö~*&">"""
FIELDS = [
    ("text", "a b"), ("none", ""), ("secret", "1"), ("on", "on"), ("size", "l"), ("one", "first"), ("many", "p"),
    ("many", "r"), ("note", "line 1\nline 2"), ("outside", "1"),
]  # fmt: skip


def payload(html: str, type: str, bound: str, target: str | None = None, **happening: Any) -> Payload:
    document = Document(html)
    submitter = happening.pop("submitter", None)
    return payload_of(
        document,
        Controls(),
        document.one(bound),
        Happening(
            type, document.one(target or bound), submitter=document.one(submitter) if submitter else None, **happening
        ),
    )


def test_a_form_sends_what_html_says() -> None:
    document = Document(FORM)
    assert Controls().fields(document, document.one("form")) == FIELDS
    button = document.one("button")
    assert Controls().fields(document, document.one("form"), button) == [*FIELDS[:-1], ("go", "now"), FIELDS[-1]]


def test_a_submit_tells_the_forms_fields_and_values_and_the_button() -> None:
    assert payload(FORM, "submit", "form") == Payload({"from": "form"}, urlencoded(FIELDS), {})
    told = payload(FORM, "submit", "form", submitter="button")
    assert told.control == {"submitter": "go"}
    assert told.form == urlencoded([*FIELDS[:-1], ("go", "now"), FIELDS[-1]])


@pytest.mark.parametrize(
    ("html", "type", "expected"),
    [
        ("<button lv-click=a>x</button>", "click", Payload({}, None, {})),
        ("<p lv-click=a lv-value-by=2 lv-value-To=3>x</p>", "click", Payload({"by": "2", "to": "3"}, None, {})),
        ("<button lv-click=a name=n value=v>x</button>", "click", Payload({}, None, {"name": "n", "value": "v"})),
        ("<button lv-click=a name=n>x</button>", "click", Payload({}, None, {"name": "n"})),
        ("<input lv-input=a name=n value=v>", "input", Payload({}, "n=v", {"name": "n", "value": "v"})),
        ("<input lv-input=a value=v>", "input", Payload({}, "", {"value": "v"})),
        ("<input lv-change=a type=checkbox name=n>", "change", Payload({}, "", {"name": "n"})),
        ("<input lv-change=a type=radio name=n checked>", "change", Payload({}, "n=on", {"name": "n", "value": "on"})),
        ("<select lv-change=a name=n><option>x</select>", "change", Payload({}, "n=x", {"name": "n", "value": "x"})),
        ("<input lv-focus=a name=n value=v>", "focus", Payload({}, None, {"name": "n", "value": "v"})),
    ],
)  # fmt: skip
def test_an_element_of_its_own(html: str, type: str, expected: Payload) -> None:
    assert payload(html, type, f"[lv-{type}]") == expected


def test_a_key_is_told_with_its_control() -> None:
    told = payload(
        "<input lv-keydown=a name=n value=v>", "keydown", "input", keys={"key": "Enter", "modifiers": "ctrl"}
    )
    assert told == Payload({}, None, {"name": "n", "value": "v", "key": "Enter", "modifiers": "ctrl"})


def test_a_control_in_a_form_that_listens_tells_the_whole_form() -> None:
    html = "<form lv-change=a><input name=x value=1><input name=y value=2></form>"
    assert payload(html, "change", "form", "[name=y]") == Payload({}, "x=1&y=2", {"name": "y", "value": "2"})


def test_fields_are_written_as_browsers_write_them() -> None:
    assert urlencoded([("a b", "ö~*&=+/'\n"), ("", "")]) == "a+b=%C3%B6%7E*%26%3D%2B%2F%27%0A&="


# What somebody entered.


def control(html: str, selector: str = "input") -> tuple[Document, Element]:
    document = Document(html)
    return document, document.one(selector)


def test_what_was_entered_stays_while_the_server_says_the_same() -> None:
    controls = Controls()
    _, before = control("<form><input name=q value=old></form>")
    controls.enter(before, "typed")
    same_document, same = control("<p>new</p><form><input name=q value=old></form>")
    controls.forget_gone(same_document)
    assert controls.value(same) == "typed"
    assert controls.value(control("<form><input name=q value=new></form>")[1]) == "new"


def test_what_was_entered_goes_with_its_control() -> None:
    controls = Controls()
    controls.enter(control("<input name=q>")[1], "typed")
    controls.forget_gone(Document("<p>no input</p>"))
    assert controls.value(control("<input name=q>")[1]) == ""


def test_namesakes_are_told_apart() -> None:
    controls = Controls()
    document = Document("<input name=q><input name=q><input name=p>")
    controls.enter(document.all("[name=q]")[1], "second")
    assert [controls.value(one) for one in document.all("input")] == ["", "second", ""]


def test_a_select_has_only_its_options() -> None:
    _, select = control("<select><option value=1>one</option><option>two</option></select>", "select")
    assert chosen_options(select, "two") == ("two",)
    assert chosen_options(select, ("1", "two")) == ("1", "two")
    with pytest.raises(VisitError, match="has no option 'three'; it has: '1', 'two'"):
        chosen_options(select, "three")


def test_controls_belong_to_the_form_around_or_the_one_they_name() -> None:
    document = Document("<form id=f><input name=a></form><form><input name=b form=f><input name=c form=x></form>")
    assert [one.get("name") for one in elements_of(document, document.one("#f"))] == ["a", "b"]


def test_disabled_is_inherited_from_fieldsets() -> None:
    assert is_disabled(control("<fieldset disabled><p><input></p></fieldset>")[1])
    assert is_disabled(control("<input disabled>")[1])
    assert not is_disabled(control("<div disabled><input></div>")[1])
