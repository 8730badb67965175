"""Forms over the real protocol: what is entered, what is said of it, and what reaches the handler."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from liveview import Component, Form, LiveApp, LiveView, event, live
from liveview.testing import visit
from tests.integration.people import Address, PersonIn, PersonPage
from tests.integration.views import channel_of
from tests.integration.wire import SECRET


class AddressesIn(BaseModel):
    addresses: list[Address] = []


def app_of(view: type[LiveView] = PersonPage, debug: bool = False) -> LiveApp:
    return LiveApp(routes=[live("/", view)], secret=SECRET, debug=debug)


async def test_an_error_shows_when_the_control_was_left_and_goes_when_it_is_right() -> None:
    async with visit(app_of()) as page:
        assert (page.text("#name-errors"), page.text("#age-errors"), page.text("i")) == ("", "", "False")
        await page.fill("[name=age]", "-1")
        assert page.text("#age-errors") == "Input should be greater than or equal to 0."
        assert page.text("#name-errors") == ""  # nobody has been there
        await page.fill("[name=age]", "7")
        assert page.text("#age-errors") == ""
        await page.fill("[name=name]", "root")
        assert page.text("#name-errors") == "This name is reserved."
        await page.fill("[name=name]", "Ann")
        assert (page.text("#name-errors"), page.text("i")) == ("", "True")
        assert page.errors == []


async def test_the_handler_is_called_with_the_valid_model_only() -> None:
    async with visit(app_of()) as page:
        await page.click("[name=how]")
        assert (page.text("#name-errors"), page.text("pre")) == ("Please fill this in.", "")
        [patch] = [parts for direction, parts in page.frames if direction == "received" and isinstance(parts[0], int)]
        assert patch[-1] == [["focus", 'form[lv-form="person"] :is([name="name"]):not([type=hidden])']]
        await page.fill("[name=name]", "Ann")
        await page.change("[name=born]", "2001-02-03")
        await page.click("[name=news]")
        await page.click("[name=color][value=b]")
        await page.change("[name=skills]", ("python", "html"))
        await page.fill("textarea", "two\nlines")
        await page.click("[name=how]")
        assert page.text("pre") == (
            "{'name': 'Ann', 'born': '2001-02-03', 'news': True, 'color': 'b', 'skills': ['python', 'html'], "
            "'note': 'two\\nlines'} now"
        )
        assert page.errors == []


async def test_boxes_and_choices_can_be_taken_back() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "Ann")
        await page.click("[name=news]")
        await page.change("[name=skills]", ("sql",))
        await page.click("[name=news]")
        await page.change("[name=skills]", ())
        await page.click("[name=how]")
        assert page.text("pre") == "{'name': 'Ann'} now"


async def test_what_the_server_says_of_a_field_goes_when_it_is_changed() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "taken")
        await page.click("[name=how]")
        assert (page.text("#name-errors"), page.text("pre")) == ("This name is taken.", "")
        await page.fill("textarea", "another field")
        assert page.text("#name-errors") == "This name is taken."
        await page.fill("[name=name]", "Bob")
        assert page.text("#name-errors") == ""


async def test_what_is_wrong_with_the_whole_shows_after_the_submit() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "Ann")
        await page.fill("[name=age]", "9")
        await page.click("[name=news]")
        assert page.texts("li") == []
        await page.click("[name=how]")
        assert page.texts("li") == ["No news for children."]


async def test_rows_are_added_moved_and_removed_with_what_was_typed() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "Ann")
        for _ in range(3):
            await page.click("#add")
        await page.fill("[name='phones.0.number']", "000")
        await page.fill("[name='phones.1.number']", "1")
        await page.fill("[name='phones.2.number']", "222")
        await page.click("[name='phones.2.active']")
        assert page.texts("b") == ["", "String should have at least 3 characters.", ""]
        await page.push("up", {"key": "2"})
        assert [e.attributes["value"] for e in page.all("[name$=number]")] == ["222", "000", "1"]
        await page.push("remove", {"key": "1"})
        await page.click("[name=how]")
        assert page.text("pre") == (
            "{'name': 'Ann', 'phones': [{'number': '222', 'active': False}, {'number': '000'}]} now"
        )


async def test_an_event_on_its_way_means_its_row_though_rows_were_removed() -> None:
    async with visit(app_of()) as page:
        await page.click("#add")
        await page.click("#add")
        await page.push("remove", {"key": "0"}, settle=False)
        await page.fill("[name='phones.1.number']", "111")  # of the page as it was
        assert [(e.attributes["name"], e.attributes["value"]) for e in page.all("[name$=number]")] == [
            ("phones.1.number", "111")
        ]


async def test_a_choice_of_models_keeps_what_was_entered_for_each() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "Ann")
        await page.fill("[name='contact.address']", "a@b.c")
        await page.change("[name='contact.by']", "post")
        assert [e.attributes["name"] for e in page.all(".contact")] == ["contact.street", "contact.express"]
        await page.click("[name=how]")
        assert page.text("pre") == ""  # a street is needed
        await page.fill("[name='contact.street']", "Main St")
        await page.change("[name='contact.by']", "email")
        assert page.attribute("[name='contact.address']", "value") == "a@b.c"
        await page.change("[name='contact.by']", "post")
        assert page.attribute("[name='contact.street']", "value") == "Main St"


async def test_a_model_that_may_be_missing_is_added_and_removed() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "Ann")
        await page.click("#address")
        await page.click("[name=how]")
        assert (page.text("#street-errors"), page.text("pre")) == ("Please fill this in.", "")
        await page.click("#address")
        await page.click("[name=how]")
        assert page.text("pre") == "{'name': 'Ann'} now"


async def test_a_secret_is_never_in_the_page_and_reaches_the_handler() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "Ann")
        await page.fill("[name=password]", "abc")
        assert page.attribute("[name=password]", "value") in ("", None)
        await page.click("[name=how]")
        assert page.text("pre") == ""  # too short
        await page.fill("[name=password]", "hunter22")
        received = [parts for direction, parts in page.frames if direction == "received"]
        await page.click("[name=how]")
        assert "'password': '**********'" in page.text("pre")
        assert "hunter22" not in repr(received) + page.html
        form = vars(channel_of(page).view)["person"]
        assert "hunter22" not in repr(form.__reduce_ex__(4)) + repr(form)


async def test_a_validator_that_fails_loses_no_text() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "bug")
        assert page.errors == ["event `person`: internal error"]
        assert page.attribute("[name=name]", "value") == "bug"
        await page.fill("[name=name]", "Bob")
        await page.click("[name=how]")
        assert page.text("pre") == "{'name': 'Bob'} now"


async def test_the_server_begins_anew() -> None:
    async with visit(app_of()) as page:
        await page.fill("[name=name]", "root")
        await page.click("#add")
        await page.click("#reset")
        assert page.attribute("[name=name]", "value") == ""
        assert page.text("#name-errors") == ""
        assert page.all(".phone") == []


async def test_forms_of_a_view_and_its_components_are_apart() -> None:
    class Street(Component):
        template_string = """<form lv-form="address" lv-submit="save"><input class="c" id="{{ address.street.id }}"
          name="street" value="{{ address.street.value }}"><u>{{ address.street.errors|join }}</u><button>go</button>
          </form><em>{{ saved }}</em>"""
        address: Form[Address] = Form(Address)
        saved: str = ""

        @event
        async def save(self, address: Address) -> None:
            self.saved = address.street

    class Both(LiveView):
        uses = [Street]
        template_string = """{{ Street() }}{{ Street() }}<form lv-form="address"><input id="v" name="street"
          value="{{ address.street.value }}"></form>"""
        address: Form[Address] = Form(Address)

    async with visit(app_of(Both)) as page:
        ids = [element.attributes["id"] for element in page.all(".c")]
        assert len(set(ids)) == 2
        await page.fill(f"#{ids[0]}", "first")
        await page.fill(f"#{ids[1]}", "second")
        await page.fill("#v", "view")
        assert [element.attributes["value"] for element in page.all("input")] == ["first", "second", "view"]
        await page.submit("form:nth-of-type(2)")
        assert page.texts("em") == ["", "second"]
        assert page.errors == []


async def test_what_is_no_form_is_refused() -> None:
    async with visit(app_of()) as page:
        for name in ("nobody", "saved", "phones", "person@7"):
            await page.push(name)
        assert len(page.errors) == 4
        await page.send(["e", 99, 0, "person", {}, "&".join(f"x{n}=1" for n in range(1001))])
        await page.send(["e", 100, 0, "person", {}, "name=Ann&nobody=1&phones.x.number=1&phones=2&meta=3&.=1&a..b=2"])
        assert page.attribute("[name=name]", "value") == "Ann"


class Helped(PersonPage):
    """The same form, by the macros."""

    template_string = """
    {% from "liveview/forms.html" import field, errors %}
    <form lv-form="person" lv-submit="save" novalidate>
      {{ field(person.name, autocomplete="name") }}{{ field(person.age) }}{{ field(person.news, label="Send news") }}
      {{ field(person.color, type="radios") }}{{ field(person.skills, type="boxes") }}
      {{ field(person.note, type="textarea") }}{{ field(person.contact.by) }}{{ field(person.password) }}
      {{ errors(person) }}
      <button>Save</button></form><pre>{{ saved }}</pre>"""


async def test_macros_render_accessible_fields() -> None:
    async with visit(app_of(Helped)) as page:
        for control in page.all("input:not([type=radio]):not([type=checkbox]), select, textarea"):
            assert page.all(f"label[for={control.attributes['id']}]"), control
            described = control.attributes["aria-describedby"].split()
            assert described[-1] == f"{control.attributes['id']}-errors"
            assert all(page.one(f"#{id}") for id in described)
        assert page.attribute("[name=age]", "min") == "0"
        assert page.attribute("[name=name]", "autocomplete") == "name"
        assert page.attribute("[name=name]", "aria-required") == "true"
        assert page.texts("legend") == ["Color", "Skills"]
        assert page.text("#person-age-help") == "In years."
        await page.click("button")
        assert page.attribute("[name=name]", "aria-invalid") == "true"
        assert page.text("#person-name-errors") == "Please fill this in."
        await page.fill("[name=name]", "Ann")
        await page.click("[name=news]")
        await page.click("[name=color][value=b]")
        await page.click("[name=skills][value=sql]")
        await page.click("button")
        assert page.text("pre") == "{'name': 'Ann', 'news': True, 'color': 'b', 'skills': ['sql']}"
        assert page.errors == []


async def test_an_apps_own_macros_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "liveview").mkdir()
    (tmp_path / "liveview" / "forms.html").write_text(
        "{% macro field(of) %}<p>{{ of.name }}</p>{% endmacro %}{% macro errors(of) %}{% endmacro %}"
    )

    class Own(PersonPage):
        template_string = '{% from "liveview/forms.html" import field %}{{ field(person.name) }}'

    async with visit(LiveApp(routes=[live("/", Own)], templates=tmp_path, secret=SECRET)) as page:
        assert page.texts("p") == ["name"]


def test_a_form_without_javascript() -> None:
    form = Form(PersonIn)
    posted = [
        ("name", "Ann"), ("news", "on"), ("phones.0.number", "123"), ("phones.5.number", "456"),
        ("address.street", "Main St"), ("contact.by", "email"), ("contact.address", "x"), ("password", "secret"),
    ]  # fmt: skip
    person = form.submit(posted)
    assert person is not None
    assert [phone.number for phone in person.phones] == ["123", "456"]
    assert not person.phones[0].active  # a box that is not there is off
    assert person.address is not None and person.address.street == "Main St"
    assert form.submit({"name": ""}) is None
    assert form.fields.name.errors == ["Please fill this in."]


class Box(LiveView):
    template_string = """<p>{{ said }}</p><form lv-submit="say" lv-reset>
      <input name="text"><textarea name="more">as ever</textarea><input name="kept" value="{{ kept }}"></form>"""
    said: str = ""
    kept: str = "server's"

    @event
    async def say(self, text: str) -> None:
        if text == "bad":
            raise ValueError(text)
        self.said = text


async def test_a_form_that_was_sent_is_as_the_server_has_it_but_for_what_was_typed_since() -> None:
    async with visit(app_of(Box)) as page:
        await page.submit("form", text="bad", more="x")
        assert (page.value("[name=text]"), page.value("textarea")) == ("bad", "x")
        await page.submit("form", text="Hello", kept="mine")
        assert page.text("p") == "Hello"
        assert [page.value(one) for one in ("[name=text]", "textarea", "[name=kept]")] == ["", "as ever", "server's"]
        page.latency(1)
        await page.submit("form", text="one", more="two", settle=False)
        await page.fill("[name=text]", "one more", settle=False)
        await page.clock.advance(1)
        assert page.text("p") == "one"
        assert (page.value("[name=text]"), page.value("textarea")) == ("one more", "as ever")


class Streets(Component):
    """Works on a form that its caller gives it."""

    template_string = """{% for row in of.addresses %}<b>{{ row.street.name }} {{ row.street.id }}</b>{% endfor %}
      <button class="add" lv-click="add">add</button><button class="fail" lv-click="fail">fail</button>"""
    of: Form[AddressesIn]

    @event
    async def add(self) -> None:
        self.of.fields.addresses.add()

    @event
    async def fail(self) -> None:
        self.of.fields.addresses.add()
        raise RuntimeError


class Caller(LiveView):
    template_string = "<form lv-form='form'>{{ Streets(of=form) }}</form><i>{{ form.addresses|length }}</i>"
    uses = [Streets]
    form: Form[AddressesIn] = Form()


async def test_a_form_that_is_a_prop_stays_its_callers() -> None:
    async with visit(app_of(Caller)) as page:
        await page.click(".add")
        assert (page.texts("b"), page.text("i")) == (["addresses.0.street form-addresses-0-street"], "1")
        await page.click(".fail")
        assert (len(page.texts("b")), page.text("i")) == (1, "1")  # it is undone there too
