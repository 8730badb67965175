"""Each way in which one page misbehaves, and what the others may feel of it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import httpx2
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.served import Page

# What people notice: an answer that comes later than this does not feel like one.
SMOOTH = 50.0
# A handler that blocks the loop is broken off after a second; with what waited for it then.
BROKEN_OFF = 1500.0
# The log says who it is while it happens.
NAMED = 250.0
# How much worse than on a good day the worst moment may be.
TIMES_CONTROL = 3

Attack = Callable[[Page], object]


@dataclass(frozen=True)
class Scenario:
    """One bad page beside the good ones.

    Attributes:
        name: on the command line, and the path of the page.
        does: what it does, for the table.
        attack: does it.
        blocks: whether nobody can be answered while it does, until it is broken off.
        said: what the log says of it.
    """

    name: str
    does: str
    attack: Attack
    blocks: bool = False
    said: re.Pattern[str] | None = None


def once(page: Page) -> None:
    """Tell the page to misbehave, for as long as it likes."""
    page.send("e", 1, 0, "misbehave")


def every_second(page: Page) -> None:
    """Tell it again and again."""
    once(page)

    def go_on() -> None:
        with suppress(ConnectionClosed):
            for ref in range(2, 4):
                time.sleep(1)
                page.send("e", ref, 0, "misbehave")

    threading.Thread(target=go_on, daemon=True).start()


def again_and_again(page: Page) -> None:
    """Have it crash, and load it anew at once, as somebody else each time: one browser would get an error page soon."""

    def go_on() -> None:
        with suppress(httpx2.HTTPError, OSError, WebSocketException):  # the server has gone: it is over
            while True:
                with page.another() as other:
                    other.join()
                    once(other)

    once(page)
    threading.Thread(target=go_on, daemon=True).start()


def flood(page: Page) -> None:
    """Send clicks as fast as the network takes them, without looking at an answer."""

    def pour() -> None:
        ref = 0
        with suppress(ConnectionClosed):
            while True:
                ref += 1
                page.send("e", ref, 0, "add")

    threading.Thread(target=pour, daemon=True).start()


def _blocked(where: str) -> re.Pattern[str]:
    return re.compile(rf"blocked for \d+ ms by <Channel of .*{where}")


SCENARIOS = (
    Scenario("spin", "computes in an async def", once, True, _blocked(r"event `misbehave` at .*in misbehave")),
    Scenario("sleep", "sleeps in an async def", once, True, _blocked(r"event `misbehave` at .*in misbehave")),
    Scenario("query", "a slow query in a template", every_second, True, _blocked("in __iter__")),
    Scenario("computed", "a slow @computed", every_second, True, _blocked("in compute")),
    Scenario("query-in-thread", 'a slow query in a template, render_in = "thread"', every_second),
    Scenario("computed-in-thread", 'a slow @computed, render_in = "thread"', every_second),
    Scenario("talker", "sends itself messages for ever", once),
    Scenario("flood", "its client floods events", flood),
    Scenario("growth", "its state grows for ever", once),
    Scenario("spinner", "awaits sleep(0) for ever", once),
    Scenario("crashes", "fails 100 times a second", once, said=re.compile("timer `tick` failed")),
    Scenario("ends", "crashes and is loaded anew all the time", again_and_again, said=re.compile("Channel.* crashed")),
    Scenario("thread", "computes in a def, in a thread", once),
)
