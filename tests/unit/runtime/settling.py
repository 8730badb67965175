"""Waiting without sleeping: until nobody has anything to do, and with time that is turned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

from liveview.testing import VirtualClock

T = TypeVar("T")


async def quiet() -> None:
    """Everybody has had their turn, and waits for time, mail, or another one."""
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:
        await asyncio.sleep(0)


async def within(clock: VirtualClock, seconds: float, waiting: Awaitable[T]) -> T:
    """The result of something that waits for time to pass."""
    task = asyncio.ensure_future(waiting)
    await quiet()
    for _ in range(10):  # a tenth at a time: who waits twice starts the second wait at the end of the first
        if not task.done():
            clock.turn(seconds / 10)
            await quiet()
    assert task.done(), f"not done within {seconds} s"
    return await task


def begun(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Something that goes on beside the test."""
    return asyncio.get_running_loop().create_task(work)
