"""Groups and totals of rows that stay where they are: the source works them out, and is asked for them once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from liveview import LiveApp, LiveView, event, live
from liveview.testing import Page, visit
from liveview.ui import Column, Query, Table
from liveview.ui.table.answer import Sums, Wanted, slice_of, stretches, sums_of
from liveview.ui.table.column import NONE
from tests.integration.test_visit_table import loaded, own
from tests.integration.wire import SECRET

COLORS = ("blue", "green", "red")
EACH = 100


class Marbles:
    """So many of each color, elsewhere; each weighs its number."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.slices: list[tuple[int, int]] = []
        self.rows = [(n, COLORS[n * len(COLORS) // (EACH * 3)], n) for n in range(EACH * 3)]

    def _found(self, query: Query) -> list[tuple[int, str, int]]:
        rows = [row for row in self.rows if query.search in row[1]]
        return rows[::-1] if query.sort == query.group == "color" and query.descending else rows

    async def count(self, query: Query) -> int:
        self.asked.append("count")
        return len(self._found(query))

    async def slice(self, query: Query, start: int, stop: int) -> Sequence[Any]:
        self.slices.append((start, stop))
        return self._found(query)[start:stop]

    async def groups(self, query: Query) -> Sequence[tuple[Any, int, Mapping[str, Any]]]:
        self.asked.append(f"groups {query.group}")
        found = self._found(query)
        weights: dict[str, list[int]] = {}
        for _, color, weight in found:
            weights.setdefault(color, []).append(weight)
        return [(color, len(each), {"weight": sum(each)}) for color, each in weights.items()]

    async def totals(self, query: Query) -> Mapping[str, Any]:
        self.asked.append("totals")
        found = self._found(query)
        return {"id": len(found), "weight": sum(row[2] for row in found) if found else None}


class Plainly:
    """The same in a thread."""

    def __init__(self) -> None:
        self.marbles = Marbles()

    def count(self, query: Query) -> int:
        return len(self.marbles._found(query))

    def slice(self, query: Query, start: int, stop: int) -> Sequence[Any]:
        return self.marbles._found(query)[start:stop]

    def groups(self, query: Query) -> Any:
        return self.marbles.groups(query)  # of both kinds

    def totals(self, query: Query) -> Any:
        return self.marbles.totals(query)


class Sorted(LiveView):
    template_string = """
      {{ Table(rows=marbles, columns=columns, group=group, version=version, searchable=true, selectable=true,
               export="marbles.csv") }}
    """
    uses = [Table]
    columns: Sequence[Column] = (Column("id", total="count"), Column("color"), Column("weight", unit="g", total="sum"))
    marbles: ClassVar[Any]
    group: str = "color"
    version: int = 0

    @event
    async def regroup(self, group: str) -> None:
        self.group = group

    @event
    async def again(self) -> None:
        self.version += 1

    @event
    async def write(self, format: str) -> None:
        self.columns = (*self.columns[:2], Column("weight", format=format, total="sum"))

    @event
    async def weigh(self, unit: str) -> None:
        self.columns = (*self.columns[:2], Column("weight", unit=unit, total="sum"))


def app() -> LiveApp:
    return LiveApp(routes=[live("/", Sorted)], secret=SECRET)


def headings(page: Page) -> list[list[str]]:
    return [heading.text.split() for heading in page.all("tr.ui-table-group")]


@pytest.mark.parametrize("kind", [Marbles, Plainly])
async def test_a_source_is_grouped_and_added_up(kind: Any) -> None:
    Sorted.marbles = kind()
    async with visit(app()) as page:
        assert (await loaded(page))[1].split() == ["0", "blue", "0", "g"]
        assert headings(page) == [["blue", "100", "4950", "g"]]
        assert page.attribute("table", "aria-rowcount") == str(300 + 3 + 2)
        assert page.text(".ui-table-count") == "300 rows"
        assert [cell.text for cell in page.all("tfoot td")] == ["", "Count 300", "", "Total 44850 g"]
        await page.push("weigh", {"unit": "kg"})
        assert headings(page)[0][-1] == "kg" and page.all("tfoot td")[-1].text.endswith("kg")


async def test_rows_of_closed_groups_are_not_asked_for() -> None:
    marbles = Sorted.marbles = Marbles()
    async with visit(app()) as page:
        await loaded(page)
        await page.push(own(page, "fold"), {"group": "blue"})
        assert (await loaded(page))[2].split() == ["100", "green", "100", "g"]
        assert marbles.slices[-1] == (100, 128) and page.attribute("table", "aria-rowcount") == str(200 + 3 + 2)
        await page.push(own(page, "show"), {"first": 95, "view": 10})
        assert [name for name, *_ in headings(page)] == ["red"] and len(await loaded(page)) == 30
        await page.push(own(page, "fold"), {"group": "red"})
        await loaded(page)
        assert page.attribute("table", "aria-rowcount") == str(100 + 3 + 2)
        indexes = [int(str(row.get("aria-rowindex"))) for row in page.all("tr[data-row]")]
        assert indexes == list(range(indexes[0], 105))


async def test_what_takes_all_rows_is_asked_for_once() -> None:
    marbles = Sorted.marbles = Marbles()
    async with visit(app()) as page:
        await loaded(page)
        for first in (40, 80, 120):
            await page.push(own(page, "show"), {"first": first, "view": 15})
            await loaded(page)
        assert marbles.asked == ["groups color", "totals"] and len(marbles.slices) == 4
        await page.push("again")
        await loaded(page)
        assert marbles.asked == ["groups color", "totals"] * 2
        await page.fill("input[type=search]", "red")
        await loaded(page)
        assert headings(page) == [["red", "100", str(sum(range(200, 300))), "g"]]
        await page.push("regroup", {"group": ""})
        await loaded(page)
        assert marbles.asked[4:] == ["groups color", "totals", "totals", "count"] and not headings(page)


async def test_rows_that_came_meanwhile_have_the_sums_asked_for_again() -> None:
    marbles = Sorted.marbles = Marbles()
    async with visit(app()) as page:
        await loaded(page)
        marbles.rows[100:100] = [(1000 + n, "blue", 1) for n in range(10)]
        await page.push(own(page, "show"), {"first": 95, "view": 15})
        found = [row.split() for row in await loaded(page)]
        place = next(place for place, row in enumerate(found) if "blue" not in row)
        assert [name for name, *_ in headings(page)] == ["green"] and found[place] == ["14950", "g"]
        assert found[place + 1][1] == "green"
        assert page.text(".ui-table-count") == "310 rows" and marbles.asked == ["groups color", "totals"] * 2
        await page.push(own(page, "show"), {"first": 100, "view": 15})
        await loaded(page)
        assert len(marbles.asked) == 4


class Loud(Marbles):
    """Calls its groups otherwise than its rows do."""

    async def groups(self, query: Query) -> Sequence[tuple[Any, int, Mapping[str, Any]]]:
        return [(color.upper(), count, sums) for color, count, sums in await super().groups(query)]


async def test_a_source_whose_rows_say_it_in_other_words_is_asked_for_sums_once() -> None:
    marbles = Sorted.marbles = Loud()
    async with visit(app()) as page:
        await loaded(page)
        for first in (40, 80, 120):
            await page.push(own(page, "show"), {"first": first, "view": 15})
            await loaded(page)
        assert marbles.asked == ["groups color", "totals"]


async def test_rows_of_a_grouped_source_are_selected_and_saved() -> None:
    marbles = Sorted.marbles = Marbles()
    del marbles.rows[10:100], marbles.rows[20:]
    async with visit(app()) as page:
        await loaded(page)
        await page.push(own(page, "choose_all"))
        assert page.attribute("thead input", "checked") is not None
        assert page.text(".ui-table-count").endswith("20 selected")
        await page.click("button[lv-click^=save_as]")
        assert page.downloads[-1].text.splitlines()[:2] == ["Id,Color,Weight", "0,blue,0"]


class Poor:
    async def count(self, query: Query) -> int:
        return 0

    async def slice(self, query: Query, start: int, stop: int) -> Sequence[Any]:
        return []


@pytest.mark.parametrize(
    ("props", "missing"),
    [
        ({"group": "color"}, r"need `def groups\(self, query\)` in Poor: a list of `\(value, count, totals\)`"),
        ({"columns": [Column("id", total="sum")]}, r"need `def totals\(self, query\)` in Poor: a dict"),
    ],
)
async def test_a_source_that_lacks_a_method_is_told_what_to_write(props: dict[str, Any], missing: str) -> None:
    table = Table(rows=Poor(), **props)
    with pytest.raises(ValueError, match=missing):
        await table.mount()


class Twice(Marbles):
    async def groups(self, query: Query) -> Sequence[tuple[Any, int, Mapping[str, Any]]]:
        return [("blue", 1, {}), ("red", 1, {}), ("blue", 1, {})]


def test_a_value_that_has_two_groups_is_an_error() -> None:
    steps = sums_of(Twice(), Wanted(Query(group="color")))
    next(steps)
    with pytest.raises(ValueError, match=r"Twice\.groups gave 'blue' twice"):
        steps.send([("blue", 1, {}), ("red", 1, {}), ("blue", 1, {})])


class Odd(Marbles):
    """Gives what no source should."""

    def __init__(self, method: str, given: Any) -> None:
        super().__init__()

        async def answer(query: Query) -> Any:
            return given

        setattr(self, method, answer)


ODD: list[tuple[str, Any, str]] = [
    ("totals", [1], r"Odd\.totals gave list as totals: a dict"),
    ("totals", "ab", r"Odd\.totals gave str as totals"),
    ("totals", None, r"Odd\.totals gave NoneType as totals"),
    ("groups", None, r"Odd\.groups gave NoneType: a list of `\(value, count, totals\)`"),
    ("groups", [("blue", 50)], r"Odd\.groups gave a group that is not .*: \('blue', 50\)"),
    ("groups", [("blue", 50, None)], r"Odd\.groups gave NoneType as totals"),
    ("groups", [("blue", "50", {})], r"Odd\.groups gave str as a number of rows"),
    ("groups", [("blue", -5, {}), ("red", 50, {})], r"Odd\.groups gave -5 as a number of rows"),
]


@pytest.mark.parametrize(("method", "given", "said"), ODD)
async def test_what_a_source_should_not_give_is_a_load_that_fails_and_names_its_method(
    method: str, given: Any, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    Sorted.marbles = Odd(method, given)
    async with visit(app()) as page:
        await loaded(page)
        assert page.text("td [role=alert]") == "The rows could not be loaded."
        assert re.search(said, caplog.text)


def test_there_are_no_fewer_rows_than_none() -> None:
    steps = slice_of(Odd("count", -5), Wanted(stop=5), Sums())
    next(steps)
    with pytest.raises(ValueError, match=r"Odd\.count gave -5"):
        steps.send(-5)


async def test_a_total_that_its_column_cannot_write_is_a_dash() -> None:
    Sorted.marbles = Odd("totals", {"weight": "much"})
    async with visit(app()) as page:
        await page.push("write", {"format": ",.1f"})
        assert len(await loaded(page)) > 10 and page.all("tfoot td")[-1].text == f"Total {NONE}"


def test_rows_between_closed_groups_are_asked_for_in_stretches() -> None:
    assert [*stretches([3, 4, 5, 90, 91, 7])] == [(3, 6), (90, 92), (7, 8)]
    assert [*stretches([])] == []


def test_a_source_that_has_fewer_rows_than_it_says_shows_those() -> None:
    wanted = Wanted(stop=5)
    steps = slice_of(Marbles(), wanted, next_sums(wanted))
    next(steps)
    steps.send(5)
    with pytest.raises(StopIteration) as stopped:
        steps.send(["a", "b"])
    assert [row for _, row in stopped.value.value.lines] == ["a", "b"] and stopped.value.value.count == 5


def next_sums(wanted: Wanted) -> Any:
    with pytest.raises(StopIteration) as stopped:
        next(sums_of(Marbles(), wanted))
    return stopped.value.value
