"""The watchdog: it names who blocks the loop, breaks the handler off, and gives the worker up."""

from __future__ import annotations

import asyncio
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from liveview.errors import StartError
from liveview.runtime.clock import LoopClock
from liveview.runtime.deadline import Deadline, UnderDeadline
from liveview.runtime.process import Process
from liveview.runtime.stirring import asleep
from liveview.runtime.task_supervisor import TaskSupervisor
from liveview.runtime.usage import ThreadUsage
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
        elif message == "call":
            for _ in range(30):
                sum(range(10_000_000))  # nobody can look on for a fifth of a second
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


@pytest.mark.parametrize("message", ["sleep", "compute", "call"])
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


async def test_one_call_that_nobody_could_look_at_is_over_by_then(caplog: pytest.LogCaptureFixture) -> None:
    """As where the machine was paused: nobody can say who it was, and to break a handler off would free nobody."""

    class Caller(Process):
        async def info(self, message: object) -> None:
            sum(range(40_000_000))  # for longer than any of these
            self.exit("done")

    process = Caller()
    patience = Patience(warn=0.1, interrupt=0.2, give_up=None)
    with watched(patience), caplog.at_level(logging.WARNING, "liveview.runtime"):
        await process.start(LoopClock())
        process.send("go")
        assert await process.ended() == "done"
    assert "has been blocked" not in caplog.text


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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it cannot be told")
async def test_nobody_is_blamed_who_waits_for_the_lock_of_a_thread_that_computes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As beside a `def` that computes in C code: whoever lets go of Python's lock gets it back late."""
    is_over = threading.Event()

    def compute() -> None:
        while not is_over.is_set():
            sum(range(1_000_000))  # which lets nobody on for some 20 ms

    class Innocent(Process):
        async def info(self, message: object) -> None:
            began = time.monotonic()
            while time.monotonic() - began < SOON.interrupt * 2:
                time.sleep(0.00001)  # noqa: ASYNC251 (lets go of the lock)
            self.exit("done")

    thread = threading.Thread(target=compute)
    thread.start()
    process = Innocent()
    try:
        with watched(), caplog.at_level(logging.WARNING, "liveview.runtime"):
            await process.start(LoopClock())
            process.send("go")
            assert await process.ended() == "done"
    finally:
        is_over.set()
        thread.join()
    assert "has been blocked" not in caplog.text


@pytest.mark.parametrize("message", ["sleep", "compute"])
async def test_where_the_system_does_not_keep_count_handlers_are_broken_off_as_well(
    message: str, tmp_path: Path
) -> None:
    watchdog = Watchdog(SOON, lambda: ThreadUsage(tmp_path))
    watchdog.start()
    try:
        assert isinstance(await end_of(message), HandlerOverrun)
    finally:
        watchdog.stop()


async def test_what_waits_for_a_processor_is_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By the system's count, which is written here: the time of the handler is the machine's."""
    times = tmp_path / "schedstat"
    times.write_text("1 0 1")

    class Starved(Process):
        async def info(self, message: object) -> None:
            waited, until = 0, time.monotonic() + SOON.interrupt * 2
            while time.monotonic() < until:
                waited += 10**9  # ahead of the time: this very test may wait for a processor between two writes
                with times.open("r+") as file:  # the same file, which is open
                    file.write(f"1 {waited} 1")
            self.exit("done")

    watchdog = Watchdog(SOON, lambda: ThreadUsage(tmp_path))
    watchdog.start()
    process = Starved()
    try:
        with caplog.at_level(logging.WARNING, "liveview.runtime"):
            await process.start(LoopClock())
            process.send("go")
            assert await process.ended() == "done"
    finally:
        watchdog.stop()
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


async def resting(watchdog: Watchdog) -> None:
    """Until its thread sleeps, with nothing to wait for but what begins, and its longest rest."""
    assert watchdog._thread is not None and watchdog._thread.ident is not None
    while watchdog._wake not in asleep or not rests(watchdog._thread.ident):
        await asyncio.sleep(0)


def rests(thread: int) -> bool:
    frame = sys._current_frames().get(thread)
    return frame is not None and frame.f_code is Watchdog._rest.__code__


@contextmanager
def at_rest(seconds: float, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watchdog]:
    monkeypatch.setattr("liveview.runtime.watchdog.REST", seconds)
    watchdog = Watchdog(SOON)
    watchdog.start()
    try:
        yield watchdog
    finally:
        watchdog.stop()


async def test_a_message_wakes_it_from_its_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    with at_rest(FOR_EVER, monkeypatch) as watchdog:
        process = Blocker()
        await process.start(LoopClock())
        await resting(watchdog)
        process.send("sleep")
        assert isinstance(await process.ended(), HandlerOverrun)


async def test_the_start_of_a_process_wakes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Starting(Process):
        async def init(self) -> None:
            block()

    with at_rest(FOR_EVER, monkeypatch) as watchdog:
        await resting(watchdog)
        with pytest.raises(StartError, match="HandlerOverrun"):
            await Starting().start(LoopClock())


@pytest.mark.parametrize("fails", [False, True])
async def test_a_method_that_goes_on_after_it_has_waited_wakes_it(fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting(Process):
        async def info(self, message: object) -> None:
            await UnderDeadline(self.work(), lambda: Deadline(LoopClock(), FOR_EVER, None, lambda: None, TimeoutError))

        async def work(self) -> None:
            with suppress(ValueError):
                await news
            block()

    news = asyncio.get_running_loop().create_future()
    with at_rest(FOR_EVER, monkeypatch) as watchdog:
        process = Waiting()
        await process.start(LoopClock())
        process.send("go")
        await asyncio.sleep(0)  # it waits
        await resting(watchdog)
        if fails:
            news.set_exception(ValueError())
        else:
            news.set_result(None)
        assert isinstance(await process.ended(), HandlerOverrun)


async def test_the_end_of_a_process_wakes_it(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    class Ending(Process):
        async def terminate(self, reason: object) -> None:
            await news
            block()

    news = asyncio.get_running_loop().create_future()
    with at_rest(FOR_EVER, monkeypatch) as watchdog:
        process = Ending()
        await process.start(LoopClock())
        process.exit()
        await asyncio.sleep(0)  # it waits
        await resting(watchdog)
        news.set_result(None)
        await process.ended()
    assert "terminate failed" in caplog.text and "HandlerOverrun" in caplog.text


async def test_a_supervised_task_that_goes_on_after_it_has_waited_wakes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        await news
        block()

    news = asyncio.get_running_loop().create_future()
    async with TaskSupervisor() as tasks:
        with at_rest(FOR_EVER, monkeypatch) as watchdog:
            task = tasks.async_nolink(work)
            await asyncio.sleep(0)  # it waits
            await resting(watchdog)
            news.set_result(None)
            assert isinstance(await task.ended(), HandlerOverrun)


async def test_what_says_nothing_is_found_out_after_its_rest(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with at_rest(SOON.warn, monkeypatch) as watchdog, caplog.at_level(logging.WARNING, "liveview.runtime"):
        await resting(watchdog)
        block(SOON.interrupt * 2)
        await asyncio.sleep(0)
    assert "the task " in caplog.text


async def test_its_thread_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with at_rest(FOR_EVER, monkeypatch) as watchdog:
        await resting(watchdog)
        thread = watchdog._thread
    assert thread is not None
    thread.join(10)
    assert not thread.is_alive()
    assert watchdog._wake not in asleep


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
