"""Who is where by what the instances of one page say: from the moment on at which somebody looks at the page."""

from __future__ import annotations

from typing import Any

from liveview.runtime.process import Process
from liveview.runtime.tracker import TRACKER, Tracker, check_size
from liveview.view.node import Node


class Tracking:
    """What a page tracks. A page that is loaded and never joined is nowhere.

    Args:
        process: the page's.
    """

    __slots__ = ("_is_held", "_process", "_tracked")

    def __init__(self, process: Process) -> None:
        self._process = process
        self._tracked: dict[Node, dict[tuple[str, Any], Any]] | None = None
        self._is_held = True

    def track(self, node: Node, topic: str, key: Any, meta: Any) -> None:
        """Somebody is somewhere, until the instance goes."""
        check_size(topic, key, meta)  # now, and not once the page has joined, where nobody could do anything about it
        self._tracked = self._tracked or {}
        self._tracked.setdefault(node, {})[topic, key] = meta
        if not self._is_held:
            self._tracker.track(self._process, topic, key, meta, owner=node)

    def untrack(self, node: Node, topic: str, key: Any) -> None:
        """Somebody is there no more."""
        if self._tracked is not None:
            self._tracked.get(node, {}).pop((topic, key), None)
        self._tracker.untrack(self._process, topic, key, owner=node)

    def release(self) -> None:
        """The page has connected."""
        self._is_held = False
        for node, tracked in (self._tracked or {}).items():
            for (topic, key), meta in tracked.items():
                self._tracker.track(self._process, topic, key, meta, owner=node)

    def end(self, node: Node) -> None:
        """An instance has gone."""
        for topic, key in (self._tracked or {}).pop(node, {}):
            self._tracker.untrack(self._process, topic, key, owner=node)

    @property
    def _tracker(self) -> Tracker:
        return self._process.whereis(TRACKER, Tracker)
