"""A server that is told to stop: its pages go first, with all that they have, and nothing holds it."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from tests.served import ROOT, Page, Served, seconds_until

APP = "tests.faults.views:app"
SERVERS: dict[str, dict[str, tuple[str, ...]]] = {
    "liveview": {"arguments": ("run", APP), "command": ()},
    "uvicorn": {"arguments": (APP,), "command": (sys.executable, "-m", "uvicorn", "--timeout-graceful-shutdown", "5")},
}


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Served]:
    how = SERVERS[request.param]
    with Served(*how["arguments"], folder=ROOT, command=how["command"]) as served:
        yield served


def closing_code(page: Page) -> int | None:
    with pytest.raises(ConnectionClosed) as caught:
        page.receive_until(lambda _: False)
    return caught.value.rcvd.code if caught.value.rcvd else None


def click(page: Page, times: int) -> None:
    """Clicks so often, and the state is there; some of it so late that nobody has written it."""
    for ref in range(1, times + 1):
        page.send("e", ref, 0, "add", {"by": "1"})
    page.receive_until(lambda frame: frame[0] == 0 and frame[3:4] == [times])


def test_every_page_is_told_to_come_back_and_finds_all_of_its_state(server: Served) -> None:
    pages = [Page(server) for _ in range(20)]
    for number, page in enumerate(pages):
        page.join()
        click(page, number + 1)
    assert server.stop() == -signal.SIGTERM
    assert [closing_code(page) for page in pages] == [1012] * 20
    server.restart()
    for number, page in enumerate(pages):
        assert page.join(version=number + 1)[:2] == ["j", 2]
        assert page.receive_until(lambda frame: frame[0] == "=")[3][1] == number + 1
        page.close()


def test_nothing_that_a_handler_does_holds_the_end_and_the_others_lose_nothing(server: Served) -> None:
    with Page(server, "/hanging") as hanging, Page(server) as page:
        hanging.join()
        hanging.send("e", 1, 0, "hang")
        server.said("Hanging hangs")
        page.join()
        click(page, 3)
        began = time.monotonic()
        assert server.stop() == -signal.SIGTERM
        assert time.monotonic() - began < 12  # 5 s of it for the page that hangs
        server.restart()
        assert page.join(version=3)[:2] == ["j", 2]
        assert page.receive_until(lambda frame: frame[0] == "=")[3][1] == 3


def test_who_is_about_to_end_is_not_ready_and_takes_no_page(server: Served) -> None:
    with Page(server, "/hanging") as hanging, Page(server) as page:
        assert (page.get("/healthz").status_code, page.get("/readyz").json()["status"]) == (200, "ready")
        hanging.join()
        hanging.send("e", 1, 0, "hang")
        server.said("Hanging hangs")
        page.join()
        server.signal(signal.SIGTERM)
        assert closing_code(page) == 1012
        # The page that hangs has some seconds; the server answers meanwhile.
        answer = page.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "draining")
        assert page.get("/healthz").status_code == 200
        page.connect()
        page.send("j", page.data["token"], [0, 0])
        assert closing_code(page) == 1012


def test_who_says_it_twice_means_at_once(server: Served) -> None:
    with Page(server, "/hanging") as hanging:
        hanging.join()
        hanging.send("e", 1, 0, "hang")
        server.said("Hanging hangs")
        server.signal(signal.SIGTERM)
        seconds_until(lambda: hanging.get("/readyz").status_code == 503)
        server.signal(signal.SIGTERM)
        assert closing_code(hanging) == 1012  # by the server itself, which does not wait for the page
