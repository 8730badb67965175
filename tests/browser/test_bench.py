"""What `make bench` measures in Chromium is what happens, and pages that show something else do not count."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.chromium import checking, clicking, distance, loading
from bench.chromium.pages import clicks, open_page
from bench.stack import servers
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with servers.ours() as server:
        yield server


def test_a_click_is_timed_and_weighed(browser: Browser, server: Served) -> None:
    page = open_page(browser, f"{server.url}/counter", "liveview")
    first, second = clicks(page, ["#inc"] * 2, "#count")
    for sample in (first, second):
        assert 0 < sample.script < sample.shown
        assert (sample.up, sample.down) == (len('["e",1,0,"inc"]'), len('[0,1,[0,"1"],1]') - 2)
    checking.counter(page, 2)
    with pytest.raises(AssertionError, match="shows 2, not 3"):
        checking.counter(page, 3)
    page.close()


def test_a_board_is_compared_with_its_model(browser: Browser, server: Served) -> None:
    page = open_page(browser, f"{server.url}/dashboard?manual=1", "liveview")
    clicks(page, ["#tick-btn"] * 3, "#tick")
    checking.dashboard(page, 3)
    page.evaluate("document.querySelectorAll('.services td')[2].textContent = '1'")
    with pytest.raises(AssertionError, match="after 3 ticks, rows"):
        checking.dashboard(page, 3)
    page.close()


def test_a_list_is_compared_with_its_model(browser: Browser, server: Served) -> None:
    page = open_page(browser, f"{server.url}/rows", "liveview")
    clicks(page, ["#run", "#swap"], "#ops", to_frames=True)
    checking.rows(page, ["run", "swap"])
    with pytest.raises(AssertionError, match="shows other rows"):
        checking.rows(page, ["run", "update"])
    page.close()


def test_rows_of_all_kinds_are_there(browser: Browser, server: Served) -> None:
    there = {"liveview": server}
    rows = {
        row.figure: row
        for row in (
            *clicking._dashboard(browser, there, clicking.TURNS),
            *loading.measure(browser, there, quick=True),
            *distance.measure(browser, server, quick=True),
        )
    }
    assert rows["W2 tick, Chromium, script"].limit == clicking.W2_SCRIPT_MS
    assert rows["first load of /dashboard, JS until it is live, gzip -9"].value > 8_000
    assert rows["W2 tick at 150 ms, what the line costs"].value >= 150
