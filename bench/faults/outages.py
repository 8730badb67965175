"""What a broker that is away costs the pages of two workers, and how soon all is well when it is back."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed

from bench.figures import Figure
from tests.brokers import Broker, NatsServer, RedisServer
from tests.served import ROOT, Page, Served, seconds_until

TARGET = "tests.faults.views:app"
# Seconds that it is away: a restart, and a bad minute.
SHORT, LONG = 2.0, 60.0
LATER = 1013  # "try again later"
# Until a page is told of what it may have missed.
TOLD_SECONDS = 2.0
# Between two clicks of somebody who goes on.
CLICK_SECONDS = 0.02


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether the long outage is left out.
    """
    return [row for kind in (RedisServer, NatsServer) for row in _of(kind, quick)]


def _of(kind: type[Broker], quick: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, kind(Path(folder)) as broker, _served(broker, folder) as server:
        for seconds in (SHORT,) if quick else (SHORT, LONG):
            with _pair(server) as (speaker, listener):
                yield from _outage(
                    f"{kind.scheme} killed, back after {seconds:g} s", broker, speaker, listener, seconds
                )


def _outage(name: str, broker: Broker, speaker: Page, listener: Page, seconds: float) -> Iterator[Figure]:
    usual = [_say(speaker, f"before {number}") for number in range(50)]
    broker.kill()
    away = list(_while_away(speaker, listener, seconds))
    broker.start()
    back = time.perf_counter()
    _hears(listener, speaker)
    back = time.perf_counter() - back
    are_told = [_is_told(page) for page in (speaker, listener)]
    yield Figure(f"{name}: an event before, worst", round(max(usual) * 1000, 2), "ms")
    yield Figure(f"{name}: an event that publishes meanwhile, worst", round(max(away) * 1000, 2), "ms", 50)
    yield Figure(f"{name}: the other worker hears again after", round(back, 2), "s", 2.0)
    yield Figure(f"{name}: pages that were told no gap, of 2", are_told.count(False), "", 0)


def _while_away(speaker: Page, listener: Page, seconds: float) -> Iterator[float]:
    until = time.monotonic() + seconds
    for number in count():
        if time.monotonic() > until:
            break
        yield _say(speaker, f"meanwhile {number}")
        _read(listener)
        time.sleep(CLICK_SECONDS)


def _read(page: Page) -> None:
    """Takes what has come: the library answers no ping while nobody asks it for frames."""
    with suppress(TimeoutError):
        while True:
            page.receive_within(0)


def _say(page: Page, text: str) -> float:
    """How long it takes until the one who has said something sees it."""
    began = time.perf_counter()
    page.send("e", next(_REFS), 0, "say", {"text": text})
    page.receive_until(lambda frame: text in str(frame))
    return time.perf_counter() - began


def _hears(listener: Page, speaker: Page) -> None:
    """Waits until one hears the other: it may miss what is said before it is back itself."""
    text, frame = "is anybody there", list[Any]()
    while text not in str(frame):
        try:
            frame = listener.receive_within(0.05)
        except TimeoutError:
            _say(speaker, text)


_REFS = count(1)


def _is_told(page: Page) -> bool:
    """Whether a page has heard of a gap. One that goes on in the other worker hears of it right after its values."""
    _, *values = _shown(page)
    gaps = len(values) - 1
    if values[gaps]:
        return True
    with suppress(TimeoutError):
        while True:
            frame = page.receive_within(TOLD_SECONDS)
            if frame[0] == 0 and gaps in frame[2][::2]:
                return True
    return False


def _shown(page: Page) -> list[Any]:
    while True:
        try:
            page.join(version=-1)
            break
        except ConnectionClosed as closed:  # where the other worker asks for its state, and nobody answers yet
            if closed.rcvd is None or closed.rcvd.code != LATER:
                raise
    values: list[Any] = page.receive_until(lambda frame: frame[0] == "=")[3]
    return values


@contextmanager
def _served(broker: Broker, folder: str) -> Iterator[Served]:
    own = {"LIVEVIEW_STATE_DIR": folder, "CLUSTER": broker.url, "LIVEVIEW_SECRET": "known to both workers" * 2}
    with Served("run", TARGET, "--workers", "2", folder=ROOT, command=(), **own) as server:
        yield server


@contextmanager
def _pair(server: Served) -> Iterator[tuple[Page, Page]]:
    """Two pages of a room, each in a worker of its own."""
    with Page(server, "/room") as one, Page(server, "/room") as other:
        seconds_until(lambda: _shown(one)[1] != _shown(other)[1])
        _hears(other, one)
        yield one, other
