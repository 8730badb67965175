"""A server that ends, however it ends, and its pages that come back."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from liveview.cli import main
from tests.served import ROOT, Page, Served, seconds_until


@pytest.fixture
def server() -> Iterator[Served]:
    with Served("run", "tests.faults.views:app", folder=ROOT) as served:
        yield served


def closing_code(page: Page) -> int | None:
    """The code of the close that comes, None for a connection that was cut."""
    with pytest.raises(ConnectionClosed) as caught:
        page.receive_until(lambda _: False)
    return caught.value.rcvd.code if caught.value.rcvd else None


def kept() -> dict[str, bytes]:
    """What the store holds."""
    path = Path(os.environ["LIVEVIEW_STATE_DIR"]) / "snapshots.db"
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries'").fetchone():
            return {}  # nothing was ever kept
        return dict(connection.execute("SELECT key, value FROM entries").fetchall())


def test_a_killed_server_goes_on_with_its_pages(server: Served) -> None:
    others = kept()
    with Page(server) as page:
        seconds_until(lambda: kept().keys() > others.keys())
        before = kept()
        page.join()
        page.send("e", 1, 0, "add", {"by": "5"})
        assert page.receive() == [0, 1, [0, 5], 1]
        seconds_until(lambda: kept() != before)
        page.send("e", 2, 0, "add", {"by": "100"})
        page.receive()
        server.kill()  # before that is written
        assert closing_code(page) is None
        server.restart()
        assert page.join(version=2) == ["j", 2, 1]  # from which the page knows that its second event is lost
        page.send("e", 1, 0, "add", {"by": "5"})  # done, and sent once more
        page.send("e", 3, 0, "add", {"by": "2"})
        values = page.receive_until(lambda frame: frame[0] == "=")
        assert values[:3] == ["=", 0, 3] and values[3][1:] == [5, ""]
        assert page.receive_until(lambda frame: frame[0] == 0)[2] == [0, 7]
    server.stop()
    assert "at fault" not in server.output


def test_a_server_that_is_told_to_stop_keeps_all_of_it(server: Served) -> None:
    with Page(server) as page:
        page.join()
        for ref in range(1, 6):
            page.send("e", ref, 0, "add", {"by": "1"})
        page.receive_until(lambda frame: frame[0] == 0 and frame[3:4] == [5])
        server.stop()
        server.restart()
        assert page.join(version=5) == ["j", 2, 5]
        assert page.receive_until(lambda frame: frame[0] == "=")[3][1:] == [5, ""]


def test_a_page_whose_server_has_lost_everything_gets_another_one(server: Served) -> None:
    """The secret survives, so the client is not accused: its process is gone, and it is sent for a new page."""
    with Page(server) as page:
        page.join()
        page.send("l")
        assert closing_code(page) == 1000  # nothing is kept of a page that was left
        server.stop()
        server.restart()
        page.connect()
        page.send("j", page.data["token"], [0, 0])
        assert closing_code(page) == 4004
        page.load()
        assert page.join(version=-1)[:2] == ["j", 0]
    server.stop()
    assert "at fault" not in server.output


def test_a_server_that_is_told_to_stop_sends_its_pages_away_and_ends_well(server: Served) -> None:
    with Page(server) as page:
        page.join()
        assert server.stop() == -signal.SIGTERM  # as whoever sent it expects
        assert closing_code(page) == 1012


def test_the_port_of_a_running_server_is_not_taken(server: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "tests.faults.views:app", "--port", str(server.port)]) == 2
    said = capsys.readouterr().err
    assert f"cannot listen at {server.url}/: Address already in use; choose another --port" in said
