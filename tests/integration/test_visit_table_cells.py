"""What somebody types in the cells of a table, and how wide its columns are made: kept whatever becomes of the rows."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from liveview import LiveView, event
from liveview.testing import Page, visit
from liveview.ui import Column, Table
from liveview.ui.table.edit import MOST_ASIDE
from liveview.ui.table.widths import within
from tests.integration.test_visit_table import app, own, rows

MANY = 500


class Edited(LiveView):
    template_string = """
      {{ Table(rows=rows, columns=columns, on_edit=on_edit, searchable=true, choosable=true, selectable=true,
               resizable=resizable, group=group) }}
      <p id="heard">{{ heard }}</p>
    """
    uses = [Table]
    columns: ClassVar = ("id", Column("name", editable=True), Column("size", editable=True, hidden=True))
    rows: list[dict[str, Any]] = [{"id": n, "name": "ab"[n % 2], "size": n} for n in range(MANY)]
    on_edit: str = "edited"
    group: str = ""
    resizable: bool = True
    heard: str = ""

    @event
    async def edited(self, row: int, column: str, value: Any) -> None:
        self.heard += f"{row} {column} {value!r}; "

    @event
    async def set(self, name: str, value: str) -> None:
        setattr(self, name, value)

    @event
    async def freeze(self) -> None:
        self.resizable = False

    @event
    async def remove(self) -> None:
        del self.rows[3]


async def type_in(page: Page, row: int, text: str, column: str = "name") -> None:
    """Begins to edit a cell, and types, without a word of saving."""
    await page.click(f'button[lv-click^=edit][lv-value-row="{row}"][lv-value-column={column}]')
    await page.fill("td form input", text)


async def scroll(page: Page, first: int) -> None:
    await page.push(own(page, "show"), {"first": first, "view": 15})


async def search(page: Page, text: str) -> None:
    await page.fill("input[type=search]", text)


async def choose(page: Page, *columns: str) -> None:
    await page.push(own(page, "choose_columns"), {"columns": list(columns)})


async def group(page: Page, column: str) -> None:
    await page.push("set", {"name": "group", "value": column})
    if column:
        await page.push(own(page, "fold"), {"group": "b"})


WAYS: dict[str, tuple[Any, Any, Any]] = {
    "scrolled": (scroll, (300,), (0,)),
    "searched": (search, ("499",), ("",)),
    "hidden": (choose, ("id", "size"), ("id", "name")),
    "folded": (group, ("name",), ("",)),
}


@pytest.mark.parametrize(("does", "away", "back"), WAYS.values(), ids=WAYS.keys())
async def test_what_is_typed_is_there_again_when_its_row_is(does: Any, away: Any, back: Any) -> None:
    async with visit(app(Edited)) as page:
        await type_in(page, 3, "half a na")
        assert not page.all(".ui-table-lost")
        await does(page, *away)
        assert not page.all("td form") and "“half a na”" in page.text(".ui-table-lost [role=alert]")
        await does(page, *back)
        assert page.attribute("td form input", "value") == "half a na" and not page.all(".ui-table-lost")
        await page.submit("td form", value="half a name")
        assert page.text("#heard") == "3 name 'half a name';"


async def test_a_cell_in_which_nothing_was_typed_waits_without_a_word() -> None:
    async with visit(app(Edited)) as page:
        await page.click('button[lv-click^=edit][lv-value-row="3"][lv-value-column=name]')
        await scroll(page, 300)
        assert not page.all(".ui-table-lost")
        await scroll(page, 0)
        assert page.attribute("td form input", "value") == "b"


async def test_what_is_typed_outlives_its_process_and_is_saved_from_afar() -> None:
    async with visit(app(Edited)) as page:
        await type_in(page, 3, "kept")
        await scroll(page, 300)
        await page.restart()
        assert "“kept”" in page.text(".ui-table-lost [role=alert]")
        await page.click(".ui-table-lost button[lv-click^=save]")
        await page.settled()
        assert page.text("#heard") == "3 name 'kept';" and not page.all(".ui-table-lost")


async def test_who_edits_another_cell_has_saved_the_one_before() -> None:
    async with visit(app(Edited)) as page:
        await choose(page, "id", "name", "size")
        await type_in(page, 3, "first")
        await type_in(page, 5, "many", "size")
        assert page.text("#heard") == "3 name 'first';"
        await page.click('button[lv-click^=edit][lv-value-row="7"][lv-value-column=name]')
        assert page.text(".ui-table-error") == "Size: a whole number is asked for."
        assert page.attribute("td form input", "value") == "many"
        await page.fill("td form input", "12")
        await page.click('button[lv-click^=edit][lv-value-row="7"][lv-value-column=name]')
        assert page.text("#heard") == "3 name 'first'; 5 size 12;"
        assert page.attribute("td form input", "value") == "b"
        await page.click('button[lv-click^=edit][lv-value-row="9"][lv-value-column=name]')  # nothing was typed
        assert page.text("#heard") == "3 name 'first'; 5 size 12;"


async def test_what_can_be_saved_nowhere_stays_until_it_is_dismissed() -> None:
    async with visit(app(Edited)) as page:
        await type_in(page, 3, "text")
        await page.push("remove")
        await page.click(".ui-table-lost button[lv-click^=save]")
        assert page.text(".ui-table-lost [role=alert]").endswith("“text”. Its row is no longer there.")
        await page.click('button[lv-click^=edit][lv-value-row="4"]')
        assert "“text”" in page.text(".ui-table-lost") and not page.all("td form")
        await page.push("set", {"name": "on_edit", "value": ""})
        assert "“text”" in page.text(".ui-table-lost")
        await page.click(".ui-table-lost button[lv-click^=save]")
        assert page.text(".ui-table-lost [role=alert]").endswith("It cannot be edited any more.")
        await page.click(".ui-table-lost button[lv-click^=leave]")
        assert not page.all(".ui-table-lost")


@pytest.mark.parametrize("cell", [("400", "name"), ("3", "id"), ("3", "size"), ("", ""), ("no", "name")])
async def test_nobody_types_in_a_cell_that_the_page_does_not_have_or_may_not_edit(cell: tuple[str, str]) -> None:
    async with visit(app(Edited)) as page:
        await does(page, "draft", *cell, "x")
        await does(page, "save", *cell, "x")
        assert not page.all(".ui-table-lost") and not page.all("td form") and page.text("#heard") == ""


# On a slow link the page shows a cell for a while that is not edited any more.


async def does(page: Page, name: str, row: str, column: str, value: str | None = None) -> None:
    """What a control of a cell does, be it on the page still or not."""
    values = {"row": row, "column": column}
    await page.push(own(page, name), values if value is None else {**values, "value": value})


async def test_what_is_typed_in_a_cell_is_never_saved_into_another_one() -> None:
    async with visit(app(Edited)) as page:
        await does(page, "edit", "3", "name")
        await does(page, "edit", "4", "name")
        await does(page, "draft", "3", "name", "new")
        assert page.attribute("td form input", "value") == "new"
        await does(page, "save", "3", "name", "new")
        assert page.text("#heard") == "3 name 'new';" and not page.all("td form")
        await does(page, "save", "3", "name", "new")  # pressed twice
        await does(page, "draft", "3", "name", "new")
        assert page.text("#heard") == "3 name 'new';" and not page.all("td form")


async def test_to_give_up_one_cell_drops_nothing_of_another() -> None:
    async with visit(app(Edited)) as page:
        await does(page, "edit", "3", "name")
        await does(page, "edit", "4", "name")
        await does(page, "draft", "4", "name", "typed")
        await does(page, "leave", "3", "name", "b")
        assert page.attribute("td form input", "value") == "typed"
        await does(page, "leave", "4", "name", "typed on")
        await does(page, "draft", "4", "name", "typed on")  # it was on its way
        assert not page.all("td form") and not page.all(".ui-table-lost") and page.text("#heard") == ""


async def test_what_cannot_be_saved_stands_above_the_rows_while_another_cell_is_typed_in() -> None:
    async with visit(app(Edited)) as page:
        await choose(page, "id", "name", "size")
        await does(page, "edit", "3", "name")
        await does(page, "edit", "5", "size")
        await does(page, "draft", "5", "size", "many")
        await does(page, "draft", "3", "name", "new")
        assert page.attribute("td form input", "value") == "new" and page.text("#heard") == ""
        assert "“many”. Size: a whole number is asked for." in page.text(".ui-table-lost [role=alert]")
        await page.restart()
        assert "“many”" in page.text(".ui-table-lost [role=alert]")
        await page.click(".ui-table-lost button[lv-click^=save]")
        assert page.text("#heard") == "3 name 'new';"  # who goes on to another cell saves this one
        assert page.text(".ui-table-error") == "Size: a whole number is asked for."
        await page.submit("td form", value="12")
        assert page.text("#heard") == "3 name 'new'; 5 size 12;" and not page.all(".ui-table-lost")


async def test_only_so_much_that_cannot_be_saved_is_kept() -> None:
    async with visit(app(Edited)) as page:
        await choose(page, "id", "name", "size")
        for row in range(10):
            await does(page, "draft", str(row), "size", "many" * 15_000)
        assert len(page.all(".ui-table-lost")) == MOST_ASIDE and len(page.all("td form")) == 1
        assert len(page.html) < (MOST_ASIDE + 1) * 2 * 10_001 + 100_000
        await page.submit("td form", value="many" * 2501)
        assert page.text(".ui-table-error") == "At most 10,000 characters."


async def test_a_control_says_which_cell_it_is_of() -> None:
    async with visit(app(Edited)) as page:
        await does(page, "edit", "3", "name")
        before = page.one("td form input").get("id")
        assert page.attribute("td form input", "lv-throttle") == "250"  # each event may read all rows
        for selector in ("td form", "td form input"):
            assert page.attribute(selector, "lv-value-row") == "3"
            assert page.attribute(selector, "lv-value-column") == "name"
        await does(page, "edit", "5", "name")
        assert page.one("td form input").get("id") != before  # where a process is replaced, no text passes to another


# How wide columns are.


def widths(page: Page) -> list[str | None]:
    return [col.get("style") for col in page.all("col")[1:]]


async def test_a_width_is_kept_over_a_restart_and_the_last_column_takes_what_is_left() -> None:
    async with visit(app(Edited)) as page:
        assert widths(page) == ["width: auto", "width: auto"]
        assert page.all("[role=separator]")[0].get("aria-valuenow") is None  # only a browser knows
        await page.push(own(page, "resize"), {"widths": {"id": 90}})
        assert widths(page) == ["width: 90px", "width: auto"]
        assert page.attribute("table", "style") == "--ui-table-columns: 1; --ui-table-set: 90; --ui-table-narrow: 1"
        await page.push(own(page, "resize"), {"widths": {"id": 80, "name": 300}})
        await page.restart()
        assert widths(page) == ["width: 80px", "width: auto"]
        assert page.attribute("table", "style") == "--ui-table-columns: 0; --ui-table-set: 380; --ui-table-narrow: 1"
        await choose(page, "name", "size")
        assert widths(page) == ["width: 300px", "width: auto"]


def test_only_columns_that_are_there_have_a_width() -> None:
    assert within({"id": 90, "x" * 5000: 90}, {"id"}) == {"id": 90}


async def test_a_browser_makes_only_columns_that_are_there_wide_and_only_so_wide() -> None:
    async with visit(app(Edited)) as page:
        await page.push(own(page, "resize"), {"widths": {"id": -5, "name": 10**9, "x" * 5000: 90}})
        assert widths(page) == ["width: 40px", "width: auto"]
        assert "--ui-table-set: 2040" in str(page.attribute("table", "style"))
        await page.push("freeze")
        assert not page.all("[role=separator]")
        await page.push(own(page, "resize"), {"widths": {"id": 99}})
        assert widths(page)[0] == "width: 40px"


# Whether all are selected.


class Row:
    """One that tells how often its id was read."""

    read: ClassVar = 0

    def __init__(self, number: int) -> None:
        self._number = number

    @property
    def id(self) -> int:
        Row.read += 1
        return self._number


class Counted(LiveView):
    template_string = "{{ Table(rows=rows, columns=('id',), version=version, selectable=true) }}<i>{{ ticks }}</i>"
    uses = [Table]
    rows: ClassVar[list[Row]] = [Row(number) for number in range(MANY)]
    version: int | None = 0
    ticks: int = 0

    @event
    async def tick(self) -> None:
        self.ticks += 1

    @event
    async def forget(self) -> None:
        self.version = None

    @event
    async def replace(self, place: int, number: int) -> None:
        self.rows[place] = Row(number)


def is_ticked(page: Page) -> bool:
    return page.attribute("thead input", "checked") is not None


async def test_that_all_are_selected_is_looked_up_when_rows_are_others() -> None:
    async with visit(app(Counted)) as page:
        await page.push(own(page, "choose_all"))
        assert is_ticked(page)
        await page.push(own(page, "show"), {"first": 300, "view": 15})
        Row.read = 0
        await page.push(own(page, "show"), {"first": 301, "view": 15})
        assert is_ticked(page) and Row.read < 200  # those in view alone
        await page.push("forget")
        assert is_ticked(page)
        await page.push("replace", {"place": 2, "number": 9000})  # nobody sees that row
        assert not is_ticked(page)
        await page.push("replace", {"place": 2, "number": 2})
        assert is_ticked(page)
        await page.push(own(page, "choose"), {"row": "300"})
        assert not is_ticked(page) and len(rows(page)) == 45
