"""The loop's clock, and the one that is turned by hand."""

from __future__ import annotations

import asyncio
import time

from liveview.runtime.clock import Clock, LoopClock
from liveview.testing import VirtualClock


async def test_the_loops_clock_is_the_machines() -> None:
    clock: Clock = LoopClock()
    assert abs(clock.now() - time.monotonic()) < 1
    assert abs(clock.wall() - time.time()) < 1
    called = asyncio.Event()
    clock.call_later(0, called.set)
    await called.wait()


def test_what_may_be_late_or_early_is_called_together() -> None:
    clock = LoopClock()
    assert clock.together(10.01, 0.25) == clock.together(10.2, 0.25) == 10.25
    assert clock.together(10.3, -0.25) == clock.together(10.49, -0.25) == 10.25
    assert clock.together(10.5, -0.25) == clock.together(10.5, 0.25) == 10.5


async def test_what_is_cancelled_is_not_called() -> None:
    clock = LoopClock()
    calls: list[str] = []
    done = asyncio.Event()
    clock.call_later(0, lambda: calls.append("cancelled")).cancel()
    clock.call_later(0, done.set)
    await done.wait()
    assert calls == []


def test_virtual_time_moves_when_told() -> None:
    clock = VirtualClock()
    before, wall = clock.now(), clock.wall()
    clock.turn(2.5)
    assert clock.now() == before + 2.5
    assert clock.wall() == wall + 2.5


def test_virtual_calls_come_in_order_and_at_their_time() -> None:
    clock = VirtualClock()
    start = clock.now()
    calls: list[tuple[str, float]] = []
    clock.call_later(2, lambda: calls.append(("second", clock.now() - start)))
    clock.call_later(1, lambda: calls.append(("first", clock.now() - start)))
    clock.call_later(2, lambda: calls.append(("third", clock.now() - start)))
    clock.call_later(9, lambda: calls.append(("late", clock.now() - start)))
    clock.call_later(1.5, lambda: calls.append(("never", 0))).cancel()
    clock.turn(2)
    assert calls == [("first", 1), ("second", 2), ("third", 2)]


def test_a_virtual_call_may_ask_for_another() -> None:
    clock = VirtualClock()
    calls: list[float] = []

    def again() -> None:
        calls.append(clock.now())
        clock.call_later(0.1, again)

    clock.call_later(0.1, again)
    clock.turn(1)
    assert len(calls) == 10


async def test_between_two_moments_everything_settles() -> None:
    clock = VirtualClock()
    calls: list[str] = []

    async def settle() -> None:
        calls.append("settled")

    clock.settling.append(settle)
    clock.call_later(1, lambda: calls.append("one"))
    clock.call_later(2, lambda: calls.append("two"))
    await clock.advance(5)
    assert calls == ["one", "settled", "two", "settled", "settled"]


def test_a_virtual_call_is_made_once() -> None:
    clock = VirtualClock()
    calls: list[int] = []
    handle = clock.call_later(1, lambda: calls.append(1))
    clock.turn(1)
    handle.cancel()
    clock.turn(10)
    assert calls == [1]
