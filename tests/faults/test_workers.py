"""Several workers of one machine: they are one app, also where one of them, or whoever started them, is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import psutil
import pytest

from tests.served import ROOT, Page, Served, seconds_until

Open: TypeAlias = Callable[[Served], list[Page]]
APP = "tests.faults.views:app"
SERVERS: dict[str, dict[str, tuple[str, ...]]] = {
    "liveview": {"arguments": ("run", APP, "--workers", "2"), "command": ()},
    # By itself it gives a rolling restart up where a worker has not begun within five seconds: on a machine that has
    # other things to do it takes longer to import everything.
    "uvicorn": {
        "arguments": (APP, "--workers", "2", "--timeout-worker-healthcheck", "60"),
        "command": (sys.executable, "-m", "uvicorn"),
    },
}


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Served]:
    how = SERVERS[request.param]
    with Served(*how["arguments"], folder=ROOT, command=how["command"]) as served:
        seconds_until(lambda: is_up(served))  # uvicorn says where it is before anybody listens there
        yield served


def is_up(server: Served) -> bool:
    try:
        return httpx2.get(f"{server.url}/readyz").status_code == 200
    except httpx2.TransportError:  # nobody is there, or nobody has begun
        return False


def workers(server: Served) -> set[int]:
    """The processes that serve."""
    return {child.pid for child in psutil.Process(server.pid).children() if _serves(child)}


def _serves(child: psutil.Process) -> bool:
    try:
        return any("spawn_main" in part for part in child.cmdline())
    except psutil.Error:  # it has ended meanwhile
        return False


@pytest.fixture
def open_pages() -> Iterator[Open]:
    """Opens some pages of `/room`."""
    with ExitStack() as opened:
        yield lambda server: [opened.enter_context(Page(server, "/room")) for _ in range(6)]


def wait_for_both(server: Served) -> None:
    """Until each of two workers serves pages: one that is only about to has more time than others for an answer."""
    with ExitStack() as opened:
        pages = [opened.enter_context(Page(server, "/room")) for _ in range(6)]
        seconds_until(lambda: len(workers(server)) == 2 and {joined(page) for page in pages} == workers(server))


def joined(page: Page) -> int:
    """Joins a page of `/room`, wherever it comes out; by which process."""
    return int(shown(page)[1])


def shown(page: Page) -> list[Any]:
    """What it shows once it has joined."""
    page.join(version=-1)
    values: list[Any] = page.receive_until(lambda frame: frame[0] == "=")[3]
    return values


def test_a_page_joins_another_worker_than_the_one_that_made_it(server: Served, open_pages: Open) -> None:
    pages = open_pages(server)
    seconds_until(lambda: {joined(page) for page in pages} == workers(server))


def test_workers_hear_what_is_said_in_others(server: Served, open_pages: Open) -> None:
    pages = open_pages(server)
    seconds_until(lambda: len({joined(page) for page in pages}) == 2)
    pages[0].send("e", 1, 0, "say", {"text": "hello, all of you"})
    for page in pages:
        page.receive_until(lambda frame: "hello, all of you" in str(frame))


def test_workers_know_who_is_in_others(server: Served, open_pages: Open) -> None:
    pages = open_pages(server)
    seconds_until(lambda: len({joined(page) for page in pages}) == 2)

    def count(page: Page) -> int:
        joined_values = shown(page)
        return int(joined_values[2])

    seconds_until(lambda: {count(page) for page in pages} == {6})
    gone = joined(pages[0])
    os.kill(gone, signal.SIGKILL)
    # Those who do not come back are not there any more, also where nobody has said so.
    others = [page for page in pages[1:] if joined(page) != gone]
    seconds_until(lambda: {count(page) for page in others} == {len(others)})


def test_what_a_killed_worker_had_goes_on_in_the_others(server: Served, open_pages: Open) -> None:
    pages = open_pages(server)
    seconds_until(lambda: len({joined(page) for page in pages}) == 2)
    pages[0].send("e", 1, 0, "say", {"text": "before"})
    for page in pages:
        page.receive_until(lambda frame: "before" in str(frame))
    gone = joined(pages[0])
    pages[0].send("e", 2, 0, "say", {"text": "heard by the others"})
    pages[0].receive_until(lambda frame: "heard by the others" in str(frame))
    os.kill(gone, signal.SIGKILL)
    assert joined(pages[0]) != gone
    seconds_until(lambda: len(workers(server)) == 2 and gone not in workers(server))
    # Whoever had the hub: what is said reaches all of them again.
    others = pages[1:]
    seconds_until(lambda: len({joined(page) for page in others}) == 2)
    others[0].send("e", 1, 0, "say", {"text": "after"})
    for page in others:
        page.receive_until(lambda frame: "after" in str(frame))


def test_none_outlives_who_has_started_them() -> None:
    with Served("run", APP, "--workers", "2", folder=ROOT) as server:
        seconds_until(lambda: len(workers(server)) == 2)
        serving = workers(server)
        server.kill()
        seconds_until(lambda: not any(psutil.pid_exists(pid) for pid in serving))


def test_one_after_the_other_is_replaced_while_pages_go_on(server: Served) -> None:
    with Page(server, "/room") as page:
        joined(page)
        before = workers(server)
        page.send("e", 1, 0, "say", {"text": "before"})
        page.receive_until(lambda frame: "before" in str(frame))
        server.signal(signal.SIGHUP)
        seconds_until(lambda: len(workers(server) & before) == 1)  # each takes its time to begin
        seconds_until(lambda: len(workers(server)) == 2 and not workers(server) & before)
        page.connect()
        page.send("j", page.data["token"], [0, -1])
        assert "before" in str(page.receive_until(lambda frame: frame[0] == "="))


@pytest.fixture
def served() -> Iterator[tuple[Served, list[psutil.Process]]]:
    """A server, and its two workers in the order in which they were started."""
    with Served(*SERVERS["liveview"]["arguments"], folder=ROOT) as server:
        wait_for_both(server)
        found = [psutil.Process(pid) for pid in workers(server)]
        yield server, sorted(found, key=lambda worker: (worker.create_time(), worker.pid))


def test_one_that_takes_its_time_is_waited_for_and_keeps_nobody_waiting(
    served: tuple[Served, list[psutil.Process]],
) -> None:
    server, (slow, other) = served
    slow.suspend()
    other.kill()
    seconds_until(lambda: len(workers(server) - {slow.pid, other.pid}) == 1)
    assert slow.pid in workers(server)
    slow.resume()
    server.said(f"worker {other.pid} has ended \\(-9\\); another one takes its place")


def test_one_that_is_stuck_is_replaced(served: tuple[Served, list[psutil.Process]]) -> None:
    server, (stuck, other) = served
    stuck.suspend()
    seconds_until(lambda: len(workers(server) - {stuck.pid, other.pid}) == 1)
    assert other.pid in workers(server)
    server.stop()


def test_one_that_is_stuck_holds_up_no_end(served: tuple[Served, list[psutil.Process]]) -> None:
    server, (stuck, _) = served
    stuck.suspend()
    server.signal(signal.SIGTERM)
    server.said(f"worker {stuck.pid} was told to end and does not answer: it is killed")
    server.ended()
    assert not psutil.pid_exists(stuck.pid)


def test_one_that_is_stuck_holds_up_no_rolling_restart(served: tuple[Served, list[psutil.Process]]) -> None:
    server, before = served
    before[0].suspend()
    server.signal(signal.SIGHUP)
    # In their order: the other one is replaced when the first has gone.
    seconds_until(lambda: len(workers(server)) == 2 and not workers(server) & {worker.pid for worker in before})
    server.said(f"worker {before[0].pid} was told to end and does not answer: it is killed")


def test_a_rolling_restart_is_for_all_that_there_are_when_it_is_asked_for(
    served: tuple[Served, list[psutil.Process]],
) -> None:
    server, before = served
    server.signal(signal.SIGHUP)
    seconds_until(lambda: len(workers(server)) == 3)
    (new,) = workers(server) - {worker.pid for worker in before}
    server.signal(signal.SIGHUP)  # another file has been saved since it began
    seconds_until(lambda: len(workers(server)) == 2 and new not in workers(server))
    assert not workers(server) & {worker.pid for worker in before}
    server.stop()


def test_one_that_answers_and_never_ends_is_killed() -> None:
    hasty = "from liveview.cli import main, workers; workers.END_SECONDS = 1; main()"
    command = (sys.executable, "-c", hasty)
    with Served("run", "tests.faults.lingering:app", "--workers", "2", folder=ROOT, command=command) as server:
        seconds_until(lambda: is_up(server))  # one of them: another that has not begun yet ends at once
        server.stop()
        assert "was told to end and has not within 1 s: it is killed" in server.output


def test_a_version_that_does_not_start_replaces_nobody(tmp_path: Path) -> None:
    app = tmp_path / "board.py"
    app.write_text("from tests.faults.views import app")
    with Served("run", "board:app", "--workers", "2", folder=tmp_path) as server:
        wait_for_both(server)
        before = workers(server)
        app.write_text("raise RuntimeError('not like this')")
        server.signal(signal.SIGHUP)
        server.said("a new one, does not begin; see above. The old ones go on")
        assert workers(server) == before
        app.write_text("from tests.faults.views import app  # as before")
        server.signal(signal.SIGHUP)
        seconds_until(lambda: len(workers(server)) == 2 and not workers(server) & before)
        server.stop()
