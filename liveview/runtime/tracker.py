"""Presence: who is where, for as long as their processes live (Phoenix.Presence).

The people of other workers are told by those (`replication`). Changes are told together, at most ten times a second for
each topic, so that a crowd that comes at once is one piece of news for everybody who watches.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

from liveview.errors import NoProcessError, PresenceTooLargeError
from liveview.runtime.clock import Handle
from liveview.runtime.exits import Reason
from liveview.runtime.linked import Linked
from liveview.runtime.process import Process
from liveview.runtime.publishing import PUBSUB
from liveview.runtime.replication import Replication
from liveview.runtime.wire_size import wire_size

# The name of a tree's tracker, and what stands before a topic where its changes are published.
TRACKER = "liveview.tracker"
CHANGES = "presence:"
# Between two pieces of news of one topic: quick for people, and few for a page that shows a crowd.
NEWS_SECONDS = 0.1
# Bytes of a topic, a key and a meta: all workers have those of all, and a page that looks may be sent all of a topic.
MOST_BYTES = 8 * 1024

Metas: TypeAlias = Mapping[Any, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class PresenceDiff:
    """What has changed since the last one: published to `presence:` and the topic.

    A key that stays with other metas is in both, with the old ones and the new ones.

    Attributes:
        topic: where.
        joins: the metas that have come, by key.
        leaves: the metas that have gone, by key.
    """

    topic: str
    joins: Metas
    leaves: Metas


@dataclass(slots=True, eq=False)
class _Place:
    """One topic. By key and owner: the meta, and that of the last news."""

    now: dict[Any, dict[object, Any]] = field(default_factory=dict)
    told: dict[Any, dict[object, Any]] = field(default_factory=dict)  # only those that have changed since
    shown: Metas | None = None
    news: Handle | None = None
    is_quiet: bool = True  # whether nothing was told within the last moment


_NOBODY = object()


class Tracker(Process):
    """A process of the tree that knows who is where: it comes after the PubSub, which carries its news."""

    def __init__(self) -> None:
        super().__init__(name=TRACKER)
        self._places: dict[str, _Place] = {}
        self._others: Replication | None = None
        self._tracked: dict[Linked, dict[tuple[str, Any, object], None]] = {}

    async def init(self) -> None:
        """Hears of the people of other workers, where there are any."""
        if self._names_.get(PUBSUB) is not None and self._pubsub_().has_others:
            self._others = Replication(self, self._set, self._unset)
            self._others.start()

    async def terminate(self, reason: Reason) -> None:
        """Tells other workers that its people are gone."""
        if self._others is not None:
            self._others.leave()

    def track(self, process: Process, topic: str, key: Hashable, meta: Any = None, *, owner: object = None) -> None:
        """Say that somebody is somewhere, until a process ends. Said again, it changes what is known of them there.

        Args:
            process: for as long as whose life.
            topic: where.
            key: who: a user's id. One who is there several times, as with two tabs, has several metas.
            meta: what is known of them there; a value that nobody changes any more.
            owner: who says so, if not the process itself.

        Raises:
            NoProcessError: the process has ended.
            PresenceTooLargeError: topic, key and meta have too many bytes.
        """
        check_size(topic, key, meta)
        if process.exit_reason is not None:
            raise NoProcessError(f"{process} has ended and is nowhere", target=process, reason=process.exit_reason)
        owner = process if owner is None else owner
        if process not in self._tracked:
            self._tracked[process] = {}
            process.on_exit(partial(self._forget, process))
        self._tracked[process][topic, key, owner] = None
        self._set(topic, key, owner, meta)
        if self._others is not None:
            self._others.set(topic, key, owner, meta)

    def untrack(self, process: Process, topic: str, key: Hashable, *, owner: object = None) -> None:
        """Say that somebody is there no more. Harmless where they are not.

        Args:
            process: as for `track`.
            topic: where.
            key: who.
            owner: as for `track`.
        """
        owner = process if owner is None else owner
        if (topic, key, owner) in self._tracked.get(process, {}):
            del self._tracked[process][topic, key, owner]
            self._gone(topic, key, owner)

    def list(self, topic: str) -> Metas:
        """Who is there: the metas of each key, in the order in which they came.

        Args:
            topic: where.

        Returns:
            A mapping that does not change; the same one until somebody comes or goes.
        """
        place = self._places.get(topic)
        if place is None:
            return MappingProxyType({})
        if place.shown is None:
            place.shown = MappingProxyType({key: tuple(metas.values()) for key, metas in place.now.items()})
        return place.shown

    def _forget(self, process: Linked, _: Reason) -> None:
        for topic, key, owner in self._tracked.pop(process, ()):
            self._gone(topic, key, owner)

    def _gone(self, topic: str, key: Any, owner: object) -> None:
        self._unset(topic, key, owner)
        if self._others is not None:
            self._others.unset(topic, key, owner)

    def _unset(self, topic: str, key: Any, owner: object) -> None:
        self._set(topic, key, owner, _NOBODY)

    def _set(self, topic: str, key: Any, owner: object, meta: Any) -> None:
        if self.exit_reason is not None:
            return
        place = self._places.setdefault(topic, _Place())
        metas = place.now.get(key, {})
        before = metas.get(owner, _NOBODY)
        if before is meta or (before is not _NOBODY and meta is not _NOBODY and before == meta):
            return
        place.told.setdefault(key, {}).setdefault(owner, before)
        place.shown = None
        if meta is not _NOBODY:
            place.now.setdefault(key, metas)[owner] = meta
        else:
            del metas[owner]
            if not metas:
                del place.now[key]
        if place.is_quiet:
            place.is_quiet = False
            place.news = self.clock.call_later(0, partial(self._tell, topic))  # whoever comes with them is news as well

    def _tell(self, topic: str) -> None:
        place = self._places[topic]
        joins, leaves = _changes(place)
        place.told = {}
        if not joins and not leaves:
            place.is_quiet, place.news = True, None
            if not place.now:
                del self._places[topic]
            return
        place.news = self.clock.call_later(NEWS_SECONDS, partial(self._tell, topic))
        diff = PresenceDiff(topic, MappingProxyType(joins), MappingProxyType(leaves))
        self._pubsub_().deliver(CHANGES + topic, diff)  # to this worker's: it is of whom this one knows

    def _end_(self, reason: Reason) -> None:
        if self._others is not None:
            self._others.close()
        if self.exit_reason is None:
            for place in self._places.values():
                if place.news is not None:
                    place.news.cancel()
        super()._end_(reason)


def check_size(topic: str, key: Hashable, meta: Any) -> None:
    """See whether somebody can be told of to everybody.

    Args:
        topic: where.
        key: who.
        meta: what is known of them there.

    Raises:
        PresenceTooLargeError: that has too many bytes.
    """
    if wire_size((topic, key, meta), MOST_BYTES) > MOST_BYTES:
        raise PresenceTooLargeError(MOST_BYTES)


def _changes(place: _Place) -> tuple[dict[Any, tuple[Any, ...]], dict[Any, tuple[Any, ...]]]:
    """Those who came and went within one moment are in neither."""
    joins: dict[Any, tuple[Any, ...]] = {}
    leaves: dict[Any, tuple[Any, ...]] = {}
    for key, told in place.told.items():
        metas = place.now.get(key, {})
        changed = [(before, metas.get(owner, _NOBODY)) for owner, before in told.items()]
        for before, after in changed:
            if before is after or (_NOBODY not in (before, after) and before == after):
                continue
            if after is not _NOBODY:
                joins[key] = (*joins.get(key, ()), after)
            if before is not _NOBODY:
                leaves[key] = (*leaves.get(key, ()), before)
    return joins, leaves
