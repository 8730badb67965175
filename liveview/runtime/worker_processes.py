"""Worker processes for what computes: threads share one interpreter, so that one of them slows all others down."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from functools import cache, partial
from typing import TypeVar

import anyio.to_process

T = TypeVar("T")

# Between two looks at whether the server is still there: a killed one must not leave its work behind.
LOOK_EVERY = 1.0


async def run_in_process(function: Callable[[], T]) -> T:
    """Call a function in a process of the operating system, of which there are as many as processors.

    They are started when they are first needed, wait for some minutes for what comes next, and end with the loop, or
    with the process that they work for where that is killed. Where the caller is cancelled, the process is killed:
    unlike a thread it can be stopped.

    Args:
        function: what to call. It is found in the other process by its name, so it belongs at the top of a module; it,
            what it returns and what it raises can be pickled.

    Returns:
        What the function returns.

    Raises:
        Exception: what the function raises.
        anyio.BrokenWorkerProcess: the process has gone before it was done.
    """
    return await anyio.to_process.run_sync(partial(_call, os.getpid(), function), cancellable=True)


def _call(parent: int, function: Callable[[], T]) -> T:
    _end_with(parent)
    return function()


@cache
def _end_with(parent: int) -> None:
    """Nobody else would end what computes for a process that was killed."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os._exit(1)

    threading.Thread(target=look, name="liveview-parent", daemon=True).start()
