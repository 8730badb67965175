"""`lv-scroll="end"` and the ends of lists that come into view."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, until

STYLE = (
    "<style>body { margin: 0 } #lines { height: 200px; overflow: auto } li { height: 40px } "
    "ol { margin: 0; padding: 0; list-style: none }</style>"
)
ROW: list[Any] = ["<li><!--$--></li>", 0]
LOG: dict[str, list[Any]] = {
    "rootAA": ['<div id="lines" lv-scroll="end"><ol><!--$--></ol></div><p><!--$--></p>', ["l", "rowAA"], 0],
    "rowAA": ROW,
}


def rows(first: int, last: int) -> list[list[str]]:
    """Values of rows."""
    return [[str(number)] for number in range(first, last)]


# A picture that has its size only when it is there.
PICTURE = """
() => {
  const row = document.querySelector("li:last-child");
  const image = new Image(10, 300);
  row.append(image);
  row.style.height = "300px";
  image.src = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>';
}
"""
LATER = "() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(seen, 50))))"


@pytest.fixture
def log(open_client: OpenClient) -> Client:
    """A log that is longer than its place."""
    client = open_client(LOG, ["rootAA", rows(0, 20), ""], head=STYLE).join()
    until(client.page, "lines.scrollTop > 0")
    return client


def top(client: Client) -> float:
    """How far the log is scrolled."""
    return float(client.page.evaluate("document.querySelector('#lines').scrollTop"))


def offset(client: Client, text: str) -> float:
    """Where a row is, in the log's place."""
    return float(
        client.page.evaluate(
            "(text) => [...document.querySelectorAll('li')].find((row) => row.textContent === text)"
            ".getBoundingClientRect().top - document.querySelector('#lines').getBoundingClientRect().top",
            text,
        )
    )


def test_it_begins_and_stays_at_its_end(log: Client) -> None:
    assert top(log) == 20 * 40 - 200
    log.patch([-1, [[20, *rows(20, 23)]]])
    assert top(log) == 23 * 40 - 200
    log.patch([-1, [[], [0, 1]]])
    assert top(log) == 21 * 40 - 200
    log.deliver(["=", 0, 9, ["rootAA", rows(0, 30), ""]])
    assert top(log) == 30 * 40 - 200


def test_it_does_not_move_under_who_has_scrolled_up(log: Client) -> None:
    log.page.evaluate("lines.scrollTop = 90")
    log.patch([-1, [[20, *rows(20, 23)]]])
    assert top(log) == 90
    log.patch([-1, [[0, *rows(100, 110)]]])
    assert top(log) == 90 + 400
    assert offset(log, "2") == -10
    log.patch([-1, [[], [0, 1, 12, -1]]])  # two rows before, and the first in view with the next
    assert log.page.evaluate("lines.scrollTop = lines.scrollTop, lines.scrollTop") > 0


def test_the_place_is_kept_at_the_very_top(log: Client) -> None:
    log.page.evaluate("lines.scrollTop = 0")
    log.patch([-1, [[0, *rows(100, 110)]]])
    assert (top(log), offset(log, "0")) == (400, 0)


def test_who_comes_back_to_the_end_stays_there(log: Client) -> None:
    log.page.evaluate("lines.scrollTop = 0")
    log.patch([-1, [[20, ["a"]]]])
    log.page.evaluate("lines.scrollTop = 1e6")
    log.patch([-1, [[21, ["b"]]]])
    assert top(log) == 22 * 40 - 200


def test_it_stays_at_its_end_where_its_place_becomes_smaller_and_rows_larger(log: Client) -> None:
    log.page.evaluate("lines.style.height = '100px'")
    until(log.page, "lines.scrollTop === 20 * 40 - 100")
    log.page.evaluate(PICTURE)
    until(log.page, "lines.scrollTop >= 19 * 40 + 300 - 100")


FEED: dict[str, list[Any]] = {
    "rootAA": [
        '<ol lv-viewport-bottom="more" lv-viewport-top="before" lv-value-a="1"><!--$--></ol>',
        ["l", "rowAA"],
    ],
    "rowAA": ROW,
}
SENT = "sent.filter(([kind]) => kind === 'e').map(([, , , name]) => name)"


def sees(client: Client, *names: str) -> None:
    """Waits until these events were sent."""
    until(client.page, f"(names) => JSON.stringify({SENT}) === JSON.stringify(names)", list(names))


def test_the_last_child_is_told_of_once_for_each(open_client: OpenClient) -> None:
    client = open_client(FEED, ["rootAA", rows(0, 30)], head=STYLE).join()
    sees(client, "before")  # which is in view already
    client.page.evaluate("scrollTo(0, 1e6)")
    sees(client, "before", "more")
    assert client.events[1][4] == {"a": "1"}
    client.page.evaluate("scrollTo(0, 0)")
    client.page.evaluate("scrollTo(0, 1e6)")
    client.patch([-1, [0, [0, "changed"]]], 2)
    client.page.evaluate(LATER)
    sees(client, "before", "more")
    client.patch([-1, [[30, *rows(30, 60)]]])
    client.page.evaluate("scrollTo(0, 1e6)")
    sees(client, "before", "more", "more")
    assert client.problems == []


def test_a_list_that_does_not_fill_its_place_asks_until_it_does(open_client: OpenClient) -> None:
    client = open_client(FEED, ["rootAA", []], head=STYLE).join()
    client.patch([-1, [[0, ["a"]]]])
    until(client.page, f"{SENT}.length === 2")
    client.patch([-1, [[1, ["b"]]]], 2)
    until(client.page, f"{SENT}.length === 3")
    client.patch([-1, [[2, *rows(0, 60)]]], 3)
    client.page.evaluate("scrollTo(0, 1e6)")
    until(client.page, f"{SENT}.length === 4")
    assert {frame[3] for frame in client.events[2:]} == {"more"}
