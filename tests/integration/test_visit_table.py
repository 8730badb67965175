"""The table of the kit over the real protocol: its states, its sources, and what a browser may not ask of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import pandas
import polars
import pytest

from liveview import Async, LiveApp, LiveView, event, live
from liveview.testing import Page, visit
from liveview.ui import Column, Query, Source, Table
from tests.integration.wire import SECRET

MANY = 500


def app(view: type[LiveView]) -> LiveApp:
    return LiveApp(routes=[live("/", view)], secret=SECRET)


def rows(page: Page) -> list[str]:
    return [" ".join(cell.text for cell in row.all("td")) for row in page.all("tr[data-row]")]


async def loaded(page: Page) -> list[str]:
    """The rows, once those that were asked for are there."""
    while page.attribute("table", "aria-busy") == "true":
        await asyncio.sleep(0)
    return rows(page)


def own(page: Page, name: str) -> str:
    """An event of the table's, by the number that it has."""
    return f"{name}@{str(page.attribute('[lv-rows]', 'lv-rows')).partition('@')[2]}"


class Numbers:
    """Numbers from 0 on, somewhere else."""

    def __init__(self) -> None:
        self.asked: list[tuple[Query, int, int]] = []
        self.count_of = MANY
        self.is_broken = False

    async def count(self, query: Query) -> int:
        return self.count_of

    async def slice(self, query: Query, start: int, stop: int) -> Sequence[Any]:
        self.asked.append((query, start, stop))
        if self.is_broken:
            raise OSError("the disk is on fire")
        found = range(self.count_of)[::-1] if query.descending else range(self.count_of)
        return [{"id": number, "half": number / 2} for number in found[start:stop]]


class Elsewhere(LiveView):
    template_string = """
      {{ Table(rows=numbers, version=version, searchable=true, selectable=true, export="numbers.csv") }}
    """
    uses = [Table]
    numbers: ClassVar[Numbers]
    version: int = 0

    @event
    async def again(self) -> None:
        self.version += 1


@pytest.fixture
def numbers() -> Numbers:
    Elsewhere.numbers = Numbers()
    return Elsewhere.numbers


async def test_a_source_is_asked_for_what_is_seen(numbers: Numbers) -> None:
    assert isinstance(numbers, Source)
    async with visit(app(Elsewhere)) as page:
        assert (await loaded(page))[:2] == [" 0 0", " 1 0.5"]
        await page.push(own(page, "show"), {"first": 300, "view": 10})
        assert (await loaded(page))[0] == " 290 145" and len(rows(page)) == 30
        assert numbers.asked[-1] == (Query(), 290, 320)
        await page.click("thead button[lv-value-column=half]")
        await page.click("thead button[lv-value-column=half]")
        assert (await loaded(page))[0] == " 499 249.5"
        assert numbers.asked[-1][0] == Query("", "half", descending=True)
        await page.fill("input[type=search]", "x")
        await loaded(page)
        assert numbers.asked[-1][0] == Query("x", "half", descending=True)


async def test_a_source_is_asked_again_for_another_version_and_from_its_end(numbers: Numbers) -> None:
    async with visit(app(Elsewhere)) as page:
        await loaded(page)
        await page.push(own(page, "show"), {"first": 490, "view": 10})
        assert (await loaded(page))[-1].startswith(" 499 ")
        numbers.count_of = 200
        await page.push("again")
        assert (await loaded(page))[-1].startswith(" 199 ")
        assert page.attribute("table", "aria-rowcount") == "201"


async def test_a_source_that_fails_says_so_and_is_tried_again(numbers: Numbers) -> None:
    numbers.is_broken = True
    async with visit(app(Elsewhere)) as page:
        await loaded(page)
        assert page.text("td [role=alert]") == "The rows could not be loaded." and "fire" not in page.html
        numbers.is_broken = False
        await page.click("td button")
        assert len(await loaded(page)) > 10


async def test_a_source_is_saved_whole(numbers: Numbers) -> None:
    numbers.count_of = 2500
    async with visit(app(Elsewhere)) as page:
        await loaded(page)
        await page.click("button[lv-click^=save_as]")
        lines = page.downloads[-1].text.splitlines()
        assert len(lines) == 2501 and lines[-1] == "2499,1249.5"


async def test_a_source_is_asked_for_few_words(numbers: Numbers) -> None:
    async with visit(app(Elsewhere)) as page:
        await loaded(page)
        await page.fill("input[type=search]", "a b A c d e f g h i j")
        await loaded(page)
        assert numbers.asked[-1][0].search == "a b c d e f g h"


class Waiting(LiveView):
    template_string = "{{ Table(rows=found, columns=columns, on_retry='load', empty='None yet') }}"
    uses = [Table]
    columns: ClassVar = ("id",)
    found: Async[list[dict[str, int]]] = Async()
    gate: ClassVar[asyncio.Event]
    fails: ClassVar = True

    async def mount(self) -> None:
        self.found.run(self.read)

    @event
    async def load(self) -> None:
        self.found.run(self.read)

    @staticmethod
    async def read() -> list[dict[str, int]]:
        await Waiting.gate.wait()
        if Waiting.fails:
            raise OSError
        return []


async def test_rows_that_are_to_come_have_a_skeleton_an_error_and_an_empty_state() -> None:
    Waiting.gate = asyncio.Event()
    async with visit(app(Waiting)) as page:
        assert len(page.all(".ui-table-skeleton")) == 6 and page.attribute("table", "aria-busy") == "true"
        Waiting.gate.set()
        await loaded(page)
        assert page.text("td [role=alert]") == "The rows could not be loaded."
        Waiting.fails = False
        await page.click("td button")
        while not page.all("td.ui-table-message") or page.all("[role=alert]"):
            await asyncio.sleep(0)
        assert page.text("td.ui-table-message") == "None yet"


class Guarded(LiveView):
    template_string = """
      {{ Table(rows=rows, columns=columns, searchable=true, choosable=true, selectable=true, group=group,
               on_edit="edited", on_select="picked") }}
      <p id="heard">{{ heard }}</p>
    """
    uses = [Table]
    columns: ClassVar = (
        Column("id", sortable=False),
        Column("name", editable=True),
        Column("size", total="sum", hidden=True),
    )
    rows: list[dict[str, Any]] = [{"id": n, "name": "ab"[n % 2], "size": n} for n in range(MANY)]
    group: str = ""
    heard: str = ""

    @event
    async def edited(self, row: int, column: str, value: str) -> None:
        self.heard = f"{row} {column} {value}"

    @event
    async def picked(self, rows: list[int]) -> None:
        self.heard = str(len(rows))

    @event
    async def regroup(self) -> None:
        self.group = "name"


async def test_a_browser_edits_only_cells_that_it_sees_and_may_edit() -> None:
    async with visit(app(Guarded)) as page:
        for row, column in (("0", "id"), ("0", "size"), ("0", "nothing"), ("499", "name"), ("x", "name")):
            await page.push(own(page, "edit"), {"row": row, "column": column})
            assert not page.all("td form")
            await page.push(own(page, "save"), {"row": row, "column": column, "value": "7"})
        assert page.text("#heard") == ""
        await page.push(own(page, "edit"), {"row": "3", "column": "name"})
        await page.push(own(page, "save"), {"row": "3", "column": "name", "value": "7"})
        await page.settled()
        assert page.text("#heard") == "3 name 7"


async def test_a_browser_sorts_only_by_columns_that_sort_and_sees_only_so_many() -> None:
    async with visit(app(Guarded)) as page:
        await page.push(own(page, "order"), {"column": "id"})
        await page.push(own(page, "order"), {"column": "__class__"})
        assert not page.all("[aria-sort]")
        await page.push(own(page, "show"), {"first": 10**9, "view": 10**9})
        assert len(rows(page)) == 400 and rows(page)[-1].split()[0] == "499"
        await page.push(own(page, "show"), {"first": -5, "view": -5})
        assert rows(page)[0].split()[0] == "0"


async def test_columns_are_chosen_and_one_is_left() -> None:
    async with visit(app(Guarded)) as page:
        assert page.texts("thead th")[1:] == ["Id", "Name"]
        await page.push(own(page, "choose_columns"), {"columns": ["size", "id"]})
        assert page.texts("thead th")[1:] == ["Id", "Size"] and rows(page)[1].split() == ["1", "1"]
        await page.push(own(page, "choose_columns"), {"columns": []})
        assert page.texts("thead th")[1:] == ["Id", "Size"]


async def test_all_and_stretches_are_selected() -> None:
    async with visit(app(Guarded)) as page:
        await page.push(own(page, "choose_all"))
        await page.settled()
        assert page.text("#heard") == "500"
        await page.push(own(page, "choose_all"))
        await page.push(own(page, "choose"), {"row": "7"})
        await page.push(own(page, "choose"), {"row": "3", "shift": True})
        await page.settled()
        assert page.text("#heard") == "5" and page.text(".ui-table-count") == "500 rows, 5 selected"


async def test_of_what_is_typed_only_so_much_is_kept(numbers: Numbers) -> None:
    async with visit(app(Elsewhere)) as page:
        await loaded(page)
        await page.fill("input[type=search]", "x" * 5_000)
        await loaded(page)
        assert numbers.asked[-1][0].search == "x" * 200
        numbers.count_of = 0
        await page.push("again")
        await loaded(page)
        assert page.text("td.ui-table-message") == f"Nothing is found for “{'x' * 200}”."


async def test_only_a_table_with_a_search_box_is_searched() -> None:
    table = Table(rows=[{"id": 1}, {"id": 2}])
    table.search = "2"
    assert len(table.shown.lines) == 2
    vars(table)["searchable"] = True
    assert len(table.shown.lines) == 1


class Slow:
    """Numbers in a thread, which waits for its gate; or with methods of both kinds."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked: list[int] = []
        self.at_once = self.most_at_once = 0

    def count(self, query: Query) -> int:
        return MANY

    def slice(self, query: Query, start: int, stop: int) -> Sequence[Any]:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.asked.append(start)
        self.gate.wait(10)
        self.at_once -= 1
        return [{"id": number} for number in range(start, stop)]


class OfBothKinds:
    def __init__(self) -> None:
        self.count = partial(self._count)

    async def _count(self, query: Query) -> int:
        return MANY

    def slice(self, query: Query, start: int, stop: int) -> Any:
        return self._slice(start, stop)

    async def _slice(self, start: int, stop: int) -> Sequence[Any]:
        return [{"id": number} for number in range(start, min(stop, MANY))]


class Plainly:
    def count(self, query: Query) -> int:
        return MANY

    async def slice(self, query: Query, start: int, stop: int) -> Sequence[Any]:
        return [{"id": number} for number in range(start, min(stop, MANY))]


class Sourced(LiveView):
    template_string = "{{ Table(rows=source, export='some.csv') }}"
    uses = [Table]
    source: ClassVar[Any]


async def test_one_table_asks_for_one_thing_at_a_time_and_then_for_the_newest() -> None:
    source = Sourced.source = Slow()
    async with visit(app(Sourced)) as page:
        while not source.asked:
            await asyncio.sleep(0)
        for first in range(50, 100):
            await page.push(own(page, "show"), {"first": first, "view": 10})
        assert source.most_at_once == 1
        source.gate.set()
        assert (await loaded(page))[0] == "89"
        assert source.asked == [0, 89] and source.most_at_once == 1
        await page.push(own(page, "show"), {"first": 200, "view": 10})
        assert (await loaded(page))[0] == "190"


@pytest.mark.parametrize("kind", [OfBothKinds, Plainly])
async def test_each_method_of_a_source_may_be_async(kind: Any) -> None:
    Sourced.source = kind()
    async with visit(app(Sourced)) as page:
        assert (await loaded(page))[:2] == ["0", "1"]
        await page.click("button[lv-click^=save_as]")
        assert len(page.downloads[-1].text.splitlines()) == MANY + 1


class Shrinking(LiveView):
    template_string = """
      {{ Table(rows=rows, columns=columns, sort="name", on_edit="edited") }}<p id="heard">{{ heard }}</p>
    """
    uses = [Table]
    columns: ClassVar = ("id", Column("name", editable=True))
    rows: list[dict[str, Any]] = [{"id": n, "name": f"{n:04}"} for n in range(MANY)]
    heard: str = ""

    @event
    async def edited(self, row: int, column: str, value: str) -> None:
        self.heard = f"{row} {column} {value}"

    @event
    async def rename(self) -> None:
        self.rows[3]["name"] = "zz"

    @event
    async def remove(self) -> None:
        del self.rows[3]


async def test_an_edit_is_saved_where_its_row_has_gone_elsewhere_and_kept_where_it_is_gone() -> None:
    async with visit(app(Shrinking)) as page:
        await page.push(own(page, "edit"), {"row": "3", "column": "name"})
        await page.push("rename")
        assert not page.all("td form")
        await page.push(own(page, "save"), {"row": "3", "column": "name", "value": "typed"})
        await page.settled()
        assert page.text("#heard") == "3 name typed" and not page.all(".ui-table-lost")
        await page.push(own(page, "edit"), {"row": "4", "column": "name"})
        await page.push("remove")
        await page.push("remove")
        await page.push(own(page, "save"), {"row": "4", "column": "name", "value": "a long text"})
        await page.settled()
        assert page.text("#heard") == "3 name typed" and "“a long text”" in page.text(".ui-table-lost")
        assert "Its row is no longer there." in page.text(".ui-table-lost")
        await page.click(".ui-table-lost button[lv-click^=leave]")
        assert not page.all(".ui-table-lost")


class Picking(LiveView):
    template_string = """
      {{ Table(rows=rows, selectable=true, searchable=true, on_select="picked") }}
      <p id="heard">{{ heard|join(" ") }}</p>
    """
    uses = [Table]
    rows: list[dict[str, Any]] = [{"id": n, "name": "ab"[n % 2]} for n in range(4)]
    heard: list[int] = []

    @event
    async def picked(self, rows: list[int]) -> None:
        self.heard = rows

    @event
    async def replace(self) -> None:
        self.rows = [*self.rows[2:], {"id": 9, "name": "b"}]


async def test_all_are_selected_where_each_row_that_is_found_is() -> None:
    async with visit(app(Picking)) as page:
        await page.push(own(page, "choose"), {"row": "0"})
        await page.push(own(page, "choose"), {"row": "2"})
        await page.fill("input[type=search]", "b")
        assert page.attribute("thead input", "checked") is None
        await page.push(own(page, "choose_all"))
        assert page.attribute("thead input", "checked") is not None
        await page.fill("input[type=search]", "")
        assert page.attribute("thead input", "checked") is not None
        await page.push("replace")
        assert page.attribute("thead input", "checked") is None
        await page.push(own(page, "choose"), {"row": "9"})
        await page.settled()
        assert page.text("#heard") == "2 3 9" and page.attribute("thead input", "checked") is not None


class Plain(LiveView):
    template_string = """
      {{ Table(rows=rows, columns=columns, export="some.csv", sort="-size", on_select="picked") }}
      <p id="heard">{{ heard }}</p>
    """
    uses = [Table]
    columns: ClassVar = (Column("id"), Column("size", hidden=True))
    rows: ClassVar = [{"id": n, "size": n} for n in range(3)]
    heard: str = ""

    @event
    async def picked(self, rows: list[int]) -> None:
        self.heard = str(len(rows))


async def test_a_browser_does_only_what_the_table_is_told_to_offer() -> None:
    async with visit(app(Plain)) as page:
        before = page.html
        await page.push(own(page, "choose_columns"), {"columns": ["size"]})
        await page.push(own(page, "order"), {"column": "size"})
        await page.push(own(page, "choose"), {"row": "1"})
        await page.push(own(page, "choose_all"))
        await page.push(own(page, "expand"), {"row": "1"})
        await page.push(own(page, "fold"), {"group": "1"})
        await page.push(own(page, "show"), {"first": 10**9, "view": 15})
        await page.settled()
        assert page.html.replace('data-at="5"', 'data-at="0"') == before
        await page.push(own(page, "save_as"))
        assert page.downloads[-1].text == "Id\r\n2\r\n1\r\n0\r\n"


async def test_what_is_no_line_of_a_table_is_not_kept() -> None:
    given: dict[str, Any] = {"selectable": True, "group": "name", "detail": lambda row: "more"}
    table = Table(rows=[{"id": 1, "name": "a"}], **given)
    for made_up in ("2", "x" * 10_000, "\0a"):
        await Table.choose(table, made_up)
        await Table.expand(table, made_up)
        await Table.fold(table, made_up)
    assert not table.chosen and not table.opened and not table.closed and not table.last_chosen
    await Table.choose(table, "1")
    await Table.expand(table, "1")
    assert table.chosen == table.opened == {"1"}
    await Table.fold(table, "a")
    assert table.closed == {"a"}


class Tupled(LiveView):
    template_string = "{{ Table(rows=rows, columns=columns, export='people.csv', choosable=choosable) }}"
    uses = [Table]
    columns: ClassVar = (Column("name"), Column("secret", hidden=True), Column("town"))
    rows: ClassVar = [("Ann", "x", "Ulm"), ("Bea", "y", "Bonn")]
    choosable: bool = True


async def test_a_file_has_the_columns_that_are_shown_and_their_own_values() -> None:
    async with visit(app(Tupled)) as page:
        await page.push(own(page, "save_as"))
        assert page.downloads[-1].text == "Name,Town\r\nAnn,Ulm\r\nBea,Bonn\r\n"


async def test_groups_have_totals_and_are_closed() -> None:
    async with visit(app(Guarded)) as page:
        await page.push(own(page, "choose_columns"), {"columns": ["id", "size"]})
        await page.push("regroup")
        heading = page.all("tr.ui-table-group")[0]
        assert heading.text.split() == ["a", "250", str(sum(range(0, MANY, 2)))]
        await page.push(own(page, "fold"), {"group": "a"})
        assert page.attribute("table", "aria-rowcount") == str(2 + 250 + 2)
        assert page.all("tr.ui-table-group")[0].all("button")[0].get("aria-expanded") == "false"


@pytest.mark.parametrize("kind", [pandas.DataFrame, polars.DataFrame], ids=["pandas", "polars"])
async def test_a_frame_is_sorted_and_searched(kind: Any) -> None:
    class Frames(LiveView):
        template_string = "{{ Table(rows=frame, searchable=true, sort='-size') }}"
        uses = [Table]
        frame: ClassVar = kind({"id": range(MANY), "size": [n * 7 % MANY for n in range(MANY)]})

    async with visit(app(Frames)) as page:
        assert rows(page)[0].split()[1] == "499"
        await page.fill("input[type=search]", "499")
        assert [row.split() for row in rows(page)] == [["357", "499"], ["499", "493"]]


async def test_what_somebody_has_sorted_and_where_is_kept_over_a_restart() -> None:
    async with visit(app(Guarded)) as page:
        await page.click("thead button[lv-value-column=name]")
        await page.push(own(page, "show"), {"first": 200, "view": 20})
        before = rows(page)
        await page.restart()
        assert rows(page) == before and page.attribute("[lv-rows]", "data-at") == "200"


async def test_an_edit_sends_a_value_and_scrolling_sends_rows() -> None:
    async with visit(app(Guarded)) as page:
        await page.push(own(page, "show"), {"first": 100, "view": 20})
        before = len(page.frames)
        await page.push(own(page, "show"), {"first": 101, "view": 20})
        patch = page.frames[before + 1].parts[2]
        assert len(str(patch)) < 300  # one row comes and one goes
