"""Processes that rest: nobody sees that they have no task meanwhile."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Awaitable
from contextvars import ContextVar
from typing import Any

import pytest

from liveview.errors import ProcessError
from liveview.runtime.exits import Reason
from liveview.runtime.life import Life
from liveview.runtime.linked import Down
from liveview.runtime.process import Process
from liveview.runtime.stopping import stop_all
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet

CLOCK = VirtualClock()
REST = 60.0
entered: ContextVar[str] = ContextVar("entered", default="nothing")


class Sleepy(Process, hibernate_after=REST):
    """Writes down what happens to it. A message that can be called is called."""

    def __init__(self) -> None:
        super().__init__()
        self.life: list[Any] = []

    async def init(self) -> None:
        self.life.append("init")

    async def info(self, message: Any) -> None:
        if callable(message):
            result = message()
            if isinstance(result, Awaitable):
                await result
        else:
            self.life.append(message)

    async def hibernate(self) -> None:
        self.life.append("sleeps")

    async def terminate(self, reason: Reason) -> None:
        self.life.append(("terminate", reason))


async def asleep() -> Sleepy:
    process = await Sleepy().start(CLOCK)
    await rest()
    assert process.life == ["init", "sleeps"]
    assert process not in Life._running_.values() and process._task_ is None
    return process


async def rest() -> None:
    await quiet()
    CLOCK.turn(REST)
    await quiet()


async def test_who_rests_hibernates_once_until_there_is_mail() -> None:
    process = await Sleepy().start(CLOCK)
    await quiet()
    CLOCK.turn(50)
    process.send("awake")
    await quiet()
    CLOCK.turn(50)
    await quiet()
    assert process.life == ["init", "awake"]
    CLOCK.turn(10)
    await quiet()
    CLOCK.turn(1000)
    await quiet()
    assert process.life == ["init", "awake", "sleeps"]
    process.send("again")
    await quiet()
    CLOCK.turn(60)
    await quiet()
    assert process.life == ["init", "awake", "sleeps", "again", "sleeps"]
    await process.stop()


async def test_who_is_busy_does_not_hibernate() -> None:
    process = await Sleepy().start(CLOCK)
    await quiet()
    gate = asyncio.Event()
    process.send(gate.wait)
    await quiet()
    CLOCK.turn(REST)
    await quiet()
    gate.set()
    await quiet()
    assert process.life == ["init"]
    await process.stop()


async def test_mail_wakes_it_and_is_handled_in_order() -> None:
    process = await asleep()
    assert all(process.send(number) for number in range(3))
    await process.idle()
    assert process.life[2:] == [0, 1, 2]
    assert process._task_ is not None and process.mailbox.is_awaited
    await process.stop()


async def test_it_is_asleep_as_often_as_it_rests() -> None:
    process = await asleep()
    for _ in range(3):
        process.send("mail")
        await rest()
        assert process._task_ is None
    assert process.life == ["init", "sleeps", *["mail", "sleeps"] * 3]
    await process.stop()


async def test_it_waits_for_mail_while_it_is_asleep() -> None:
    process = await asleep()
    assert process.mailbox.is_awaited
    await process.idle()
    await process.room()
    assert process._task_ is None
    await process.stop()


async def test_mail_of_another_thread_wakes_it() -> None:
    process = await asleep()
    await asyncio.to_thread(process.send_threadsafe, "from afar")
    await quiet()
    assert process.life[-1] == "from afar"
    assert await asyncio.to_thread(process._at_home_, lambda: process.send("again"))
    await quiet()
    assert process.life[-1] == "again"
    await process.stop()


async def test_a_timer_wakes_it() -> None:
    process = await Sleepy().start(CLOCK)
    process.send_after(REST * 2, "later")
    await rest()
    assert process._task_ is None
    await rest()
    assert process.life == ["init", "sleeps", "later"]
    await process.stop()


async def test_it_goes_on_with_the_same_context_variables() -> None:
    class Entering(Sleepy):
        async def init(self) -> None:
            entered.set("here")

    process = await Entering().start(CLOCK)
    await rest()
    assert process._task_ is None
    entered.set("who sends")
    process.send(lambda: process.life.append(entered.get()))
    await quiet()
    assert process.life == ["sleeps", "here"]
    await process.stop()


@pytest.mark.parametrize("together", [False, True])
async def test_it_is_stopped_as_any_other(together: bool) -> None:
    process = await asleep()
    await (stop_all([process], "enough") if together else process.stop("enough"))
    assert process.exit_reason == "enough"
    assert process.life[2:] == [("terminate", "enough")]
    assert not process.send("late")


@pytest.mark.parametrize("together", [False, True])
async def test_it_is_killed_without_a_word(together: bool) -> None:
    process = await asleep()
    ends: list[Reason] = []
    process.on_exit(ends.append)
    await (stop_all([process], timeout="kill") if together else process.stop(timeout="kill"))
    assert process.exit_reason == "killed"
    assert ends == ["killed"] and process.life[2:] == []


async def test_the_end_of_whom_it_is_linked_to_is_its_own() -> None:
    process, other = await asleep(), await Sleepy().start(CLOCK)
    process.link(other)
    await other.stop("a reason")
    await quiet()
    assert process.exit_reason == "a reason"
    assert process.life[2:] == [("terminate", "a reason")]


async def test_who_cancels_its_task_as_it_wakes_ends_it_as_any_other(caplog: pytest.LogCaptureFixture) -> None:
    process, awake = await asleep(), await Sleepy().start(CLOCK)
    await quiet()
    for one in (process, awake):
        one.send("mail")
        assert one._task_ is not None
        one._task_.cancel()
        reason = await one.ended()
        assert isinstance(reason, asyncio.CancelledError)
        assert one.life[-1] == ("terminate", reason) and "mail" not in one.life
    assert len([record for record in caplog.records if "crashed" in record.getMessage()]) == 2


async def test_what_it_monitors_wakes_it_and_who_monitors_it_is_told() -> None:
    process, other = await asleep(), await Sleepy().start(CLOCK)
    ref, mine = process.monitor(other), other.monitor(process)
    await other.stop("gone")
    await quiet()
    assert process.life[-1] == Down(ref, other, "gone")
    watcher = await Sleepy().start(CLOCK)
    ref = watcher.monitor(process)
    await process.stop("gone too")
    await quiet()
    assert watcher.life[-1] == Down(ref, process, "gone too") and mine
    await watcher.stop()


async def test_it_lives_once() -> None:
    process = await asleep()
    with pytest.raises(ProcessError, match="was started before"):
        await process.start(CLOCK)
    await process.stop()


async def test_a_handler_that_fails_after_a_rest_is_a_crash(caplog: pytest.LogCaptureFixture) -> None:
    process = await asleep()
    process.send(lambda: 1 / 0)
    await quiet()
    assert isinstance(process.exit_reason, ZeroDivisionError)
    assert "crashed" in caplog.text


async def test_nobody_keeps_one_that_nobody_can_reach() -> None:
    found = weakref.ref(await asleep())
    gc.collect()
    assert found() is None


class Failing(Process):
    """Ends with its first message."""

    async def info(self, message: object) -> None:
        raise ValueError("at fault")


async def test_mail_and_the_end_of_whom_it_is_linked_to_may_come_in_one_turn() -> None:
    process, other = await asleep(), await Failing().start(CLOCK)
    process.monitor(other)
    process.link(other)  # who ends tells those who watch first
    other.send("go")
    reason = await process.ended()
    assert isinstance(reason, ValueError)
    assert process.life[2:] == [("terminate", reason)]


async def test_whom_it_is_linked_to_may_say_goodbye() -> None:
    class Polite(Failing):
        async def terminate(self, reason: Reason) -> None:
            process.send("goodbye")

    process, other = await asleep(), await Polite().start(CLOCK)
    process.link(other)
    other.send("go")
    reason = await process.ended()
    assert process.life[2:] == [("terminate", reason)]
