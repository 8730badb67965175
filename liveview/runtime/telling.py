"""What a worker says to others of its people: in order, a little at a time, and without who cannot be told of."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from liveview.runtime.clock import Handle
from liveview.runtime.life import logger
from liveview.runtime.process import Process
from liveview.runtime.wire_size import wire_size

TOPIC = "liveview.presence"
# People in one message, and about how many bytes of them: what others publish waits behind it.
MOST = 200
MOST_BYTES = 64 * 1024
# Between two messages: what carries them has room for some megabytes, which are for what apps publish as well.
PACE_SECONDS = 0.01
# Kinds of news of which one is as good as many.
REPEATED = ("ask", "beat")

# Where, who, and which of them: one who is there several times.
Entry = tuple[str, Any, int]


@dataclass(frozen=True, slots=True)
class News:
    """What a worker says of its people.

    Attributes:
        kind: `"beat"`: it lives. `"change"`: who has come and gone. `"state"`: all who are there. `"more"`: the rest of
            either. `"ask"`: everybody is to say that. `"bye"`: it ends.
        node: which worker.
        clock: how many changes there were so far.
        present: who is there, with what is known of them.
        gone: who is there no more.
        rest: how many messages with more of it follow.
    """

    kind: str
    node: str
    clock: int = 0
    present: list[tuple[str, Any, int, Any]] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)
    rest: int = 0


class Telling:
    """One worker's voice.

    Args:
        process: the tracker.
        untold: called with who cannot be told of: what is known of them cannot be sent.
    """

    def __init__(self, process: Process, untold: Callable[[Entry], object]) -> None:
        self._process = process
        self._untold = untold
        self._waiting: deque[News] = deque()
        self._next: Handle | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something waits to be said. Who has more to say then keeps it together for later."""
        return bool(self._waiting)

    def say(self, news: News) -> None:
        """Say something, after what was to be said before, unless the same is about to be said.

        Args:
            news: what.
        """
        if news.kind in REPEATED and any(other.kind == news.kind for other in self._waiting):
            return
        self._waiting.append(news)
        if self._next is None:
            self._say_next()

    def say_all(self, entries: Iterable[tuple[str, Any, int, Any]], node: str, clock: int) -> None:
        """Say who is there, unless that is to be said anyhow.

        Args:
            entries: who, with what is known of them.
            node: which worker.
            clock: how many changes there were.
        """
        if not any(news.kind == "state" for news in self._waiting):
            groups = list(in_groups(entries))
            for rest, some in zip(reversed(range(len(groups))), groups, strict=True):
                self.say(News("state" if some is groups[0] else "more", node, clock, some, rest=rest))

    def say_last(self, news: News) -> None:
        """Say something at once, and nothing after it.

        Args:
            news: what.
        """
        self.close()
        self._publish(news)

    def close(self) -> None:
        """Nothing is said any more."""
        self._waiting.clear()
        if self._next is not None:
            self._next.cancel()

    def _say_next(self) -> None:
        self._next = None
        if self._waiting:
            self._next = self._process.clock.call_later(PACE_SECONDS, self._say_next)
            self._publish(self._waiting.popleft())

    def _publish(self, news: News) -> None:
        try:
            self._process.publish(TOPIC, news, to_self=False)
        except TypeError as error:
            if len(news.present) + len(news.gone) > 1:
                self._publish_halves(news)
            else:
                self._leave_out(news, error)

    def _publish_halves(self, news: News) -> None:
        """One of them cannot be sent, and nobody knows which: the others are told of all the same."""
        here, gone = len(news.present) // 2, (len(news.gone) + 1) // 2
        self._publish(replace(news, present=news.present[:here], gone=news.gone[:gone], rest=news.rest + 1))
        self._publish(replace(news, kind="more", present=news.present[here:], gone=news.gone[gone:]))

    def _leave_out(self, news: News, error: TypeError) -> None:
        entries: list[Entry] = [(topic, key, number) for topic, key, number, _ in news.present]
        for entry in entries:
            logger.error("other workers are not told of somebody who is here: %s", error)
            self._untold(entry)
        if entries or news.gone:  # what was known of them before counts no more; nobody knows one whose key is no data
            self._publish(replace(news, present=[], gone=entries))


def in_groups(entries: Iterable[Any]) -> Iterator[list[Any]]:
    """What goes into one message, and into the next; one that is empty where there is nothing.

    Args:
        entries: whatever.
    """
    some: list[Any] = []
    size = 0
    for entry in entries:
        more = wire_size(entry, MOST_BYTES)
        if some and (len(some) == MOST or size + more > MOST_BYTES):
            yield some
            some, size = [], 0
        some.append(entry)
        size += more
    yield some
