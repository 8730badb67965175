"""Calls and casts: what others may ask of a process, and what they meet when they do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from liveview.errors import (
    CallTimeoutError,
    DefinitionError,
    MailboxFullError,
    NoProcessError,
    ProcessError,
    ProcessExitError,
)
from liveview.runtime.exits import NoReply, Shutdown
from liveview.runtime.handlers import Caller, CallHandler, CastHandler, call, cast
from liveview.runtime.process import Process
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import begun, quiet, within


class Empty(Exception):
    pass


class Stack(Process):
    def __init__(self, *items: int, limit: int | None = None) -> None:
        super().__init__(limit)
        self.items = list(items)
        self.waiting: list[Caller] = []
        self.gate = asyncio.Event()
        self.seen: list[Any] = []

    @call(raises=Empty)
    async def pop(self) -> int:
        """Take the newest."""
        if not self.items:
            raise Empty("nothing there")
        return self.items.pop()

    @call
    async def take(self) -> int:
        if self.items:
            return self.items.pop()
        self.waiting.append(self.caller)
        raise NoReply

    @cast
    async def push(self, item: int, *, times: int = 1) -> None:
        self.items += [item] * times
        while self.waiting and self.items:
            self.waiting.pop(0).reply(self.items.pop())

    @call
    async def hang(self) -> None:
        await self.gate.wait()

    @call
    async def crash(self) -> None:
        raise ValueError("boom")

    @call
    async def shut(self) -> None:
        raise Shutdown("closing time")

    @call
    async def who_calls(self) -> Process | None:
        caller: Caller = self.caller
        return caller.process

    @call(timeout=None)
    async def patient(self) -> str:
        await self.gate.wait()
        return "at last"

    @call
    async def call_itself(self) -> int:
        return await self.pop()

    @cast
    async def tick(self) -> None:
        self.seen.append("tick")

    async def info(self, message: Any) -> None:
        self.seen.append(message)
        if isinstance(message, Stack):
            self.seen.append(await message.who_calls())


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest_asyncio.fixture
async def stack(clock: VirtualClock) -> AsyncIterator[Stack]:
    process = Stack(1, 2, 3)
    await process.start(clock)
    yield process
    process.kill()
    await quiet()


async def test_a_call_gives_what_the_method_returns_and_a_cast_does_not_wait(stack: Stack) -> None:
    assert await stack.pop() == 3
    assert stack.push(7, times=2)
    assert stack.items == [1, 2]  # its turn has not come
    assert await stack.pop() == 7
    assert stack.items == [1, 2, 7]


async def test_calls_and_casts_are_handled_in_the_order_in_which_they_were_sent(stack: Stack) -> None:
    stack.push(4)
    first, second = begun(stack.pop()), begun(stack.pop())
    await asyncio.sleep(0)
    stack.push(5)
    assert [await first, await second, await stack.pop()] == [4, 3, 5]


async def test_an_exception_that_is_declared_is_an_answer_and_the_process_goes_on(stack: Stack) -> None:
    for _ in range(3):
        await stack.pop()
    with pytest.raises(Empty, match="nothing there"):
        await stack.pop()
    assert stack.exit_reason is None


async def test_any_other_exception_ends_the_process_and_its_caller_is_told(stack: Stack) -> None:
    with pytest.raises(ProcessExitError, match="boom") as caught:
        await stack.crash()
    assert caught.value.process is stack
    assert isinstance(caught.value.reason, ValueError) and caught.value.__cause__ is caught.value.reason
    assert stack.exit_reason is caught.value.reason


async def test_all_who_wait_are_told_at_once_when_the_process_ends(stack: Stack) -> None:
    calls = [begun(stack.hang()), begun(stack.pop()), begun(stack.pop())]
    await quiet()
    stack.kill()
    await quiet()
    for waiting in calls:
        with pytest.raises(ProcessExitError, match="killed"):
            await waiting


async def test_a_planned_end_within_a_call_tells_its_caller_too(stack: Stack, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ProcessExitError, match="closing time"):
        await stack.shut()
    assert isinstance(stack.exit_reason, Shutdown) and caplog.records == []


async def test_a_call_to_one_who_has_ended_fails_at_once_and_says_where_to_look(stack: Stack) -> None:
    await stack.stop()
    with pytest.raises(NoProcessError, match="look it up") as caught:
        await stack.pop()
    assert caught.value.target is stack and caught.value.reason == "shutdown"
    assert not stack.push(1)


async def test_a_call_to_one_who_was_not_started_says_so() -> None:
    with pytest.raises(NoProcessError, match="not started"):
        await Stack().pop()


async def test_a_call_to_itself_is_refused_and_not_waited_for(stack: Stack) -> None:
    with pytest.raises(ProcessExitError) as caught:
        await stack.call_itself()
    assert type(caught.value.reason) is ProcessError and "calls its own `pop`" in str(caught.value.reason)


async def test_a_call_waits_for_five_seconds(stack: Stack, clock: VirtualClock) -> None:
    waiting = begun(stack.hang())
    await quiet()
    clock.turn(4.9)
    await quiet()
    assert not waiting.done()
    clock.turn(0.2)
    with pytest.raises(CallTimeoutError, match=r"did not answer `hang` within 5 s") as caught:
        await waiting
    assert isinstance(caught.value, TimeoutError)
    assert (caught.value.process, caught.value.call, caught.value.seconds) == (stack, "hang", 5.0)
    assert stack.exit_reason is None


async def test_one_call_can_have_its_own_time(stack: Stack, clock: VirtualClock) -> None:
    with pytest.raises(CallTimeoutError, match=r"within 0\.5 s"):
        await within(clock, 1, stack.hang.within(0.5)())


async def test_a_call_without_a_limit_waits_on(stack: Stack, clock: VirtualClock) -> None:
    waiting = begun(stack.patient())
    await quiet()
    clock.turn(1_000_000)
    await quiet()
    stack.gate.set()
    assert await waiting == "at last"


async def test_a_late_answer_is_dropped(stack: Stack, clock: VirtualClock) -> None:
    with pytest.raises(CallTimeoutError):
        await within(clock, 6, stack.hang())
    stack.gate.set()
    assert await stack.pop() == 3
    assert stack.exit_reason is None


async def test_a_caller_who_is_cancelled_leaves_nothing_behind(stack: Stack) -> None:
    waiting = begun(stack.hang())
    await quiet()
    waiting.cancel()
    await quiet()
    stack.gate.set()
    assert await stack.pop() == 3
    assert not stack._on_exit_


async def test_an_answer_may_come_later(clock: VirtualClock) -> None:
    stack = await Stack().start(clock)
    first, second = begun(stack.take()), begun(stack.take())
    await quiet()
    assert [caller.is_waiting for caller in stack.waiting] == [True, True]
    stack.push(1)
    stack.push(2)
    assert [await first, await second] == [1, 2]
    third = begun(stack.take())
    await quiet()
    stack.waiting[0].fail(Empty("closed"))
    stack.waiting[0].reply("too late")
    with pytest.raises(Empty, match="closed"):
        await third
    await stack.stop()


async def test_who_was_promised_an_answer_is_told_of_the_end(clock: VirtualClock) -> None:
    stack = await Stack().start(clock)
    waiting = begun(stack.take())
    await quiet()
    await stack.stop()
    with pytest.raises(ProcessExitError, match="shutdown"):
        await waiting


async def test_a_call_that_finds_no_room_fails_at_once(clock: VirtualClock, caplog: pytest.LogCaptureFixture) -> None:
    stack = await Stack(limit=2).start(clock)
    hanging = begun(stack.hang())
    await quiet()
    assert stack.push(1) and stack.push(2)
    assert not stack.push(3)
    with pytest.raises(MailboxFullError, match="2 messages") as caught:
        await stack.pop()
    assert caught.value.limit == 2
    assert caplog.text.count("is full") == 1  # once, until it has room
    stack.gate.set()
    await hanging
    assert await stack.pop() == 2
    await stack.stop()


async def test_a_call_that_makes_room_for_newer_mail_fails(clock: VirtualClock) -> None:
    class Newest(Stack, limit=2, when_full="drop_oldest"):
        pass

    stack = await Newest().start(clock)
    hanging = begun(stack.hang())
    await quiet()
    lost = begun(stack.pop())
    await quiet()
    assert stack.push(1) and stack.push(2)
    with pytest.raises(MailboxFullError):
        await lost
    stack.gate.set()
    await hanging
    await quiet()
    assert stack.items == [1, 2]
    await stack.stop()


async def test_a_handler_knows_which_process_calls(stack: Stack, clock: VirtualClock) -> None:
    assert await stack.who_calls() is None
    other = await Stack().start(clock)
    other.send(stack)
    await quiet()
    assert other.seen == [stack, other]
    await other.stop()


async def test_a_cast_can_be_a_timers_message(stack: Stack, clock: VirtualClock) -> None:
    stack.send_after(1, stack.tick)
    await within(clock, 1.1, asyncio.sleep(0))
    clock.turn(1)
    await quiet()
    assert stack.seen == ["tick"]


async def test_threads_may_call_and_cast(stack: Stack) -> None:
    def work() -> int:
        stack.push(7)
        stack.push(8)
        return stack.pop.from_thread()

    assert await asyncio.to_thread(work) == 8
    assert stack.items == [1, 2, 3, 7]


async def test_a_call_from_a_thread_fails_as_any_other_does(stack: Stack) -> None:
    with pytest.raises(ProcessExitError, match="boom"):
        await asyncio.to_thread(stack.crash.from_thread)
    with pytest.raises(NoProcessError):
        await asyncio.to_thread(stack.crash.from_thread)


async def test_the_loop_does_not_wait_as_a_thread_does(stack: Stack) -> None:
    with pytest.raises(ProcessError, match=r"write `await ….pop\(…\)` there"):
        stack.pop.from_thread()


def test_a_handler_is_an_async_def() -> None:
    with pytest.raises(DefinitionError, match=r"@call: .*plain is no `async def`"):

        class Wrong(Process):
            @call  # type: ignore[arg-type]
            def plain(self) -> int:
                return 1


def test_on_the_class_a_handler_is_what_was_written() -> None:
    assert isinstance(Stack.pop, CallHandler) and isinstance(Stack.push, CastHandler)
    assert Stack.pop.__doc__ == "Take the newest." and Stack.pop.__name__ == "pop"
