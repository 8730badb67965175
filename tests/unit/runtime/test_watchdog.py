"""The watchdog: it names who blocks the loop, breaks the handler off, and gives the worker up."""

from __future__ import annotations

import asyncio
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from liveview.runtime.clock import LoopClock
from liveview.runtime.process import Process
from liveview.runtime.watchdog import GIVEN_UP, SIGNAL, HandlerOverrun, Patience, Watchdog

SOON = Patience(warn=0.04, interrupt=0.2, give_up=None)
FOR_EVER = 60.0  # longer than any test may take


def block(seconds: float = FOR_EVER) -> None:
    time.sleep(seconds)


class Blocker(Process):
    """Does with the loop what it should not."""

    def __init__(self) -> None:
        super().__init__()
        self.swallowed = 0

    async def info(self, message: object) -> None:
        if message == "sleep":
            block()
        elif message == "compute":
            while True:
                pass
        elif message == "swallow":
            try:
                block()
            except BaseException:
                self.swallowed += 1
                block()


@contextmanager
def watched(patience: Patience = SOON) -> Iterator[None]:
    watchdog = Watchdog(patience)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


async def end_of(message: str) -> object:
    process = Blocker()
    await process.start(LoopClock())
    process.send(message)
    return await process.ended()


@pytest.mark.parametrize("message", ["sleep", "compute"])
async def test_a_handler_that_blocks_is_broken_off_and_its_process_ends(message: str) -> None:
    with watched():
        reason = await end_of(message)
    assert isinstance(reason, HandlerOverrun)
    assert reason.seconds >= SOON.interrupt


async def test_a_handler_that_goes_on_is_broken_off_again() -> None:
    process = Blocker()
    with watched():
        await process.start(LoopClock())
        process.send("swallow")
        assert isinstance(await process.ended(), HandlerOverrun)
    assert process.swallowed == 1


async def test_the_log_says_who_where_and_what_to_write(caplog: pytest.LogCaptureFixture) -> None:
    with watched(), caplog.at_level(logging.WARNING, "liveview.runtime"):
        await end_of("sleep")
    said = [record.getMessage() for record in caplog.records if "has been blocked" in record.getMessage()]
    assert len(said) == 1
    assert "Blocker" in said[0]
    assert "with a str" in said[0]
    assert "test_watchdog.py:" in said[0]
    assert "in block" in said[0]
    assert "plain `def`" in said[0]


async def test_what_is_no_process_is_named_and_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    with watched(), caplog.at_level(logging.WARNING, "liveview.runtime"):
        block(SOON.interrupt * 2)
        await asyncio.sleep(0)
    assert "the task " in caplog.text


async def test_nobody_is_blamed_where_nobody_runs(caplog: pytest.LogCaptureFixture) -> None:
    """As on a machine that has too much to do: the loop's thread is in the loop's own code."""
    with watched(Patience(warn=0.04, interrupt=FOR_EVER, give_up=None)), caplog.at_level(logging.WARNING):
        asyncio.get_running_loop().call_soon(time.sleep, 0.2)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert "has been blocked" not in caplog.text


async def test_a_debugger_may_hold_the_loop() -> None:
    """As at a breakpoint: the innermost frames are the debugger's."""
    code = compile("import time\ntime.sleep(seconds)", "pdb.py", "exec")

    class Debugged(Process):
        async def info(self, message: object) -> None:
            exec(code, {"__name__": "pdb", "seconds": SOON.interrupt * 2})
            self.exit("done")

    process = Debugged()
    with watched():
        await process.start(LoopClock())
        process.send("go")
        assert await process.ended() == "done"


async def test_of_two_on_a_loop_one_is_at_work_and_the_other_takes_over(caplog: pytest.LogCaptureFixture) -> None:
    first, second = Watchdog(SOON), Watchdog(SOON)
    first.start()
    second.start()
    try:
        with caplog.at_level(logging.WARNING, "liveview.runtime"):
            assert isinstance(await end_of("sleep"), HandlerOverrun)
    finally:
        first.stop()
    assert caplog.text.count("has been blocked") == 1
    try:
        assert isinstance(await end_of("sleep"), HandlerOverrun)
    finally:
        second.stop()


async def test_a_signal_that_the_app_uses_is_left_to_it() -> None:
    assert SIGNAL is not None
    theirs = signal.signal(SIGNAL, lambda *_: None)
    try:
        mine = signal.getsignal(SIGNAL)
        with watched():
            assert signal.getsignal(SIGNAL) is mine
        assert signal.getsignal(SIGNAL) is mine
    finally:
        signal.signal(SIGNAL, theirs)


async def test_the_signal_is_given_back() -> None:
    assert SIGNAL is not None
    before = signal.getsignal(SIGNAL)
    with watched():
        assert signal.getsignal(SIGNAL) is not before
    assert signal.getsignal(SIGNAL) is before


def test_a_worker_that_cannot_be_freed_ends_itself_and_says_why() -> None:
    script = """
import asyncio, time
from liveview.runtime.clock import LoopClock
from liveview.runtime.process import Process
from liveview.runtime.watchdog import Patience, Watchdog

class Stubborn(Process):
    async def info(self, message):
        while True:
            try:
                time.sleep(60)
            except BaseException:
                pass

async def main():
    Watchdog(Patience(warn=0.04, interrupt=0.1, give_up=0.4)).start()
    process = Stubborn()
    await process.start(LoopClock())
    process.send("go")
    await process.ended()

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == GIVEN_UP
    assert "gives itself up" in done.stderr
    assert "Stubborn" in done.stderr
    assert "Current thread" in done.stderr or "Thread 0x" in done.stderr
