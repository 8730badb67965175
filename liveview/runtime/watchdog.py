"""A thread that watches the loop: it names what blocks it, breaks a handler off, and gives the worker up.

All processes of a worker share one loop. A handler that computes, sleeps or reads without awaiting makes everybody
wait; nothing on the loop can notice, so a thread does: it asks the loop whether it is there, and sees how long it takes
to answer. It sleeps while nothing of the app's runs.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from liveview.errors import worded
from liveview.runtime.life import Life
from liveview.runtime.stirring import asleep
from liveview.runtime.usage import ThreadUsage, Usage, kept_busy

logger = logging.getLogger("liveview.runtime")

SIGNAL = getattr(signal, "SIGUSR2", None)  # nobody else's, by convention; Windows has none
GIVEN_UP = 70  # the exit status: an internal error, by sysexits.h
_OURS = str(Path(__file__).resolve().parent.parent) + os.sep
_LIBRARIES = (
    *(sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    "<frozen",
    "<string>",  # what dataclasses and the like have written
)
# Somebody is looking at a line of this very handler.
_DEBUGGERS = ("pdb", "bdb", "pydevd", "debugpy", "_pydevd_bundle")


# How often the thread looks in a time that is too long, while something runs: it is to name somebody within two or
# three of those times. Each look wakes a processor that may have nothing else to do.
LOOKS = 4 / 3
# Seconds until it asks though nobody has said that something begins: what is neither a process nor a request, such as a
# task of the app's own, says nothing.
REST = 1.0


class HandlerOverrun(BaseException):
    """A handler blocked the loop for too long and is broken off. Its process ends.

    It may come between any two lines, as `KeyboardInterrupt` does; what the handler was writing is not to be trusted,
    and so the process is thrown away. No `except Exception` keeps it.

    Attributes:
        seconds: how long that was.
    """

    def __init__(self, seconds: float, what: str = "it blocked the loop for") -> None:
        self.seconds = seconds
        super().__init__(f"{what} {seconds:.1f} s and was broken off")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the loop may be blocked, in seconds.

    Attributes:
        warn: until the log says by whom. People notice a tenth of a second.
        interrupt: until the handler is broken off, and then again each time. All pages of the worker stand still.
        give_up: until the process ends itself, for whoever started it to start another: code that cannot be broken
            off may never end. None for never.
    """

    warn: float = 0.1
    interrupt: float = 1.0
    give_up: float | None = 10.0


@dataclass(slots=True)
class _Question:
    """The loop was asked whether it is there, and what became of it until it answered.

    Attributes:
        at: when, on the monotonic clock.
        usage: what its thread had had of the processors by then.
        missed: the seconds since for which the watchdog itself was late.
        was_passed_over: whether the watchdog woke far too late once, and decided nothing.
        was_named: whether the log has said who blocks the loop.
        interrupted: how long the loop had been blocked when its thread was last interrupted.
    """

    at: float
    usage: Usage | None
    missed: float = 0.0
    was_passed_over: bool = False
    was_named: bool = False
    interrupted: float = 0.0


class Watchdog:
    """Watches the running loop from `start` to `stop`. Of several on one loop, one is at work.

    Where the loop runs in the main thread, handlers of processes are broken off by a signal, which ends Python code
    and what waits for the system (`time.sleep`, a read), and not C code that computes. Elsewhere they are only named.

    Time for which the loop's thread waited for a processor is nobody's fault and does not count.

    Args:
        patience: how long before what.
        usage: reads what the thread that calls it has of the processors.
    """

    def __init__(self, patience: Patience | None = None, usage: Callable[[], ThreadUsage] = ThreadUsage) -> None:
        self._patience = patience or Patience()
        self._reader = usage
        # No `Event`: the signal may come between any two lines, and one within it would leave its lock locked for ever.
        self._news: SimpleQueue[None] = SimpleQueue()
        self._wake = partial(self._news.put, None)
        self._is_over = False
        self._question: _Question | None = None  # the one that the loop has not answered yet
        self._thread: threading.Thread | None = None
        self._before: Any = None
        self._breaks = False

    def start(self) -> None:
        """Begin. Call it on the loop."""
        loop = asyncio.get_running_loop()
        colleagues = _on_duty.setdefault(loop, [])
        colleagues.append(self)
        if colleagues[0] is self:
            self._begin(loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        watched = threading.get_ident()
        self._usage = self._reader()
        self._wake()  # it begins with a question
        self._breaks = watched == threading.main_thread().ident and self._takes_signal()
        self._thread = threading.Thread(target=self._watch, args=(loop, watched), name="liveview-watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End. Call it on the loop; the thread is not waited for."""
        loop = asyncio.get_running_loop()
        colleagues = _on_duty[loop]
        was_at_work = colleagues[0] is self
        colleagues.remove(self)
        if was_at_work:
            self._end()
            if colleagues:
                colleagues[0]._begin(loop)
        if not colleagues:
            del _on_duty[loop]

    def _end(self) -> None:
        self._is_over = True
        asleep.discard(self._wake)
        self._wake()
        if self._breaks and SIGNAL is not None:
            signal.signal(SIGNAL, self._before)
            self._breaks = False

    def _takes_signal(self) -> bool:
        if SIGNAL is None or signal.getsignal(SIGNAL) not in (signal.SIG_DFL, signal.SIG_IGN):
            return False  # the app has its own use for it
        self._before = signal.signal(SIGNAL, self._interrupted)
        return True

    def _answer(self, question: _Question) -> None:
        """The loop is there."""
        if self._question is question:
            self._question = None

    # In the thread.

    def _watch(self, loop: asyncio.AbstractEventLoop, watched: int) -> None:
        interval = self._patience.warn / LOOKS
        while not self._is_over:
            if self._question is None:
                self._rest()
                self._ask(loop)
            slept_at = time.monotonic()
            time.sleep(interval)
            now = time.monotonic()
            self._look(loop, watched, now, now - slept_at - interval)

    def _rest(self) -> None:
        with suppress(Empty):
            self._news.get(timeout=REST)

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        asleep.add(self._wake)  # what begins from here on may do so after the answer: then it is asked again
        if self._is_over:  # it was stopped while this thread rested, and is out of there already
            asleep.discard(self._wake)
            return
        self._question = question = _Question(time.monotonic(), self._usage.read())
        try:
            loop.call_soon_threadsafe(self._answer, question)
        except RuntimeError:  # it is closed
            self._is_over = True

    def _look(self, loop: asyncio.AbstractEventLoop, watched: int, now: float, late: float) -> None:
        question = self._question
        if question is None or self._is_over:  # a loop that has ended answers nothing any more
            return
        seconds = now - question.at
        question.missed += max(0.0, min(late, seconds))
        if seconds < self._patience.warn:
            return
        if late > self._patience.warn and not question.was_passed_over:
            question.was_passed_over = True  # the machine may have been paused: the loop is to have its chance
            return
        blocked = self._blocked(question, now, self._usage.is_ready())
        if blocked < self._patience.warn or (blocked < self._patience.interrupt and _is_nobody(loop, watched)):
            return
        self._act(loop, watched, question, blocked)

    def _act(self, loop: asyncio.AbstractEventLoop, watched: int, question: _Question, blocked: float) -> None:
        if not question.was_named:
            question.was_named = True
            logger.warning("%s", _report(loop, watched, blocked))
        if _is_debugged(watched):
            return
        if blocked - question.interrupted >= self._patience.interrupt:
            question.interrupted = blocked
            self._interrupt(watched)
        if self._patience.give_up is not None and blocked >= self._patience.give_up:
            _give_up(loop, watched, blocked)

    def _interrupt(self, watched: int) -> None:
        if self._breaks and SIGNAL is not None:
            signal.pthread_kill(watched, SIGNAL)

    # In either thread.

    def _blocked(self, question: _Question, now: float, is_ready: bool) -> float:
        """For how long the loop has been blocked by something other than the machine."""
        seconds, usage = now - question.at, self._usage.read()
        return kept_busy(seconds, question.usage, usage, missed=question.missed, is_ready=is_ready)

    # In the loop's thread, between two lines of whatever runs.

    def _interrupted(self, _number: int, frame: FrameType | None) -> None:
        # It has a processor now, so what it has waited for one is complete. It may be more than the thread has seen.
        question = self._question
        if question is None:
            return  # it has answered meanwhile
        blocked = self._blocked(question, time.monotonic(), is_ready=False)
        if blocked >= self._patience.interrupt and any(_is_of_a_process(each) for each in _frames(frame)):
            raise HandlerOverrun(blocked)


# Apps that are mounted into one another share a loop. The first of each list is at work.
_on_duty: dict[asyncio.AbstractEventLoop, list[Watchdog]] = {}


def _is_of_a_process(frame: FrameType) -> bool:
    return frame.f_code is Life._main_.__code__


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """From the innermost one."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_debugged(thread: int) -> bool:
    frames = _frames(sys._current_frames().get(thread))
    return any(frame.f_globals.get("__name__", "").partition(".")[0] in _DEBUGGERS for frame in frames)


def _report(loop: asyncio.AbstractEventLoop, thread: int, blocked: float) -> str:
    """Who blocks the loop, in which of the user's lines, and what to write instead."""
    frames = list(_frames(sys._current_frames().get(thread)))
    place = next((frame for frame in frames if _is_users(frame)), frames[0] if frames else None)
    where = "" if place is None else f" at {place.f_code.co_filename}:{place.f_lineno} in {place.f_code.co_name}"
    return (
        f"the loop has been blocked for {blocked * 1000:.0f} ms by {_culprit(loop)}{where}. Everybody else waits: "
        "write a method that blocks as a plain `def`, so that it runs in a thread, or await what does not block."
    )


def _is_nobody(loop: asyncio.AbstractEventLoop, thread: int) -> bool:
    """Whether nobody could be named: the loop waits, and more likely for the machine than for anything of the app."""
    frames = _frames(sys._current_frames().get(thread))
    return asyncio.current_task(loop) is None and not any(map(_is_users, frames))


def _is_users(frame: FrameType) -> bool:
    filename = frame.f_code.co_filename
    return not filename.startswith((_OURS, *_LIBRARIES))


def _culprit(loop: asyncio.AbstractEventLoop) -> str:
    task = asyncio.current_task(loop)
    process = None if task is None else Life._running_.get(task)
    if process is not None:
        return f"{worded(process)}, {process._doing_()}"
    return "a callback" if task is None else f"the task {task.get_name()}"


def _give_up(loop: asyncio.AbstractEventLoop, thread: int, blocked: float) -> None:
    """End the operating system's process: nothing on the loop can."""
    logger.critical("%s It could not be broken off, and this worker gives itself up.", _report(loop, thread, blocked))
    faulthandler.dump_traceback()
    logging.shutdown()
    os._exit(GIVEN_UP)
