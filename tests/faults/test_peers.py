"""A client that misbehaves hurts itself: a real server, real sockets, and a healthy page beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.served import ROOT, Page, Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served("run", "tests.faults.views:app", folder=ROOT) as served:
        yield served


@pytest.fixture
def page(server: Served) -> Iterator[Page]:
    """The page that misbehaves."""
    with Page(server) as opened:
        yield opened


@pytest.fixture
def healthy(server: Served) -> Iterator[Page]:
    """A page of somebody else, which lives on."""
    with Page(server) as opened:
        opened.join()
        yield opened
        opened.send("e", 1, 0, "add", {"by": "7"})
        assert opened.receive() == [0, 1, [0, 7], 1]


def closing_code(page: Page) -> int:
    with pytest.raises(ConnectionClosed) as caught:
        page.receive_until(lambda _: False)
    received = caught.value.rcvd
    assert received is not None
    return received.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not JSON", 4003),
        ('["what", 1]', 4003),
        ('["e", "1", 0, "add"]', 4003),
        ('["e", 1, 0, "add", {"by": [1e999]}]', 4003),
        ("[" * 60_000, 4003),
        ('["e", 1, 0, "add", {"by": "' + "9" * 70_000 + '"}]', 1009),  # more than a frame may have
    ],
    ids=["no JSON", "unknown", "wrong types", "untyped value", "deep", "long"],
)
def test_a_bad_frame_ends_its_own_connection(page: Page, healthy: Page, text: str, code: int) -> None:
    page.join()
    page.socket.send(text)
    assert closing_code(page) == code


def test_bytes_that_are_no_text_end_their_own_connection(page: Page, healthy: Page) -> None:
    page.join()
    page.socket.send(b"\xff\x00")
    assert closing_code(page) == 4003


def test_an_event_that_is_not_declared_is_refused_and_named(server: Served, page: Page, healthy: Page) -> None:
    page.join()
    page.send("e", 1, 0, "terminate")
    assert page.receive() == ["a", 1, {"error": "refused"}]
    server.said("Counter declares no event `terminate`")


def test_arguments_of_the_wrong_type_are_refused_and_named(server: Served, page: Page, healthy: Page) -> None:
    page.join()
    page.send("e", 1, 0, "add", {"by": "a lot"})
    assert page.receive() == ["a", 1, {"error": "refused"}]
    server.said(r"Counter refused what the client sent: .*by \(str of 5\)")


def test_a_handler_that_raises_is_its_views_own_affair(server: Served, page: Page, healthy: Page) -> None:
    page.join()
    page.send("e", 1, 0, "fail")
    assert page.receive() == ["m", "navigation"]
    assert page.receive()[:4] == [0, 1, [], None]  # the notice
    assert page.receive() == ["a", 1, {"error": "internal error"}]
    server.said("RuntimeError: planned")
    page.send("e", 2, 0, "add")
    assert page.receive() == [0, 2, [0, 1], 2]


def test_a_forged_token_is_refused_and_named(server: Served, page: Page, healthy: Page) -> None:
    page.data["token"] = page.data["token"][::-1]
    page.connect()
    page.send("j", page.data["token"], [0, 0])
    assert closing_code(page) == 4004
    server.said("the client at 127.0.0.1 is at fault")


def test_a_page_of_another_site_is_refused_and_named(server: Served, page: Page, healthy: Page) -> None:
    with pytest.raises(InvalidStatus):
        page.connect(origin="http://evil.example")
    server.said("a page of another site at 127.0.0.1 is at fault: .*evil.example")


def test_a_flood_of_events_is_taken_at_the_views_pace_and_none_is_lost(page: Page, healthy: Page) -> None:
    page.join()
    for ref in range(1, 2001):
        page.send("e", ref, 0, "add")
    last = page.receive_until(lambda frame: frame[0] == 0 and frame[-1] == 2000)
    assert last[2] == [0, 2000]


def test_a_page_that_does_not_read_gets_the_newest_state_and_no_backlog(server: Served, healthy: Page) -> None:
    with Page(server, "/flood") as page:
        page.join()
        for ref in range(1, 301):
            page.send("e", ref, 0, "grow")
        server.said("Flood has taken 300 events")
        told: list[list[Any]] = []
        while not told or told[-1][-1] != 300:
            told.append(page.receive_until(lambda frame: frame[0] == 0))
        assert told[-1][2][1][0] == 300
        assert len(told) < 50
