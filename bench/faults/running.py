"""Runs a scenario: a real server with the shipped limits, good clients in another process, and one page that is bad."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

from bench.faults.scenarios import BROKEN_OFF, NAMED, SMOOTH, TIMES_CONTROL, Scenario
from bench.figures import Figure
from tests.served import PATIENCE, ROOT, Page, Served

TARGET = "bench.faults.views:app"
SETTLING = 0.5  # seconds in which the good clients are alone


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        clients: how many good ones click.
        seconds: for how long.
        rate: clicks a second of each.
    """

    clients: int = 50
    seconds: float = 5.0
    rate: float = 10.0


@dataclass(frozen=True)
class Felt:
    """What the good clients felt, in milliseconds.

    Attributes:
        p99: what one answer of a hundred exceeded.
        worst: the slowest answer.
        count: how many answers there were.
        errors: what they were told.
        named: how long after the attack the log said who it was; None where that was not asked for.
    """

    p99: float
    worst: float
    count: int
    errors: list[str]
    named: float | None = None


def control(size: Size) -> Felt:
    """What they feel where nobody misbehaves."""
    with _served() as server, _good_clients(server, size) as good:
        return _felt(good)


def run(scenario: Scenario, size: Size) -> Felt:
    """What they feel of a bad page."""
    with _served() as server, Page(server, f"/{scenario.name}") as bad:
        bad.join()
        with _good_clients(server, size) as good:
            time.sleep(SETTLING)
            began = time.monotonic()
            scenario.attack(bad)
            named = _named(server, scenario, began)
            felt = _felt(good, named)
        server.kill()  # what it would say to a page that never ends is not what is measured
        return felt


def many(size: Size, views: int) -> tuple[Felt, list[float]]:
    """What they feel among many who only look on.

    Args:
        size: how much is measured.
        views: how many pages are open, theirs included.

    Returns:
        What they felt, and how long each collection of garbage took, from the start on, in milliseconds.
    """
    with _served() as server, _good_clients(server, size, views - size.clients) as good:
        felt = _felt(good)
        with urlopen(server.url + "/pauses") as response:
            return felt, json.load(response)


def figures(scenario: Scenario, felt: Felt, usual: Felt) -> list[Figure]:
    """The rows of a scenario.

    Args:
        scenario: which.
        felt: what the good clients felt.
        usual: what they felt where nobody misbehaved.
    """
    lost = Figure(f"{scenario.does}: the others were told of errors", len(felt.errors), "", 0)
    named = Figure(f"{scenario.does}: named in the log after", felt.named or 0.0, "ms", NAMED)
    return [
        Figure(f"{scenario.does}: the others, p99", felt.p99, "ms", None if scenario.blocks else SMOOTH),
        Figure(
            f"{scenario.does}: the others, max",
            felt.worst,
            "ms",
            BROKEN_OFF if scenario.blocks else round(TIMES_CONTROL * usual.worst, 1),
        ),
        *([] if felt.named is None else [named]),
        *([lost] if felt.errors else []),
    ]


@contextmanager
def _served() -> Iterator[Served]:
    with Served("run", TARGET, folder=ROOT) as server:
        yield server


@contextmanager
def _good_clients(server: Served, size: Size, idle: int = 0) -> Iterator[subprocess.Popen[str]]:
    """The good clients, all of which have joined."""
    options = {"clients": size.clients, "idle": idle, "rate": size.rate, "seconds": size.seconds}
    arguments = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "bench.faults.good", server.url, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert said == "ready\n", f"the good clients did not come: {said}"
            yield process
        finally:
            process.kill()


def _felt(good: subprocess.Popen[str], named: float | None = None) -> Felt:
    assert good.stdout is not None
    told: dict[str, Any] = json.loads(good.stdout.readline())
    return Felt(told["p99"], told["max"], told["count"], told["errors"], named)


def _named(server: Served, scenario: Scenario, began: float) -> float | None:
    if scenario.said is None:
        return None
    try:
        server.said(scenario.said)
    except AssertionError:
        return PATIENCE * 1000
    return round((time.monotonic() - began) * 1000, 1)
