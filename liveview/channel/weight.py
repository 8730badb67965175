"""What a page's state weighs: a state that only grows ends its view, and not the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from liveview.channel.limits import Limits
from liveview.errors import StateTooLargeError
from liveview.runtime.clock import Clock
from liveview.view.size import size_of
from liveview.view.transaction import INTERNAL
from liveview.view.tree import Tree

logger = logging.getLogger("liveview.channel")

# Seconds between two looks, of half a millisecond at most.
INTERVAL = 1.0


class Weight:
    """Looks at the state of one page's view and components from time to time.

    Args:
        tree: the page's.
        limits: how much they may weigh.
        clock: where time comes from.
        give_up: ends the view.
    """

    def __init__(self, tree: Tree, limits: Limits, clock: Clock, give_up: Callable[[Exception], object]) -> None:
        self._tree = tree
        self._limits = limits
        self._clock = clock
        self._give_up = give_up
        self._looked_at = 0.0
        self._has_warned = False

    def look(self) -> None:
        """Weighs the state, if that was not done just now."""
        now = self._clock.now()
        if now - self._looked_at < INTERVAL:
            return
        self._looked_at = now
        size = size_of([node.instance for node in self._tree])
        if size > self._limits.state_bytes:
            view = self._tree.root.component.__name__
            error = StateTooLargeError(view, size, self._limits.state_bytes, self._heaviest())
            logger.error("%s", error)
            self._give_up(error)
        elif size > self._limits.state_warn:
            self._warn(size)
        else:
            self._has_warned = False

    def _warn(self, size: int) -> None:
        if not self._has_warned:  # once, until it was less again
            self._has_warned = True
            logger.warning(
                "the state of %s takes about %.1f MB, most of it in %s; with %.1f MB it ends. Keep what pages share in "
                "a process or a database, and of what grows only as much as is shown.",
                *(self._tree.root.component.__name__, size / 1e6, self._heaviest(), self._limits.state_bytes / 1e6),
            )

    def _heaviest(self) -> str:
        return max(self._parts(), default=(0, "nothing"))[1]

    def _parts(self) -> Iterator[tuple[int, str]]:
        for node in self._tree:
            values: dict[str, Any] = {} if node.instance is None else vars(node.instance)
            for name, value in values.items():
                if not name.startswith(INTERNAL):
                    yield size_of(value), f"`{node.component.__name__}.{name}`"
