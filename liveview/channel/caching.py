"""What the instances of one page show of the values that the app's pages share."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from liveview.channel.home import Home
from liveview.errors import NoProcessError
from liveview.runtime import caches
from liveview.runtime.cached_value import CachedValue
from liveview.runtime.caches import CACHES, Caches
from liveview.runtime.source import Source
from liveview.view.cached import HELD, Cached
from liveview.view.node import Node


class Caching:
    """The shared values of one page.

    Args:
        home: the page's process.
        within: seconds that an instance waits for values before its `mount`; None for as long as it takes.
    """

    __slots__ = ("_caches", "_held", "_home", "_within")

    def __init__(self, home: Home, within: float | None) -> None:
        self._home = home
        self._within = within
        self._caches: Caches | None = None
        self._held: dict[Node, dict[Source[Any], CachedValue]] | None = None

    def enter(self) -> None:
        """What runs in the page's task asks for the values of its app."""
        with suppress(NoProcessError):
            self._caches = self._home.whereis(CACHES, Caches)
            caches.enter(self._caches)

    def shared(self) -> Sequence[object]:
        """The values of this worker that are no page's own."""
        return () if self._caches is None else self._caches.values()

    def begin(self, node: Node, instance: Any) -> None:
        """An instance is about to be mounted: what it shows is loaded from now on.

        Raises:
            NoProcessError: there is no app around the page.
        """
        self.end(node)
        declared = instance._spec.cached.values()
        if declared:
            app = self._home.whereis(CACHES, Caches)
            values = {source: app.value_of(source) for source in map(_source, declared)}
            if self._held is None:
                self._held = {}
            self._held[node] = values
            instance.__dict__[HELD] = values
            for value in values.values():
                value.show(node, partial(self._home.reloaded, node))

    async def ready(self, instance: Any) -> None:
        """Wait until the values are there that the instance cannot be shown without.

        Raises:
            NotLoadedError: one of them is not to be had.
        """
        for declared in instance._spec.cached.values():
            if isinstance(declared, Cached):
                await instance.__dict__[HELD][declared].get(self._within)

    def end(self, node: Node) -> None:
        """An instance has gone."""
        for value in (self._held or {}).pop(node, {}).values():
            value.hide(node)

    def end_all(self) -> None:
        """The page has ended."""
        for node in list(self._held or ()):
            self.end(node)


def _source(declared: Any) -> Source[Any]:
    source: Source[Any] = declared if isinstance(declared, Cached) else declared.cached
    return source
