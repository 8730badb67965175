"""Worker processes for what computes: threads share one interpreter, so that one of them slows all others down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_process

T = TypeVar("T")


async def run_in_process(function: Callable[[], T]) -> T:
    """Call a function in a process of the operating system, of which there are as many as processors.

    They are started when they are first needed, wait for some minutes for what comes next, and end with the loop. Where
    the caller is cancelled, the process is killed: unlike a thread it can be stopped.

    Args:
        function: what to call. It is found in the other process by its name, so it belongs at the top of a module; it,
            what it returns and what it raises can be pickled.

    Returns:
        What the function returns.

    Raises:
        Exception: what the function raises.
        anyio.BrokenWorkerProcess: the process has gone before it was done.
    """
    return await anyio.to_process.run_sync(function, cancellable=True)
