"""Ending many processes together: it takes as long as the slowest of them, not the sum."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from liveview.runtime.clock import Handle
from liveview.runtime.exits import SHUTDOWN, Reason
from liveview.runtime.life import KILL_SECONDS, SHUTDOWN_SECONDS, Life, patience
from liveview.runtime.options import ShutdownTime


async def stop_all(
    processes: Iterable[Life], reason: Reason = SHUTDOWN, timeout: ShutdownTime = SHUTDOWN_SECONDS
) -> None:
    """End processes that all have the same time for it.

    Args:
        processes: those to stop.
        reason: what each `terminate` is told.
        timeout: as in `Process.stop`.
    """
    await stop_each([(process, timeout) for process in processes], reason)


async def stop_in_turn(processes: Sequence[Life], reason: Reason, at_once: int, pause: float, spread: float) -> None:
    """End many processes, so that whoever takes their places is not besieged in one moment.

    Args:
        processes: those to stop.
        reason: what each `terminate` is told.
        at_once: how many begin to end together.
        pause: seconds between two such groups.
        spread: seconds between the first and the last of them, at most.
    """
    ending: list[asyncio.Task[None]] = []
    groups = [processes[at : at + at_once] for at in range(0, len(processes), at_once)]
    for group in groups:
        ending.append(asyncio.create_task(stop_all(group, reason)))
        await asyncio.sleep(min(pause, spread / len(groups)))
    await asyncio.gather(*ending)


async def stop_each(processes: Iterable[tuple[Life, ShutdownTime]], reason: Reason = SHUTDOWN) -> None:
    """End processes that have their own times for it.

    A caller that is cancelled has asked all of them, and leaves none running: those that are left are cancelled.

    Args:
        processes: those to stop, and how: as `timeout` in `Process.stop`.
        reason: what each `terminate` is told.
    """
    groups: dict[ShutdownTime, list[Life]] = {}
    for process, timeout in processes:
        if timeout == "kill":
            process.kill()
        else:
            process.exit(reason)
        # One that was never started has nothing to end; one that stops itself cannot wait for itself.
        if process._task_ is not None and process.exit_reason is None and not process._is_current_():
            groups.setdefault(timeout, []).append(process)
    if groups:
        await _all_ended(groups)


async def _all_ended(groups: dict[ShutdownTime, list[Life]]) -> None:
    left = sum(map(len, groups.values()))
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ended(_: Reason) -> None:
        nonlocal left
        left -= 1
        if not left and not over.done():
            over.set_result(None)

    for group in groups.values():
        for process in group:
            process.on_exit(ended)
    timers = [timer for timeout, group in groups.items() for timer in _deadlines(timeout, group)]
    try:
        await over
    finally:
        for timer in timers:
            timer.cancel()
        for group in groups.values():
            _cancel(group)


def _deadlines(timeout: ShutdownTime, group: list[Life]) -> list[Handle]:
    """A timer or two for a whole group: ten thousand processes must not cost ten thousand timers."""
    clock = group[0].clock
    if timeout is None:
        return []
    if timeout == "kill":
        return [clock.call_later(KILL_SECONDS, lambda: _leave_behind(group))]
    return [
        clock.call_later(timeout, lambda: _cancel(group)),
        clock.call_later(timeout + patience(timeout), lambda: _leave_behind(group)),
    ]


def _cancel(group: list[Life]) -> None:
    for process in group:
        if process.exit_reason is None:
            process._cancel_()


def _leave_behind(group: list[Life]) -> None:
    for process in group:
        process._leave_behind_()
