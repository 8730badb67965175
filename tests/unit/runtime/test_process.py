"""Processes: their life, their mail, and everything that goes wrong in them."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from liveview.errors import DefinitionError, ProcessError, StartError
from liveview.runtime.clock import LoopClock
from liveview.runtime.exits import Ignore, Reason, Shutdown
from liveview.runtime.handlers import call
from liveview.runtime.linked import Down
from liveview.runtime.process import Process
from liveview.runtime.stopping import stop_all
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet, within

CLOCK = VirtualClock()
# Seconds that a stop waits before it cancels, and again before it gives up.
BRIEFLY = 3.0


class Recorder(Process):
    """Writes down what happens to it. A message that can be called is called."""

    def __init__(self, limit: int = 256) -> None:
        super().__init__(limit)
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

    async def terminate(self, reason: Reason) -> None:
        self.life.append(("terminate", reason))


async def started(limit: int = 256) -> Recorder:
    process = Recorder(limit)
    await process.start(CLOCK)
    return process


async def ended(process: Process) -> Reason:
    """The exit reason, once there is one."""
    end: asyncio.Future[Reason] = asyncio.get_running_loop().create_future()
    process.on_exit(end.set_result)
    return await end


# A life.


async def test_a_life_has_a_beginning_messages_and_an_end() -> None:
    process = await started()
    assert process.life == ["init"]
    assert process.clock is CLOCK
    assert process.exit_reason is None
    assert process.send("a")
    assert process.send("b")
    await process.idle()
    await process.stop()
    assert process.life == ["init", "a", "b", ("terminate", "shutdown")]
    assert process.exit_reason == "shutdown"
    assert not process.send("late")


async def test_start_waits_for_init() -> None:
    gate = asyncio.Event()

    class Slow(Recorder):
        async def init(self) -> None:
            await gate.wait()
            self.life.append("init")

    process = Slow()
    starting = asyncio.create_task(process.start(CLOCK))
    process.send("mail before the end of init")
    await asyncio.sleep(0)
    assert not starting.done()
    gate.set()
    await starting
    await process.idle()
    assert process.life == ["init", "mail before the end of init"]
    await process.stop()


async def test_exit_ends_after_the_current_message_and_before_those_that_wait() -> None:
    process = await started()
    process.send(lambda: process.exit("enough"))
    process.send("never handled")
    assert await ended(process) == "enough"
    assert process.life == ["init", ("terminate", "enough")]


async def test_the_first_reason_counts() -> None:
    process = await started()
    process.exit("first")
    process.exit("second")
    await process.stop("third")
    assert process.exit_reason == "first"


async def test_exit_before_start_ends_it_at_once() -> None:
    process = Recorder()
    process.exit("not needed")
    await process.start(CLOCK)
    assert await ended(process) == "not needed"


async def test_stop_of_what_was_never_started_or_has_ended_is_nothing() -> None:
    await Recorder().stop()
    process = await started()
    await process.stop()
    await process.stop()
    assert process.life == ["init", ("terminate", "shutdown")]


async def test_stop_from_within_a_handler_does_not_wait_for_itself() -> None:
    process = await started()
    process.send(lambda: process.stop("by itself", timeout=1000))
    assert await ended(process) == "by itself"
    assert process.life == ["init", ("terminate", "by itself")]


async def test_exit_while_the_mailbox_is_full() -> None:
    process = await started(limit=2)
    assert process.send("a")
    assert process.send("b")
    assert not process.send("c")
    process.exit("full")
    assert await ended(process) == "full"
    assert process.life == ["init", ("terminate", "full")]


async def test_many_stop_together() -> None:
    gates = [asyncio.Event() for _ in range(50)]
    processes = [await started() for _ in gates]
    for process, gate in zip(processes, gates, strict=True):
        process.send(gate.wait)
        process.send("never")
        await asyncio.sleep(0)
    await within(CLOCK, BRIEFLY + 1, stop_all(processes, timeout=BRIEFLY))
    assert {process.exit_reason for process in processes} == {"shutdown"}


# When init does not succeed.


async def test_what_init_raises_is_raised_by_start() -> None:
    class Broken(Recorder):
        async def init(self) -> None:
            raise ValueError("no")

    process = Broken()
    told: list[Reason] = []
    process.on_exit(told.append)
    with pytest.raises(ValueError, match="no"):
        await process.start(CLOCK)
    assert told == [process.exit_reason]
    assert process.life == []  # it never was: there is nothing to terminate
    assert not process.send("a")


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError(), GeneratorExit()])
async def test_init_cannot_end_its_caller(error: BaseException) -> None:
    class Broken(Recorder):
        async def init(self) -> None:
            raise error

    with pytest.raises(ProcessError, match=type(error).__name__) as caught:
        await Broken().start(CLOCK)
    assert caught.value.__cause__ is error


async def test_a_cancelled_start_ends_the_process() -> None:
    class Slow(Recorder):
        async def init(self) -> None:
            await asyncio.Event().wait()

    process = Slow()
    starting = asyncio.create_task(process.start(CLOCK))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert await ended(process) == "nobody waits for it"


async def test_a_cancelled_start_ends_even_a_process_that_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    class Stubborn(Recorder):
        async def init(self) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.life.append("went on")

    process = Stubborn()
    starting = asyncio.create_task(process.start(CLOCK))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert await ended(process) == "nobody waits for it"
    assert process.life == ["went on", ("terminate", "nobody waits for it")]
    assert caplog.records == []


async def test_a_task_that_is_cancelled_before_its_first_step_leaves_nobody_waiting() -> None:
    process = Recorder()
    told: list[Reason] = []
    process.on_exit(told.append)
    starting = asyncio.create_task(process.start(CLOCK))
    asyncio.get_running_loop().call_soon(lambda: process._task_ and process._task_.cancel())
    with pytest.raises(ProcessError, match="cancelled before it began"):
        await starting
    assert len(told) == 1


# When a handler does not succeed.


async def test_a_failing_handler_ends_the_process_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    process = await started()
    process.send(lambda: 1 // 0)
    reason = await ended(process)
    assert isinstance(reason, ZeroDivisionError)
    assert process.life == ["init", ("terminate", reason)]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "crashed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_a_cancellation_nobody_asked_for_is_a_crash(caplog: pytest.LogCaptureFixture) -> None:
    process = await started()
    inner: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    inner.cancel()

    async def wait_for_it() -> None:
        await inner

    process.send(wait_for_it)
    assert isinstance(await ended(process), asyncio.CancelledError)
    assert "crashed" in caplog.text


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), GeneratorExit()])
async def test_nothing_that_a_handler_raises_stops_the_loop(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise error

    process, other = await started(), await started()
    process.send(fail)
    assert await ended(process) is error
    assert "crashed" in caplog.text
    other.send("alive")
    await other.idle()
    assert other.life == ["init", "alive"]
    await other.stop()


async def test_an_error_is_logged_even_while_the_process_is_being_stopped(caplog: pytest.LogCaptureFixture) -> None:
    gate = asyncio.Event()
    process = await started()

    async def fail_late() -> None:
        await gate.wait()
        raise ValueError("late")

    process.send(fail_late)
    await asyncio.sleep(0)
    stopping = asyncio.create_task(process.stop())
    await asyncio.sleep(0)
    gate.set()
    await stopping
    assert isinstance(process.exit_reason, ValueError)
    assert "late" in caplog.text


async def test_one_whose_handler_waited_for_what_closes_it_says_its_last_word() -> None:
    """Asyncio closes a coroutine for that, as it does when the loop is gone."""

    async def fail() -> None:
        raise GeneratorExit

    async def wait() -> None:
        await asyncio.create_task(fail())

    process = await started()
    process.send(wait)
    reason = await ended(process)
    assert isinstance(reason, GeneratorExit)
    assert process.life == ["init", ("terminate", reason)]


@pytest.mark.parametrize("error", [SystemExit(1), GeneratorExit()])
async def test_what_terminate_raises_is_logged_and_the_end_all_the_same(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Recorder):
        async def terminate(self, reason: Reason) -> None:
            raise error

    process = Broken()
    await process.start(CLOCK)
    await process.stop()
    assert process.exit_reason == "shutdown"
    assert "terminate failed" in caplog.text


# When a handler does not end.


async def test_a_handler_that_takes_too_long_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    process = await started()
    process.send(asyncio.Event().wait)
    await asyncio.sleep(0)
    await within(CLOCK, BRIEFLY + 1, process.stop(timeout=BRIEFLY))
    assert process.exit_reason == "shutdown"
    assert process.life == ["init", ("terminate", "shutdown")]
    assert caplog.records == []  # it was asked for


async def test_a_stop_that_is_cancelled_leaves_nobody_running() -> None:
    process = await started()
    process.send(asyncio.Event().wait)
    stopping = asyncio.create_task(process.stop(timeout=3600))
    await asyncio.sleep(0)
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping
    assert await ended(process) == "shutdown"


async def test_a_stop_of_many_that_is_cancelled_at_once_has_asked_all() -> None:
    processes = [await started() for _ in range(3)]

    async def stop_them() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()  # as by a second signal: the next await raises
        await stop_all(processes, timeout=3600)

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(stop_them())
    assert [await ended(process) for process in processes] == ["shutdown"] * 3


async def test_a_handler_that_swallows_its_cancellation_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    process = await started()
    told: list[Reason] = []
    process.on_exit(told.append)
    gate = asyncio.Event()

    async def ignore() -> None:
        while not gate.is_set():
            try:
                await gate.wait()
            except asyncio.CancelledError:
                process.life.append("ignored")

    process.send(ignore)
    await asyncio.sleep(0)
    await within(CLOCK, 2 * BRIEFLY + 1, process.stop(timeout=BRIEFLY))
    assert "left behind" in caplog.text
    assert process in Process.left_behind
    assert [type(reason) for reason in told] == [ProcessError]
    assert not process.send("late")
    gate.set()
    while process in Process.left_behind:
        await asyncio.sleep(0)
    assert process.life[-2:] == ["ignored", ("terminate", "shutdown")]
    assert len(told) == 1


# Monitors.


async def test_monitors_are_told_once_each_and_late_ones_at_once() -> None:
    process = await started()
    told: list[tuple[str, Reason]] = []
    process.on_exit(lambda reason: told.append(("early", reason)))
    process.on_exit(lambda reason: told.append(("too", reason)))
    await process.stop()
    process.on_exit(lambda reason: told.append(("late", reason)))
    await process.stop()
    assert told == [("early", "shutdown"), ("too", "shutdown"), ("late", "shutdown")]


async def test_a_failing_monitor_keeps_no_other_from_being_told(caplog: pytest.LogCaptureFixture) -> None:
    process = await started()
    told: list[Reason] = []

    def fail(reason: Reason) -> None:
        raise ValueError("monitor")

    process.on_exit(fail)
    process.on_exit(told.append)
    await process.stop()
    assert told == ["shutdown"]
    assert "somebody who waited for its end failed" in caplog.text


# Mail.


async def test_a_process_that_feeds_itself_starves_nobody() -> None:
    greedy, other = await started(), await started()
    turns = 0

    def again() -> None:
        nonlocal turns
        turns += 1
        greedy.send(again)

    greedy.send(again)
    for number in range(100):
        other.send(number)
    await other.idle()
    assert other.life == ["init", *range(100)]
    assert 90 <= turns <= 300  # both had their turns
    await stop_all([greedy, other])


async def test_room_comes_when_a_message_is_taken_and_at_the_end() -> None:
    gate = asyncio.Event()
    process = await started(limit=1)
    process.send(gate.wait)
    await asyncio.sleep(0)
    process.send("fills the mailbox")
    waiting = [asyncio.create_task(process.room()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    gate.set()
    await asyncio.gather(*waiting)
    assert process.send("next")
    waits_for_the_end = asyncio.create_task(process.room())
    process.exit()
    await waits_for_the_end
    await process.stop()
    await process.room()
    await process.idle()


async def test_a_process_is_idle_when_it_waits_for_mail() -> None:
    gate = asyncio.Event()
    process = await started()
    process.send(gate.wait)
    process.send("after")
    idle = asyncio.create_task(process.idle())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not idle.done()
    gate.set()
    await idle
    assert process.life == ["init", "after"]
    await process.stop()


async def test_any_value_is_a_message() -> None:
    process = await started()
    values: list[Any] = [None, 0, "", [], False]
    for value in values:
        process.send(value)
    await process.idle()
    process.send(None)
    await process.idle()
    assert process.life == ["init", *values, None]
    await process.stop()


async def test_threads_may_send() -> None:
    process = await started()
    senders = [threading.Thread(target=process.send_threadsafe, args=(number,)) for number in range(20)]
    for sender in senders:
        sender.start()
    while len(process.life) < 21:
        await asyncio.sleep(0)
    for sender in senders:
        sender.join()
    assert sorted(process.life[1:]) == list(range(20))
    await process.stop()
    process.send_threadsafe("late")
    await asyncio.sleep(0)
    assert "late" not in process.life


def test_threads_may_send_when_the_loop_is_gone() -> None:
    processes: list[Recorder] = []

    async def live() -> None:
        processes.append(await started())
        await processes[0].stop()

    Recorder().send_threadsafe("before the start")
    asyncio.run(live())
    processes[0].send_threadsafe("after the loop")


def test_a_loop_that_ends_ends_its_processes(caplog: pytest.LogCaptureFixture) -> None:
    processes: list[Recorder] = []

    async def forget_to_stop() -> None:
        processes.append(await started())

    asyncio.run(forget_to_stop())
    assert isinstance(processes[0].exit_reason, asyncio.CancelledError)
    assert "crashed" in caplog.text


def test_a_loop_that_is_closed_ends_nobody_with_a_word(caplog: pytest.LogCaptureFixture) -> None:
    async def begin() -> Recorder:
        return await started()

    loop = asyncio.new_event_loop()
    process = loop.run_until_complete(begin())
    loop.close()
    life = process._task_
    assert life is not None
    coroutine: Any = life.get_coro()
    coroutine.close()  # as when it is collected: nothing can be waited for any more
    assert process.life == ["init"]
    assert "crashed" not in caplog.text
    Recorder._running_.pop(life)


async def test_a_process_that_nobody_holds_lives_on() -> None:
    def alive() -> list[asyncio.Task[Any]]:
        return [task for task in asyncio.all_tasks() if task.get_name() == "Recorder"]

    async def begin() -> None:
        process = await started()
        process.send(asyncio.Event().wait)  # which only the handler knows

    await begin()
    await asyncio.sleep(0)
    gc.collect()
    assert len(alive()) == 1
    alive()[0].cancel()
    while alive():
        await asyncio.sleep(0)


# What a class declares, and what it must not.


def test_options_are_inherited_and_checked() -> None:
    class Job(Process, restart="transient", limit=7):
        pass

    class Night(Job, shutdown=None, hibernate_after=60):
        pass

    assert (Night._options_.restart, Night._options_.limit, Night._options_.shutdown) == ("transient", 7, None)
    assert Night().mailbox.limit == 7 and Night(3).mailbox.limit == 3


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"restart": "always"}, "class Wrong: restart='always': it is one of"),
        ({"limit": 0}, "limit=0"),
        ({"limit": True}, "limit=True"),
        ({"when_full": "panic"}, "'refuse' or 'drop_oldest'"),
        ({"hibernate_after": -1}, "hibernate_after=-1"),
        ({"shutdown": float("nan")}, "shutdown=nan"),
        ({"colour": "red"}, "there is no option `colour`; there are restart"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(wrong: Any, text: str) -> None:
    with pytest.raises(DefinitionError, match=text):
        type("Wrong", (Process,), {}, **wrong)


@pytest.mark.parametrize("name", ["send", "exit", "stop", "_handle_", "whereis", "clock"])
def test_a_name_that_is_the_processs_own_is_refused(name: str) -> None:
    with pytest.raises(DefinitionError, match=f"Wrong.{name}: the name `{name}` is every process's own"):
        type("Wrong", (Process,), {name: lambda self: None})


async def test_a_class_of_yours_need_not_call_super_and_keeps_its_underscores() -> None:
    class Mine(Process):
        def __init__(self, value: int) -> None:
            self._task = value
            self._name = self._message = self._parent = self._loop = self._handle = self._end = self._report = "mine"

        @call
        async def value(self) -> int:
            return self._task

    process = await Mine(7).start(CLOCK)
    assert await process.value() == 7 and process.registered_name is None
    await process.stop()


async def test_a_dataclass_that_compares_by_value_is_told_what_to_write() -> None:
    @dataclass
    class Wrong(Process):
        value: int

    with pytest.raises(DefinitionError, match=r"write @dataclass\(eq=False\)"):
        await Wrong(1).start(CLOCK)


async def test_a_dataclass_may_be_a_process() -> None:
    @dataclass(eq=False)
    class Room(Process):
        name: str
        people: list[str] = field(default_factory=list)

        @call
        async def enter(self, person: str) -> list[str]:
            self.people.append(person)
            return self.people

    room = await Room("kitchen").start(CLOCK)
    assert await room.enter("Ada") == ["Ada"] and room.registered_name is None
    await room.stop()


# Starting.


async def test_a_process_lives_once() -> None:
    process = await started()
    with pytest.raises(ProcessError, match="a process lives once"):
        await process.start(CLOCK)
    await process.stop()
    with pytest.raises(ProcessError, match="a process lives once"):
        await process.start(CLOCK)


async def test_a_start_has_its_time(caplog: pytest.LogCaptureFixture) -> None:
    class Slow(Recorder):
        async def init(self) -> None:
            await asyncio.Event().wait()

    process = Slow()
    with pytest.raises(StartError, match="init did not end within 2 s"):
        await within(CLOCK, 3, process.start(CLOCK, timeout=2))
    assert await process.ended() == "killed" and process.life == []


async def test_an_init_that_cannot_be_ended_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    gate = asyncio.Event()

    class Stubborn(Recorder):
        async def init(self) -> None:
            while not gate.is_set():
                with suppress(asyncio.CancelledError):
                    await gate.wait()

    process = Stubborn()
    with pytest.raises(StartError):
        await within(CLOCK, 3, process.start(CLOCK, timeout=2))
    CLOCK.turn(1)
    assert process in Process.left_behind
    gate.set()
    await quiet()
    assert process not in Process.left_behind and process.life == []


async def test_a_process_that_is_not_needed_has_ended_normally() -> None:
    class Unneeded(Recorder):
        async def init(self) -> None:
            raise Ignore("no such device")

    process = Unneeded()
    with pytest.raises(Ignore, match="no such device"):
        await process.start(CLOCK)
    assert process.exit_reason == "normal" and process.life == []


async def test_who_is_started_by_a_process_has_its_clock_and_names() -> None:
    outer, inner = Recorder(), Process(name="inner")
    await outer.start(CLOCK)
    outer.send(inner.start)
    await quiet()
    assert inner.clock is CLOCK and outer.whereis("inner") is inner
    await stop_all([outer, inner])


async def test_a_process_is_a_context() -> None:
    async with Recorder() as process:
        assert process.life == ["init"] and isinstance(process.clock, LoopClock)
    assert process.exit_reason == "shutdown"


async def test_the_current_process_is_the_one_whose_handler_runs() -> None:
    found: list[Process | None] = []
    process = await started()
    process.send(lambda: found.append(Process.current()))
    await process.idle()
    assert found == [process] and Process.current() is None
    assert await asyncio.to_thread(Process.current) is None
    await process.stop()


# Ending.


async def test_who_is_killed_has_no_last_word() -> None:
    process = await started()
    process.send(asyncio.Event().wait)
    await quiet()
    process.kill()
    assert await process.ended() == "killed" and process.life == ["init"]
    process.kill()


async def test_a_kill_comes_before_an_end_that_was_asked_for() -> None:
    process = await started()
    process.send(asyncio.Event().wait)
    await quiet()
    process.exit("in time")
    await quiet()
    await process.stop(timeout="kill")
    assert process.exit_reason == "killed"


async def test_a_stop_takes_what_the_class_says() -> None:
    class Patient(Recorder, shutdown=60):
        pass

    process = await Patient().start(CLOCK)
    process.send(asyncio.Event().wait)
    stopping = asyncio.create_task(process.stop())
    await quiet()
    CLOCK.turn(59)
    await quiet()
    assert not stopping.done()
    CLOCK.turn(1)
    await stopping
    assert process.exit_reason == "shutdown"


async def test_a_shutdown_that_is_raised_is_a_planned_end(caplog: pytest.LogCaptureFixture) -> None:
    def close() -> None:
        raise Shutdown("closing time")

    process = await started()
    process.send(close)
    reason = await process.ended()
    assert isinstance(reason, Shutdown) and reason.detail == "closing time"
    assert process.life[-1] == ("terminate", reason) and caplog.records == []


async def test_terminate_may_use_timeouts_of_its_own_after_a_cancellation() -> None:
    class Closing(Recorder):
        async def terminate(self, reason: Reason) -> None:
            async with asyncio.timeout(10), asyncio.TaskGroup() as group:
                group.create_task(asyncio.sleep(0))
            self.life.append("closed")

    process = await Closing().start(CLOCK)
    process.send(asyncio.Event().wait)
    await quiet()
    await within(CLOCK, BRIEFLY + 1, process.stop(timeout=BRIEFLY))
    assert process.life == ["init", "closed"]


async def test_who_is_ending_after_a_crash_is_not_disturbed_by_signals(caplog: pytest.LogCaptureFixture) -> None:
    gate = asyncio.Event()

    class Closing(Recorder):
        async def terminate(self, reason: Reason) -> None:
            await gate.wait()
            self.life.append("closed")

    process, linked = await Closing().start(CLOCK), await started()
    process.link(linked)
    process.send(lambda: 1 // 0)
    await quiet()
    linked.exit("gone")
    process.exit("too late")
    await quiet()
    gate.set()
    assert isinstance(await process.ended(), ZeroDivisionError) and process.life == ["init", "closed"]
    assert "terminate failed" not in caplog.text


# What a process has for itself.


async def test_what_continues_comes_before_all_mail_in_its_order() -> None:
    class Loading(Recorder):
        async def init(self) -> None:
            self.continue_with(self.load, 1)
            self.continue_with(self.load, 2)

        async def load(self, part: int) -> None:
            self.life.append(f"part {part}")
            if part == 2:
                self.continue_with(self.load, 3)

    process = Loading()
    process.send("mail")
    await process.start(CLOCK)
    await process.idle()
    assert process.life == ["part 1", "part 2", "part 3", "mail"]
    await process.stop()


async def test_timers_end_with_their_process() -> None:
    clock = VirtualClock()
    clock.settling.append(quiet)
    process = await Recorder().start(clock)
    process.send_after(1, "once")
    process.send_every(2, "again")
    stopped = process.send_after(3, "never")
    process.cancel_timer(stopped)
    await clock.advance(4)
    await process.idle()
    assert process.life == ["init", "once", "again", "again"]
    await process.stop()
    assert clock._next() is None
    Recorder().cancel_timer(1)


async def test_a_tick_that_still_waits_is_not_sent_again() -> None:
    gate = asyncio.Event()
    process = await started()
    process.send_every(1, "tick")
    process.send(gate.wait)
    await quiet()
    for _ in range(10):
        CLOCK.turn(1)
    assert len(process.mailbox) == 1
    gate.set()
    await process.idle()
    CLOCK.turn(1)
    await process.idle()
    assert process.life == ["init", "tick", "tick"]
    await process.stop()


async def test_mail_that_nobody_handles_is_said_without_what_it_is(caplog: pytest.LogCaptureFixture) -> None:
    process = await Process(name="quiet").start(CLOCK)
    process.send({"password": "hunter2"})
    await process.idle()
    assert "<Process 'quiet' at" in caplog.text and "has no `info`" in caplog.text
    assert "hunter2" not in caplog.text
    await process.stop()


async def test_a_full_mailbox_is_said_once_until_it_has_room(caplog: pytest.LogCaptureFixture) -> None:
    gate = asyncio.Event()
    process = await started(limit=1)
    for _ in range(2):
        gate.clear()
        process.send(gate.wait)
        await quiet()
        assert [process.send(number) for number in range(3)] == [True, False, False]
        gate.set()
        await quiet()
    assert caplog.text.count("is full: 1 messages wait") == 2
    await process.stop()


async def test_the_oldest_mail_may_be_dropped_but_never_a_signal() -> None:
    class Newest(Recorder, limit=2, when_full="drop_oldest"):
        pass

    gate = asyncio.Event()
    process = await Newest(limit=2).start(CLOCK)
    process.send(gate.wait)
    await quiet()
    ref = process.monitor("nobody")
    assert all(process.send(number) for number in range(5))
    gate.set()
    await quiet()
    assert process.life == ["init", Down(ref, None, "noproc"), 4]
    await process.stop()
