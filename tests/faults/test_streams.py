"""Streams of real servers: through nginx, over several workers, and when a server is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.streaming import StreamPage
from tests.faults.test_nginx import proxy
from tests.faults.test_workers import APP, is_up, joined, workers
from tests.served import ROOT, Served, seconds_until

__all__ = ["proxy"]

SERVERS = {
    "liveview": (("run", APP), ()),
    "uvicorn": ((APP, "--timeout-graceful-shutdown", "10"), (sys.executable, "-m", "uvicorn")),
}


@pytest.fixture(params=SERVERS)
def one(request: pytest.FixtureRequest) -> Iterator[Served]:
    arguments, command = SERVERS[request.param]
    with Served(*arguments, folder=ROOT, command=command) as served:
        seconds_until(lambda: is_up(served))
        yield served


@pytest.fixture
def server() -> Iterator[Served]:
    """Two workers."""
    with Served("run", APP, "--workers", "2", folder=ROOT) as served:
        yield served


def said(page: StreamPage, text: str) -> None:
    page.receive_until(lambda frame: text in str(frame))


def test_what_is_said_comes_at_once_through_nginx_and_from_every_worker(server: Served, proxy: Any) -> None:
    with StreamPage(proxy, "/room") as page:
        joined(page)
        for number in range(1, 31):
            page.send("e", number, 0, "say", {"text": f"word {number}"})
            said(page, f"word {number}")
        assert page.code is None, "nothing was lost on the way"


def test_a_page_goes_on_through_nginx_when_its_worker_is_killed(server: Served, proxy: Any) -> None:
    with StreamPage(proxy, "/room") as page:
        joined(page)
        page.send("e", 1, 0, "say", {"text": "before"})
        said(page, "before")
        os.kill(joined(page), signal.SIGKILL)
        seconds_until(lambda: len(workers(server)) == 2 and proxy.is_up())
        page.connect()
        page.send("j", page.data["token"], [0, -1])
        assert "before" in str(page.receive_until(lambda frame: frame[0] == "="))


def test_a_server_that_is_told_to_stop_ends_streams_and_does_not_wait_for_them(one: Served) -> None:
    with StreamPage(one, "/room") as page:
        joined(page)
        began = time.monotonic()
        one.signal(signal.SIGTERM)
        assert page.closed() == 1012
        one.ended()
        assert time.monotonic() - began < 5
        assert "Traceback" not in one.output
        assert "ERROR" not in one.output


def test_a_page_that_breaks_off_leaves_no_words_behind(one: Served) -> None:
    for _ in range(3):
        with StreamPage(one, "/room") as page:
            joined(page)
    with StreamPage(one, "/room") as page:
        joined(page)
        page.post("nonsense\n")
    seconds_until(lambda: "is at fault" in one.output)
    assert "Traceback" not in one.output
    assert "without completing" not in one.output
