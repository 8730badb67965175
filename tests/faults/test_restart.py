"""A server that ends, however it ends, and its pages that come back."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from liveview.cli import main
from tests.served import ROOT, Page, Served


@pytest.fixture
def server() -> Iterator[Served]:
    with Served("run", "tests.faults.views:app", folder=ROOT) as served:
        yield served


def closing_code(page: Page) -> int | None:
    """The code of the close that comes, None for a connection that was cut."""
    with pytest.raises(ConnectionClosed) as caught:
        page.receive_until(lambda _: False)
    return caught.value.rcvd.code if caught.value.rcvd else None


def test_after_a_crash_the_page_comes_back_at_the_same_address(server: Served) -> None:
    with Page(server) as page:
        page.join()
        page.send("e", 1, 0, "add", {"by": "5"})
        assert page.receive() == [0, 1, [0, 5], 1]
        server.kill()
        assert closing_code(page) is None
        server.restart()
        page.load()
        assert page.join(version=-1)[:2] == ["j", 0]
        assert page.receive()[3][1:] == [0, ""]
        page.send("e", 1, 0, "add", {"by": "2"})
        assert page.receive_until(lambda frame: frame[0] == 0)[2] == [0, 2]


def test_a_token_from_before_the_crash_is_known_and_no_fault(server: Served) -> None:
    """The secret survives, so the client is not accused: its process is gone, and it is sent for a new page."""
    with Page(server) as page:
        server.kill()
        server.restart()
        page.connect()
        page.send("j", page.data["token"], [0, 0])
        assert closing_code(page) == 4004
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
