"""The kit's controls without a browser: what they say, whose events they send, and what a change costs."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from example_app.views.kit.controls import Controls, Shift
from liveview import Form, LiveApp, LiveView, event, live, state
from liveview.testing import Page, visit
from liveview.ui import CONTROLS
from liveview.ui.controls.pages import SHOWN, Pagination
from tests.unit.view.forms.models import Everything

SECRET = "a secret for tests, long enough for the ring"
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "kit-controls.md"
SNIPPETS = re.findall(r"^```jinja\n(.*?)^```", REFERENCE.read_text(), re.MULTILINE | re.DOTALL)


class Used(LiveView):
    """Has what the pieces are about; a test gives the template."""

    template_string = ""
    uses = CONTROLS
    tab: str = state("a", url=True)
    query: str = state("", bind=True, url=True)
    live_updates: bool = state(True, bind=True)
    page: int = state(1, url=True)
    since: datetime.date | None = datetime.date(2026, 11, 20)
    until: datetime.date | None = datetime.date(2026, 11, 26)
    editing: bool = False
    shift: Form[Shift] = Form()
    other: Form[Shift] = Form()
    everything: Form[Everything] = Form()
    heard: list[Any] = []

    @event
    async def show(self, tab: str) -> None:
        self.tab = tab

    @event
    async def edit(self) -> None:
        self.editing = True

    @event
    async def stop(self) -> None:
        self.editing = False

    @event
    async def turn(self, page: int) -> None:
        self.page = page

    @event
    async def span(self, start: datetime.date | None, end: datetime.date | None) -> None:
        self.since, self.until = start, end

    @event
    async def save(self, shift: Shift) -> None:
        self.heard.append(shift)

    @event
    async def keep(self, other: Shift) -> None:
        self.heard.append(other)

    @event
    async def store(self, everything: Everything) -> None:
        self.heard.append(everything)


def app(template: str) -> LiveApp:
    return LiveApp(routes=[live("/", type("Page", (Used,), {"template_string": template}))], secret=SECRET)


def last_patch(page: Page) -> Any:
    """What the newest frame from the server changes."""
    return [frame.parts for frame in page.frames if frame.direction == "received"][-1][2]


# The reference.


@pytest.mark.parametrize("snippet", SNIPPETS)
async def test_what_the_reference_shows_works(snippet: str) -> None:
    async with visit(app(f"<main>{snippet}</main>"), "/") as page:
        assert page.all("main *")
        assert not page.errors and not page.all(".lv-failed")


def test_the_reference_shows_every_piece() -> None:
    assert {piece.__name__ for piece in CONTROLS} <= set(re.findall(r"\b([A-Z]\w+)\(", "".join(SNIPPETS)))


@pytest.mark.parametrize("tab", ["people", "shift", "settings"])
async def test_the_example_shows_them(tab: str) -> None:
    async with visit(LiveApp(routes=[live("/", Controls)], secret=SECRET), f"/?tab={tab}") as page:
        assert page.text("[aria-selected=true]").startswith(tab.title())
        assert not page.errors and not page.all(".lv-failed")


# Tabs.


TWO = """{% call(name) Tabs(id="t", label="T", tabs={"a": "A", "b": "B"}, WHOSE) %}{% if name == "a" %}<p>first</p>
  {% else %}<i>second</i>{% endif %}{% endcall %}<b>{{ tab }}</b>"""


@pytest.mark.parametrize(
    ("whose", "states"), [("", "a"), ('selected=tab, param="tab"', "b"), ('selected=tab, on_select="show"', "b")]
)
async def test_the_open_tab_is_whose_it_is_said_to_be_and_only_its_panel_is_there(whose: str, states: str) -> None:
    async with visit(app(TWO.replace("WHOSE", whose)), "/?query=x") as page:
        assert page.text("[role=tabpanel]") == "first" and not page.all("i")
        await page.click("#t-tab-b")
        assert page.text("[role=tabpanel]") == "second" and not page.all("p")
        assert (page.attribute("#t-tab-b", "tabindex"), page.attribute("#t-tab-a", "tabindex")) == ("0", "-1")
        assert page.attribute("#t-tab-b", "aria-controls") == page.attribute("[role=tabpanel]", "id")
        assert page.attribute("[role=tabpanel]", "aria-labelledby") == "t-tab-b"
        assert page.text("b") == states
        assert ("tab=b" in page.url) == (states == "b") and "query=x" in page.url
        assert page.errors == []


async def test_a_tab_that_there_is_not_is_the_first() -> None:
    async with visit(app(TWO.replace("WHOSE", 'selected=tab, param="tab"')), "/?tab=nonsense") as page:
        assert page.attribute("#t-tab-a", "aria-selected") == "true"
        await page.click("#t-tab-b")
        await page.push(str(page.attribute("#t-tab-b", "lv-click")), {"tab": "made-up"})
        assert page.attribute("#t-tab-b", "aria-selected") == "true" and page.url == "/?tab=b"
        assert page.errors == []


# Dialogs.


async def test_a_dialog_is_open_as_the_view_says_and_tells_it_when_it_is_closed() -> None:
    template = """{% call Modal(id="m", heading="Edit", open=editing, on_close="stop") %}{{ page }}{% endcall %}
      {% call Drawer(id="d", heading="More", side="start") %}more{% endcall %}"""
    async with visit(app(template), "/") as page:
        assert page.attribute("#m", "data-open") == "false"
        await page.push("edit")
        assert page.attribute("#m", "data-open") == "true"
        await page.click("#m [data-close]")
        assert page.attribute("#m", "data-open") == "false"
        assert page.attribute("#d", "class") == "ui-dialog ui-drawer ui-drawer-start"
        assert "lv-click" not in page.one("#d [data-close]").attributes
        assert page.errors == []


# Pages.


@pytest.mark.parametrize("pages", [1, 2, 7, 8, 9, 30])
def test_the_pages_around_one_have_as_many_places_everywhere(pages: int) -> None:
    for page in range(1, pages + 1):
        steps = Pagination(page=page, pages=pages).steps
        numbers = [number for _, number in steps]
        assert len(numbers) == min(pages, SHOWN)
        assert {1, page, pages} <= set(numbers)
        assert len({key for key, _ in steps}) == len(steps)
        known = [(at, number) for at, number in enumerate(numbers) if number]
        assert [number for _, number in known] == sorted(number for _, number in known)
        for (at, number), (later, following) in pairwise(known):
            assert following - number == 1 or (later - at == 2 and following - number > 2)  # a gap hides two or more


async def test_pages_are_turned_by_an_event_or_in_the_url_and_not_beyond_an_end() -> None:
    template = """{{ Pagination(page=page, pages=3, WHOSE) }}"""
    for whose, tag in (('on_page="turn"', "button"), ('param="page"', "a")):
        async with visit(app(template.replace("WHOSE", whose)), "/?query=x") as page:
            for current in ("2", "3", "3"):
                await page.click(f"{tag}[aria-label='Next page']")
                assert page.text("[aria-current]") == current
            assert page.attribute(f"{tag}[aria-label='Next page']", "aria-disabled") == "true"
            assert page.url == "/?query=x&page=3" and page.errors == []


async def test_names_and_values_in_links_may_be_any() -> None:
    template = """{{ Pagination(page=1, pages=2, param="a&b") }}
      {% call(name) Tabs(id="t", label="T", tabs={"x=1&y": "X"}, selected=tab, param="tab") %}{{ name }}{% endcall %}"""
    async with visit(app(template), "/") as page:
        assert page.attribute("a[aria-label='Page 2']", "href") == "?a%26b=2"
        assert page.attribute("[role=tab]", "href") == "?tab=x%3D1%26y"


def test_pages_that_nobody_turns_say_what_to_write() -> None:
    with pytest.raises(ValueError, match='on_page="turn"'):
        assert Pagination(page=1, pages=2).is_link


# Dates.


async def test_both_days_are_sent_at_once_and_judged() -> None:
    template = """{{ DateRange(label="Calls", start=since, end=until, on_change="span", today=until) }}
      <p>{{ since }} {{ until }}</p>"""
    async with visit(app(template), "/") as page:
        assert page.text("[aria-pressed=true]") == "7 days"
        await page.click(".ui-segments button:first-child")
        assert page.text("p") == "2026-11-26 2026-11-26"
        await page.change("[name=end]", "2026-11-01")
        assert page.text(".lv-errors") == "The last day is before the first."
        assert page.attribute("[name=start]", "aria-invalid") == "true"
        await page.change("[name=start]", "")
        assert (page.text("p:last-child"), page.text(".lv-errors")) == ("None 2026-11-01", "")
        await page.change("[name=start]", "soon")
        assert len(page.errors) == 1


async def test_presets_keep_to_the_days_that_may_be_chosen() -> None:
    template = """{{ DateRange(label="Calls", start=since, end=until, on_change="span", today=until,
      presets={"Day": 1, "Month": 30}, WHICH) }}"""
    for which, expected in (
        ("earliest=since", [("2026-11-26", "2026-11-26"), ("2026-11-20", "2026-11-26")]),
        ("latest=since", [("2026-11-20", "2026-11-20"), ("2026-10-28", "2026-11-20")]),
    ):
        async with visit(app(template.replace("WHICH", which)), "/") as page:
            buttons = page.all(".ui-segments button")
            assert [(one.get("lv-value-start"), one.get("lv-value-end")) for one in buttons] == expected


# Forms.


EVERYTHING = """
  <form lv-form="everything" lv-submit="store">{{ AutoForm(of=everything) }}<button id="go">Go</button></form>
  {% for one in heard %}<pre>{{ one.model_dump_json() }}</pre>{% endfor %}"""


async def test_every_kind_of_field_has_its_control_and_what_none_can_enter_is_left_out() -> None:
    async with visit(app(EVERYTHING), "/") as page:
        types = {control.get("name"): control.get("type") or control.tag for control in page.all("input, select")}
        expected = {
            "text": "text",
            "number": "number",
            "real": "number",
            "money": "number",
            "perhaps": "number",
            "day": "date",
            "moment": "datetime-local",
            "time": "time",
            "id": "text",
            "flag": "checkbox",
            "unsure": "select",
            "color": "select",
            "level": "select",
            "word": "select",
            "levels": "checkbox",
            "pet.kind": "select",
            "pet.name": "text",
            "pet.lives": "number",
            "tree.label": "text",
        }
        assert types == expected
        await page.fill("[name=text]", "typed")
        await page.click("#go")
        assert Everything.model_validate_json(page.text("pre")) == Everything(text="typed")


async def test_models_within_and_rows_come_and_go_at_any_depth() -> None:
    async with visit(app(EVERYTHING), "/") as page:
        await page.click("[lv-value-name=address]")
        await page.fill("[name='address.street']", "Long Lane")
        await page.click("[lv-value-name='tree.children']")
        key = str(page.attribute(".ui-item", "id")).rpartition("-")[2]
        await page.fill(f"[name='tree.children.{key}.label']", "leaf")
        await page.click(f"[lv-value-name='tree.children.{key}.children']")
        assert len(page.all(".ui-item .ui-item")) == 1
        await page.click("#go")
        kept = Everything.model_validate_json(page.text("pre"))
        assert kept.address and kept.address.street == "Long Lane"
        assert [(node.label, len(node.children)) for node in kept.tree.children] == [("leaf", 1)]
        await page.click("[lv-value-name=address]")
        assert not page.all("[name='address.street']") and page.errors == []


async def test_rows_are_moved_no_further_than_the_ends() -> None:
    template = """<form lv-form="shift">{{ AutoForm(of=shift, only=["contacts"]) }}</form>"""
    async with visit(app(template), "/") as page:
        for _ in range(2):
            await page.click("#shift-contacts-add")
        ids = [row.get("id") for row in page.all(".ui-item")]
        await page.click(f"#{ids[0]} [lv-value-by='-1']")
        assert [row.get("id") for row in page.all(".ui-item")] == ids
        await page.click(f"#{ids[0]} [lv-value-by='1']")
        assert [row.get("id") for row in page.all(".ui-item")] == [ids[1], ids[0], ids[2]]
        await page.click(f"#{ids[1]} [lv-click^=remove]")
        assert [row.get("id") for row in page.all(".ui-item")] == [ids[0], ids[2]]
        assert page.effects[-1] == ["js", [["focus", {"to": "#shift-contacts-add"}]]]


async def test_names_that_a_browser_makes_up_do_nothing() -> None:
    async with visit(app(EVERYTHING), "/") as page:
        before = page.html
        owner = str(page.attribute("[lv-value-name=address]", "lv-click")).partition("@")[2]
        for name in ("", "text", "kept", "rows.9", "tree", "pet", "__class__", "address.street", "nothing.at.all"):
            await page.push(f"remove@{owner}", {"name": name, "key": "0"})
            await page.push(f"move@{owner}", {"name": name, "key": "0", "by": 1})
            await page.push(f"add@{owner}", {"name": name if name not in ("tree", "pet") else "text"})
        assert page.html == before and page.errors == []


async def test_only_what_is_shown_is_added_removed_and_moved() -> None:
    template = (
        """<form lv-form="shift">{{ AutoForm(of=shift, only=["home"]) }}</form><b>{{ shift.contacts|length }}</b>"""
    )
    async with visit(app(template), "/") as page:
        add = str(page.attribute("[lv-value-name=home]", "lv-click"))
        before = page.text("b")
        await page.push(add, {"name": "contacts"})
        assert page.text("b") == before
        await page.click("[lv-value-name=home]")
        assert page.all("[name^='home.']")


async def test_a_model_within_that_is_there_is_not_begun_anew() -> None:
    async with visit(app(EVERYTHING), "/") as page:
        add = str(page.attribute("[lv-value-name=address]", "lv-click"))
        await page.click("[lv-value-name=address]")
        await page.fill("[name='address.street']", "Long Lane")
        await page.push(add, {"name": "address"})
        assert page.attribute("[name='address.street']", "value") == "Long Lane"


# What a change costs.


async def test_a_letter_and_a_number_cost_their_values() -> None:
    template = """{% call Search(label="Find", shown=page, of=20) %}<input type="search" lv-bind="query">{% endcall %}
      {% call Menu(id="m", label="More") %}<b role="menuitem">{{ page }}</b>{% endcall %}"""
    async with visit(app(template), "/") as page:
        await page.push("turn", {"page": 7})
        assert len(str(last_patch(page))) < 60
