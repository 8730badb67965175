"""The example's and the tutorial's views without a browser: what they show after what was done to them."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from example_app.app import app
from example_app.views.kit import display
from liveview.cli.target import load
from liveview.testing import Page, visit
from tests.unit.example_app.signing import member
from tests.unit.example_app.workloads import DashboardModel, RowsModel

TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorial"


def board(page: Page) -> dict[str, Any]:
    cells = page.texts(".services tbody td")
    return {
        "tick": int(page.text("#tick")),
        "tiles": list(zip(page.texts(".label"), page.texts(".value"), page.texts(".up, .down"), strict=True)),
        "directions": [tile.get("class") for tile in page.all(".up, .down")],
        "rows": [cells[i : i + 6] for i in range(0, len(cells), 6)],
        "badges": [badge.get("class") for badge in page.all(".badge")],
        "log": page.texts(".log li"),
    }


def shown(model: DashboardModel) -> dict[str, Any]:
    return {
        "tick": model.tick,
        "tiles": [(label, str(value), str(delta)) for label, value, delta, _ in model.tiles],
        "directions": [direction for *_, direction in model.tiles],
        "rows": [[str(cell) for cell in cells] for cells in model.rows],
        "badges": [f"badge {cells[1]}" for cells in model.rows],
        "log": model.log,
    }


async def test_the_counter_counts() -> None:
    async with visit(app, "/counter") as page:
        for number in range(1, 51):
            await page.click("#inc")
            assert page.text("#count") == str(number)


async def test_the_dashboard_ticks_at_a_click() -> None:
    model = DashboardModel()
    async with visit(app, "/dashboard?manual=1") as page:
        assert board(page) == shown(model)
        for _ in range(5):
            for _ in range(10):
                await page.click("#tick-btn")
                model.step()
            assert board(page) == shown(model)
        await page.clock.advance(5)
        assert board(page) == shown(model), "by hand only"


async def test_the_dashboard_ticks_ten_times_a_second() -> None:
    model = DashboardModel()
    async with visit(app, "/dashboard") as page:
        await page.clock.advance(5.05)
        for _ in range(50):
            model.step()
        assert board(page) == shown(model)


async def test_the_dashboard_says_how_many_look_at_it_and_who_of_them_is_known() -> None:
    path = "/dashboard?manual=1"
    async with visit(app, path) as guest:
        assert guest.text("#watching") == "Nobody else is looking at this"
        async with member("Bea", path) as one:
            async with visit(app, path, cookies=one.cookies), member("Ann", path) as two:
                await guest.clock.advance(1)
                shown = "3 people are looking at this: Bea, Ann"
                assert [page.text("#watching") for page in (guest, one, two)] == [shown] * 3, "with two tabs, once"
                await two.leave()
            await one.leave()
        await guest.clock.advance(61)  # for so long the second tab may come back
        assert guest.text("#watching") == "Nobody else is looking at this"


def test_the_first_page_counts_who_has_not_joined_yet() -> None:
    with TestClient(app) as client:
        assert "Nobody else is looking at this" in client.get("/dashboard").text


async def test_the_dashboard_names_a_few() -> None:
    async with AsyncExitStack() as pages:
        names = ["Ada", "Bea", "Cem", "Dan", "Eve", "Fay"]
        page = [await pages.enter_async_context(member(name, "/dashboard?manual=1")) for name in names][-1]
        await page.clock.advance(1)
        assert page.text("#watching") == "6 people are looking at this: Ada, Bea, Cem, Dan, Eve and others"


async def test_the_rows_do_as_they_are_told() -> None:
    model = RowsModel()
    order = ["swap", "run", "update", "swap", "remove", "append", "swap", "update", "remove", "clear", "append"]
    async with visit(app, "/rows") as page:
        for operation in order:
            await page.click(f"#{operation}")
            model.do(operation)
            assert page.text("#ops") == str(model.ops)
            assert page.texts(".rows tbody td") == [str(cell) for row in model.rows for cell in row]


@pytest.mark.parametrize("column", ["pid", "name", "user", "cpu", "memory", "threads", "status"])
async def test_the_overview_sorts_by_each_column_and_back(column: str) -> None:
    async with visit(app, "/") as page:
        for _ in range(2):
            before = page.attribute(f"thead .{column}", "aria-sort")
            await page.click(f"thead .{column} button")
            after = page.attribute(f"thead .{column}", "aria-sort")
            assert {before, after} <= {"none", "ascending", "descending"}
            assert before != after != "none"
        assert page.errors == []


async def test_the_overview_filters_by_name_user_and_pid() -> None:
    async with visit(app, "/") as page:
        for query in ("python", "1", page.texts("tbody .user")[0]):
            await page.fill("input[name=query]", query)
            rows = page.texts("tbody tr")
            assert rows
            assert all(query in row.casefold() for row in rows)
            assert page.text("#shown").startswith(f"{len(rows)} of ")
        await page.fill("input[name=query]", "<no such process>")
        assert page.text("tbody") == "Nothing matches “<no such process>”."


async def test_a_column_that_is_none_is_refused() -> None:
    async with visit(app, "/") as page:
        rows = page.texts("tbody .pid")
        await page.push("sort", {"by": "__class__"})
        assert [error for error in page.errors if "refused" in error]
        assert page.texts("tbody .pid") == rows


async def test_the_tutorials_counter_adds() -> None:
    async with visit(load(str(TUTORIAL / "counter.py"))) as page:
        await page.click("button[lv-value-by]")
        await page.click("button:not([lv-value-by])")
        assert page.text("h1") == "11"


async def test_the_tutorials_checklist_keeps_its_steps() -> None:
    async with visit(load(str(TUTORIAL / "checklist.py"))) as page:
        assert page.title == "Release"
        await page.click("li:first-child [lv-click=toggle]")
        assert page.text("s") == "Run the tests"
        await page.fill("input", "Tag it")
        await page.submit("form")
        assert page.attribute("input", "value") == ""
        await page.clock.advance(3)
        assert page.text("p") == "2 of 3 left, 3 s on this page"
        for _ in range(3):
            await page.click("li:first-child [lv-click=remove]")
        assert page.texts("li") == ["Nothing to do."]


@pytest.mark.parametrize(
    ("asked", "said"), [("some", "Nightly report"), ("empty", "No job is planned"), ("broken", "could not be loaded")]
)
async def test_another_process_asks_for_the_jobs_that_were_asked_for(
    monkeypatch: pytest.MonkeyPatch, asked: str, said: str
) -> None:
    monkeypatch.setattr(display, "SECONDS", 0)
    async with visit(app, "/kit/display") as page:
        await page.push("load", {"what": asked})
        await page.restart()
        await page.settled()
        assert said in page.text("main")
