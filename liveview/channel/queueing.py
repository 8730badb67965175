"""Messages that a unit puts into its own mailbox: one of each is enough."""

from __future__ import annotations

from contextlib import suppress

from liveview.channel.home import Home
from liveview.channel.messages import Emitted, Flush

# What of most pages waits: one for all of them. A set is made for what does, which may be a thousand ticks at once.
NOTHING: frozenset[object] = frozenset()


class Queueing(Home):
    """A unit with mail of its own."""

    __slots__ = ("_queued",)

    _queued: set[object] | frozenset[object]  # those that wait

    def _queue(self, message: object) -> bool:
        """Puts a message of our own into the mailbox, unless it is there already.

        Where the mailbox is full it is left out: a page's join is remembered, every event renders anyway, and
        a tick that finds no room is the very tick that should not be queued.
        """
        if message in self._queued or not self.send(message):
            return False
        self._now_waits(message)
        return True

    def _queue_surely(self, message: object) -> None:
        """The same for what must not be missed, full mailbox or not."""
        if message not in self._queued:
            self._now_waits(message)
            self.mailbox.add(message)

    def _now_waits(self, message: object) -> None:
        if isinstance(self._queued, set):
            self._queued.add(message)
        else:
            self._queued = {message}

    def _taken_out(self, message: object) -> None:
        if isinstance(self._queued, set):
            self._queued.discard(message)
            if not self._queued:
                self._queued = NOTHING

    def flush(self) -> bool:
        """Have it rendered between two messages."""
        return self._queue(Flush())

    # For effects, maybe in another thread.

    def asked(self) -> None:
        """The page was asked for something outside of a handler."""
        self.send_threadsafe(Flush())

    def emitted(self) -> None:
        """Something was emitted outside of a handler."""
        if self._home_ is not None:
            with suppress(RuntimeError):  # the loop is closed, and the page with it
                self._home_.call_soon_threadsafe(self._queue_surely, Emitted())
