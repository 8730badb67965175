"""Several machines with a broker between them: a process each, and what becomes of pages while the broker is killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.brokers import Broker, NatsServer, RedisServer
from tests.faults.views import BLOCK
from tests.served import ROOT, Page, Served, seconds_until

# Of a worker that was killed, others know within it, and the test within a bit more.
GONE_SECONDS = 10.0


@dataclass
class Machines:
    """Two servers that have nothing in common but a broker and a secret."""

    broker: Broker
    here: Served
    there: Served


@pytest.fixture(params=[RedisServer, NatsServer], ids=["redis", "nats"])
def machines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machines]:
    kind: Callable[[Path], Broker] = request.param
    with ExitStack() as open, kind(tmp_path) as broker:

        def machine(name: str) -> Served:
            own = {"LIVEVIEW_STATE_DIR": str(tmp_path / name), "LIVEVIEW_SECRET": "known to all of them" * 2}
            served = Served("run", "tests.faults.views:app", folder=ROOT, command=(), CLUSTER=broker.url, **own)
            return open.enter_context(served)

        yield Machines(broker, machine("here"), machine("there"))


@pytest.fixture
def room() -> Iterator[Callable[[Served], Page]]:
    """Opens a page of `/room`."""
    with ExitStack() as opened:
        yield lambda server: opened.enter_context(Page(server, "/room"))


def shown(page: Page) -> list[Any]:
    """What a page shows once it has joined: its fragment, the process, how many there are, what was said, gaps."""
    page.join(version=-1)
    values: list[Any] = page.receive_until(lambda frame: frame[0] == "=")[3]
    return values


def hears(page: Page, text: str) -> None:
    page.receive_until(lambda frame: text in str(frame))


def test_what_is_said_on_one_machine_is_heard_on_all(machines: Machines, room: Callable[[Served], Page]) -> None:
    one, other = room(machines.here), room(machines.there)
    pids = {shown(one)[1], shown(other)[1]}
    assert len(pids) == 2
    seconds_until(lambda: shown(one)[2] == shown(other)[2] == 2)
    one.send("e", 1, 0, "say", {"text": "hello over there"})
    hears(one, "hello over there")
    hears(other, "hello over there")


def test_a_page_of_a_machine_that_was_killed_goes_on_in_another(
    machines: Machines, room: Callable[[Served], Page]
) -> None:
    one = room(machines.here)
    shown(one)
    for number, text in enumerate(("kept", "perhaps")):
        # The first write that is seen may be an older one's; what was said first is in the second one.
        before = machines.broker.kept()
        one.send("e", number + 1, 0, "say", {"text": text})
        hears(one, text)
        seconds_until(lambda before=before: machines.broker.kept() != before)  # type: ignore[misc]
    other = room(machines.there)
    seconds_until(lambda: shown(other)[2] == 2)
    machines.here.kill()
    began = time.monotonic()
    seconds_until(lambda: shown(other)[2] == 1)
    assert time.monotonic() - began < GONE_SECONDS + 2
    one.move(machines.there)
    values = shown(one)
    assert "kept" in str(values)
    assert values[1] == shown(other)[1]
    seconds_until(lambda: shown(other)[2] == 2)


def test_pages_stay_while_the_broker_is_away_and_are_told_what_they_may_have_missed(
    machines: Machines, room: Callable[[Served], Page]
) -> None:
    one, other = room(machines.here), room(machines.there)
    seconds_until(lambda: shown(one)[2] == shown(other)[2] == 2)
    gaps = [int(shown(page)[-1]) for page in (one, other)]
    machines.broker.kill()
    slowest = 0.0
    for number in range(1, 51):
        began = time.perf_counter()
        one.send("e", number, 0, "say", {"text": f"number {number}."})
        hears(one, f"number {number}.")
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.5  # of a machine that runs other tests; `make faults` measures it
    machines.broker.start()
    for page, before in zip((one, other), gaps, strict=True):
        seconds_until(lambda page=page, before=before: int(shown(page)[-1]) > before)  # type: ignore[misc]
    one.send("e", 51, 0, "say", {"text": "after"})
    hears(other, "after")
    seconds_until(lambda: shown(one)[2] == shown(other)[2] == 2)


def test_a_file_of_one_machine_is_given_by_another(machines: Machines) -> None:
    with Page(machines.here, "/files") as page:
        page.join()
        for number in (1, 2):
            page.send("e", number, 0, "give", {"kind": "generator", "blocks": "100"})
            ((_, url),) = page.receive_until(lambda frame: "/live/download/" in str(frame))[4]
            page.move(machines.there if number == 1 else machines.here)
            response = page.get(url)
            assert (response.status_code, response.content == BLOCK * 100) == (200, True)
            assert page.get(url).status_code == 404
