"""Looks at steps on the loop that should be short: how long each took, and where one was when it had become long.

The loop cannot look at what it is doing itself, so a thread does. It sleeps while there are no steps that may be long,
and keeps none waiting: one that is short costs two looks at the clock.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Generic, NamedTuple, TypeVar

logger = logging.getLogger("liveview.runtime")

T = TypeVar("T")

# Looks without a step until the thread sleeps: it is woken by the next one, which costs that a little.
RESTLESS = 10
# The part of what is long for which it is known well enough how much the thread has computed: to ask the system at each
# step takes longer than most steps.
STALE = 4


class Step(NamedTuple, Generic[T]):
    """A step that was long.

    Attributes:
        seconds: how long.
        computed: the seconds of these in which it had a processor. On a machine that has other things to do a step
            may be long and not at fault.
        seen: what was noted of where it was, if it was looked at.
    """

    seconds: float
    computed: float
    seen: T | None


class Lookout(Generic[T]):
    """Watches the steps of one thread, one at a time.

    Args:
        after: seconds after which a step is long.
        look: what to note of where it is then; gets the innermost frame, and must not keep it.
    """

    def __init__(self, after: float, look: Callable[[FrameType], T]) -> None:
        self._after = after
        self._look = look
        self._began: float | None = None
        self._computed = 0.0  # by the thread, when the step began or a little before
        self._computed_at = float("-inf")
        self._seen: tuple[float, T | None] | None = None  # when the step that was looked at began, and what was seen
        self._watched = 0
        self._wake = threading.Event()
        self._is_over = False
        self._thread: threading.Thread | None = None

    def begin(self, *, is_watched: bool = True) -> None:
        """A step begins.

        Args:
            is_watched: whether it may well be a long one. Where it is one all the same, it is told without a look.
        """
        if is_watched and not self._wake.is_set():
            self._rouse()
        began = time.monotonic()
        if began - self._computed_at > self._after / STALE:
            self._computed, self._computed_at = time.thread_time(), began
        self._began = began

    def end(self) -> Step[T] | None:
        """The step is over.

        Returns:
            None where it was short.
        """
        began, self._began = self._began, None
        taken = time.monotonic() - (began or 0.0)
        if began is None or taken < self._after:
            return None
        seen = self._seen
        has_seen = seen is not None and seen[0] == began
        return Step(taken, time.thread_time() - self._computed, seen[1] if seen is not None and has_seen else None)

    def close(self) -> None:
        """Look no more."""
        self._is_over = True
        self._wake.set()

    def _rouse(self) -> None:
        if self._thread is None:
            self._watched = threading.get_ident()
            self._thread = threading.Thread(target=self._watch, name="liveview-lookout", daemon=True)
            self._thread.start()
        self._wake.set()

    # In the thread.

    def _watch(self) -> None:
        while not self._is_over:
            self._wake.wait()
            idle = 0
            while idle < RESTLESS and not self._is_over:
                time.sleep(self._after / 2)
                idle = 0 if self._looks() else idle + 1
            if not self._is_over:
                self._wake.clear()

    def _looks(self) -> bool:
        """Whether there is a step."""
        began = self._began
        if began is None:
            return False
        has_seen = self._seen is not None and self._seen[0] == began
        if not has_seen and time.monotonic() - began >= self._after:
            frame = sys._current_frames().get(self._watched)
            if frame is not None and self._began == began:
                self._seen = began, self._note(frame)
        return True

    def _note(self, frame: FrameType) -> T | None:
        try:
            return self._look(frame)
        except Exception as error:  # who looks at others' mistakes does not end by one of its own
            logger.warning("a step that takes long could not be looked at", exc_info=error)
            return None
