"""What tasks raise that would end the loop: contained where a process has made them, and nowhere else."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any

import pytest

from liveview.runtime.containment import TaskExit, contain_tasks
from liveview.runtime.exits import Reason
from liveview.runtime.process import Process
from tests.unit.runtime.settling import quiet


class Asking(Process):
    """Calls what it is sent, and keeps what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.outcome: object = None

    async def info(self, message: Callable[[], Awaitable[object]]) -> None:
        self.outcome = await message()


async def asked(function: Callable[[], Awaitable[object]]) -> Asking:
    """A process that was asked to call a function, when it is done with that."""
    process = await Asking().start()
    process.send(function)
    await quiet()
    return process


async def reason_of(function: Callable[[], Awaitable[object]]) -> Reason | None:
    return (await asked(function)).exit_reason


@pytest.fixture
def served() -> Iterator[None]:
    """Ctrl-C is a server's, as under uvicorn."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    yield
    signal.signal(signal.SIGINT, before)


async def leave() -> None:
    raise SystemExit(2)


async def interrupt() -> None:
    raise KeyboardInterrupt


async def test_whoever_awaits_a_task_gets_what_says_why() -> None:
    reason = await reason_of(lambda: asyncio.create_task(leave()))
    assert isinstance(reason, TaskExit)
    assert isinstance(reason.__cause__, SystemExit)
    assert str(reason) == "SystemExit was raised in a task, where it would have ended the whole server"


async def test_a_group_of_tasks_ends_with_the_one() -> None:
    async def group() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(leave())
            other = tasks.create_task(asyncio.Event().wait())
        assert other.cancelled()

    reason = await reason_of(group)
    assert isinstance(reason, BaseExceptionGroup)
    assert isinstance(reason.exceptions[0], TaskExit)


async def test_a_cancelled_task_may_leave_no_more_than_any(served: None) -> None:
    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise KeyboardInterrupt

    async def cancels() -> None:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        await task

    assert isinstance(await reason_of(cancels), TaskExit)


async def test_a_later_call_of_the_loop_makes_tasks_of_the_process() -> None:
    made: asyncio.Future[asyncio.Task[None]] = asyncio.get_running_loop().create_future()

    async def later() -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(lambda: made.set_result(loop.create_task(leave())))

    await asked(later)
    with pytest.raises(TaskExit):
        await (await made)


async def test_where_a_server_takes_ctrl_c_code_alone_interrupts(served: None) -> None:
    assert isinstance(await reason_of(lambda: asyncio.create_task(interrupt())), TaskExit)


@pytest.mark.parametrize("handler", ["python's", "the runner's"])
def test_ctrl_c_ends_the_program(handler: str) -> None:
    async def main() -> None:
        if handler == "python's":
            signal.signal(signal.SIGINT, signal.default_int_handler)
        await asked(lambda: asyncio.create_task(interrupt()))

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(main())
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_task_of_nobody_ends_the_program() -> None:
    async def main() -> None:
        async with Asking():
            await asyncio.create_task(leave())

    with pytest.raises(SystemExit):
        asyncio.run(main())


async def test_a_task_looks_as_it_would_elsewhere() -> None:
    async def described() -> str:
        waits = asyncio.Event()

        async def quick_look() -> None:
            await waits.wait()

        task = asyncio.create_task(quick_look(), name="look")
        await asyncio.sleep(0)
        shown = repr(task)
        assert task.get_name() == "look"
        assert task.get_stack()[0].f_code.co_name == "quick_look"
        waits.set()
        await task
        return shown

    def generic(text: str) -> str:
        return text.partition(" wait_for=")[0]

    assert generic(str((await asked(described)).outcome)) == generic(await described())


async def test_a_task_gives_what_it_gives() -> None:
    async def steps() -> str:
        with suppress(ValueError):
            await asyncio.gather(fail(), asyncio.sleep(0))
        return "done"

    async def fail() -> None:
        await asyncio.sleep(0)
        raise ValueError

    assert (await asked(lambda: asyncio.wait_for(steps(), 5))).outcome == "done"


async def test_a_factory_of_the_apps_own_makes_the_tasks() -> None:
    made: list[str] = []

    def factory(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        made.append(coroutine.__name__)
        return asyncio.Task(wrapped(coroutine), loop=loop, **options)

    async def wrapped(coroutine: Coroutine[Any, Any, Any]) -> Any:
        return await coroutine

    loop = asyncio.get_running_loop()
    contain_tasks(loop)
    loop.set_task_factory(factory)  # it is the newest, and the next process that begins finds it
    assert isinstance(await reason_of(lambda: asyncio.create_task(leave())), TaskExit)
    assert made == ["_main_", "leave"]
