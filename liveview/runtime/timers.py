"""Messages that a process gets later, once or again and again."""

from __future__ import annotations

import math
from collections.abc import Callable

from liveview.runtime.clock import Clock, Handle

# By how much of its interval a message may come later than it is due, and by how many seconds at most. So those of many
# processes come together: the processor is woken once for all of them, and knows the code after the first. Nobody sees
# a fortieth of a second.
LATE, LATEST = 1 / 20, 1 / 40
# Seconds: no loop is called again sooner, and smaller numbers divide others into infinity.
SHORTEST = 1e-6


class Timers:
    """The timers of one process.

    Args:
        clock: where time comes from.
        send: puts a message into the process's mailbox; False where it does not take it.
    """

    __slots__ = ("_clock", "_handles", "_last", "_send")

    def __init__(self, clock: Clock, send: Callable[[object], bool]) -> None:
        self._clock = clock
        self._send = send
        self._handles: dict[int, Handle] = {}
        self._last = 0

    def send_after(self, seconds: float, message: object) -> int:
        """Send a message once. Returns a number for `cancel`."""
        ref = self._next()
        self._handles[ref] = self._clock.call_later(seconds, lambda: self._fire(ref, message))
        return ref

    def send_every(self, seconds: float, message: object) -> int:
        """Send a message every so many seconds, counted from now, or a little later: together with others.

        Late calls do not shift the later ones, and after a long stop there is one tick, not one for each missed.
        `send` decides what becomes of a tick that finds an earlier one still waiting.

        Args:
            seconds: the time between two messages; more than none, and some time or other.
            message: what is sent.

        Returns:
            A number for `cancel`.

        Raises:
            ValueError: for an interval that is none.
        """
        if seconds == math.inf:
            raise ValueError("a timer every inf s would never send anything: leave it out, or `cancel` it")
        if not seconds >= SHORTEST:
            raise ValueError(f"a timer every {seconds!r} s would never let anything else happen")
        ref = self._next()
        self._schedule(ref, self._clock.now() + seconds, seconds, message)
        return ref

    def cancel(self, ref: int) -> None:
        """Stop a timer. Harmless for one that is over."""
        handle = self._handles.pop(ref, None)
        if handle is not None:
            handle.cancel()

    def cancel_all(self) -> None:
        """Stop every timer."""
        for ref in list(self._handles):
            self.cancel(ref)

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _fire(self, ref: int, message: object) -> None:
        self._handles.pop(ref, None)
        self._send(message)

    def _schedule(self, ref: int, at: float, seconds: float, message: object) -> None:
        due = self._clock.together(at, min(seconds * LATE, LATEST))
        delay = max(0.0, due - self._clock.now())
        self._handles[ref] = self._clock.call_later(delay, lambda: self._tick(ref, at, seconds, message))

    def _tick(self, ref: int, at: float, seconds: float, message: object) -> None:
        missed = max(0, int((self._clock.now() - at) / seconds))
        self._schedule(ref, at + (missed + 1) * seconds, seconds, message)
        self._send(message)  # last, so that a `cancel` from there ends it
