"""What workers tell each other of who is where: each its own people, with signs of life (after Phoenix.Tracker).

A worker counts what it says. Who sees a hole in that, or has missed messages, asks for everything anew; who hears
nothing of a worker for a while takes its people for gone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex
from typing import Any

from liveview.runtime.clock import Handle
from liveview.runtime.life import logger
from liveview.runtime.process import Process
from liveview.runtime.subscription import Gap
from liveview.runtime.telling import TOPIC, Entry, News, Telling, in_groups

# Between two signs of life, and how many may be missing before a worker's people are gone: as Phoenix.Tracker.
BEAT_SECONDS = 1.5
BEATS = 5
# Changes that come together are told together.
NEWS_SECONDS = 0.05

_GONE = object()


@dataclass(slots=True)
class _Node:
    """Another worker. While it tells who is there: who was named so far."""

    clock: int
    heard_at: float
    entries: set[Entry] = field(default_factory=set)
    named: set[Entry] | None = None


class Replication:
    """One worker's side of it.

    Args:
        process: the tracker.
        enter: called with a place, who is there, an owner and what is known of them.
        leave: called where they are there no more.
    """

    def __init__(
        self,
        process: Process,
        enter: Callable[[str, Hashable, object, Any], object],
        leave: Callable[[str, Hashable, object], object],
    ) -> None:
        self.node = token_hex(8)
        self._process = process
        self._telling = Telling(process, self._untold)
        self._enter = enter
        self._leave = leave
        self._clock = 0
        self._numbers = count()
        self._own: dict[Entry, Any] = {}
        self._ids: dict[tuple[str, Any, object], int] = {}
        self._changed: dict[Entry, Any] = {}
        self._others: dict[str, _Node] = {}
        self._news: Handle | None = None
        self._beat: Handle | None = None

    def start(self) -> None:
        """Say that this worker is there, and ask who else is."""
        self._process._pubsub_().listen(self._process, TOPIC, self.hear, kind=News)
        self._telling.say(News("ask", self.node, self._clock))
        self._live()

    def leave(self) -> None:
        """Say that its people are gone."""
        self._telling.say_last(News("bye", self.node))

    def close(self) -> None:
        """Nothing is said any more."""
        self._telling.close()
        for handle in (self._news, self._beat):
            if handle is not None:
                handle.cancel()

    # Of this worker.

    def set(self, topic: str, key: Hashable, owner: object, meta: Any) -> None:
        """Somebody is there, or something else is known of them."""
        identity = (topic, key, owner)
        if identity not in self._ids:
            self._ids[identity] = next(self._numbers)
        entry = (topic, key, self._ids[identity])
        self._own[entry] = meta
        self._tell_soon(entry, meta)

    def unset(self, topic: str, key: Hashable, owner: object) -> None:
        """Somebody is there no more."""
        number = self._ids.pop((topic, key, owner), None)
        if number is not None:
            entry = (topic, key, number)
            self._own.pop(entry, None)
            self._tell_soon(entry, _GONE)

    def _tell_soon(self, entry: Entry, meta: Any) -> None:
        self._changed[entry] = meta
        if self._news is None:
            self._news = self._process.clock.call_later(NEWS_SECONDS, self._tell)

    def _tell(self) -> None:
        self._news = None
        if self._telling.is_busy:  # who comes and goes meanwhile is told of once
            self._news = self._process.clock.call_later(NEWS_SECONDS, self._tell)
            return
        changed, self._changed = self._changed, {}
        for some in in_groups(changed.items()):
            self._clock += 1
            present = [(*entry, meta) for entry, meta in some if meta is not _GONE]
            gone = [entry for entry, meta in some if meta is _GONE]
            self._telling.say(News("change", self.node, self._clock, present, gone))

    def _tell_all(self) -> None:
        self._telling.say_all(((*entry, meta) for entry, meta in self._own.items()), self.node, self._clock)

    def _untold(self, entry: Entry) -> None:
        self._own.pop(entry, None)

    def _live(self) -> None:
        self._telling.say(News("beat", self.node, self._clock))
        now = self._process.clock.now()
        for name, other in list(self._others.items()):
            if now - other.heard_at > BEAT_SECONDS * BEATS:
                logger.info("nothing is heard of another worker: its people are gone")
                self._forget(name)
        self._beat = self._process.clock.call_later(BEAT_SECONDS, self._live)

    # Of others.

    async def hear(self, news: Any) -> None:
        """Another worker says something, or may have said something that is lost."""
        if isinstance(news, Gap):
            self._telling.say(News("ask", self.node, self._clock))
            self._tell_all()
        elif news.node != self.node:
            self._hear(news)

    def _hear(self, news: News) -> None:
        if news.kind == "bye":
            self._forget(news.node)
            return
        if news.kind == "ask":
            self._tell_all()
        known = self._others.get(news.node)
        if news.kind == "state":
            self._take_all(news)
        elif known is None:
            if news.kind != "ask":  # who asks is asked by its first sign of life
                self._telling.say(News("ask", self.node, self._clock))
        elif news.kind == "change" and news.clock == known.clock + 1:
            known.clock = news.clock
            self._take(known, news)
        elif news.kind == "more" and news.clock == known.clock:
            self._take(known, news)
        elif news.clock != known.clock:
            self._telling.say(News("ask", self.node, self._clock))
        if (other := self._others.get(news.node)) is not None:
            other.heard_at = self._process.clock.now()

    def _take_all(self, news: News) -> None:
        node = self._others.setdefault(news.node, _Node(news.clock, self._process.clock.now()))
        node.clock, node.named = news.clock, set()
        self._take(node, news)

    def _take(self, node: _Node, news: News) -> None:
        for topic, key, number, meta in news.present:
            entry = (topic, hashable(key), number)
            node.entries.add(entry)
            if node.named is not None:
                node.named.add(entry)
            self._enter(entry[0], entry[1], (news.node, number), meta)
        gone = [(topic, hashable(key), number) for topic, key, number in news.gone]
        if node.named is not None and not news.rest:
            gone += node.entries - node.named
            node.named = None
        for entry in gone:
            node.entries.discard(entry)
            self._left(news.node, entry)

    def _left(self, node: str, entry: Entry) -> None:
        topic, key, number = entry
        self._leave(topic, key, (node, number))

    def _forget(self, name: str) -> None:
        node = self._others.pop(name, None)
        for entry in () if node is None else node.entries:
            self._left(name, entry)


def hashable(key: Any) -> Any:
    """A key as it was: a tuple comes as a list over a wire."""
    return tuple(map(hashable, key)) if isinstance(key, list) else key
