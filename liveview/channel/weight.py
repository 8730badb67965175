"""What a page's state weighs: a state that only grows ends its view, and not the worker."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from liveview.channel.limits import Limits
from liveview.errors import StateTooLargeError
from liveview.runtime.clock import Clock
from liveview.view.size import size_of
from liveview.view.transaction import INTERNAL
from liveview.view.tree import Tree

logger = logging.getLogger("liveview.channel")

# Seconds between two looks, of half a millisecond at most.
INTERVAL = 1.0
# The same where the state was small, and the worker's memory says that it cannot be much by now: a look costs as much
# as a render of a small page, and there may be thousands.
SELDOM = 30.0
# The part of what is warned of from which on a state is looked at again soon.
LARGE = 1 / 4


class Holding(Protocol):
    """What the worker holds."""

    def held(self) -> int | None:
        """Bytes; None where nobody knows."""
        ...


class Weighed(Protocol):
    """What has the state."""

    def give_up(self, error: Exception) -> None:
        """End after this message."""

    def shared_values(self) -> Sequence[object]:
        """The values that are no page's own."""
        ...


class Weight:
    """Looks at the state of one page's view and components from time to time.

    Args:
        tree: the page's.
        limits: how much they may weigh.
        clock: where time comes from.
        memory: what the worker holds.
        home: what ends where the state is too large. It knows the values that pages share: no page weighs them, be it
            given them as a prop.
    """

    __slots__ = (
        "_clock",
        "_due",
        "_has_warned",
        "_held",
        "_home",
        "_limits",
        "_looked_at",
        "_memory",
        "_size",
        "_tree",
    )

    def __init__(
        self,
        tree: Tree,
        limits: Limits,
        clock: Clock,
        memory: Holding,
        home: Weighed,
    ) -> None:
        self._tree = tree
        self._limits = limits
        self._clock = clock
        self._home = home
        self._looked_at = -math.inf
        self._due = -math.inf  # when to think of it again
        self._memory = memory
        self._held: int | None = None  # by the worker, when the state was last looked at
        self._size = 0  # what it was then
        self._has_warned = False

    def look(self) -> None:
        """Weighs the state, if that was not done just now."""
        now = self._clock.now()
        if now < self._due:
            return
        self._due = now + INTERVAL
        if now - self._looked_at < SELDOM and not self._may_be_large():
            return
        self._looked_at = now
        self._held = self._memory.held()
        self._size = size = size_of([node.instance for node in self._tree], self._home.shared_values())
        if size > self._limits.state_bytes:
            view = self._tree.root.component.__name__
            error = StateTooLargeError(view, size, self._limits.state_bytes, self._heaviest())
            logger.error("%s", error)
            self._home.give_up(error)
        elif size > self._limits.state_warn:
            self._warn(size)
        else:
            self._has_warned = False

    def _may_be_large(self) -> bool:
        if self._size >= self._limits.state_warn * LARGE:
            return True
        held = self._memory.held()
        if held is None or self._held is None:
            return True
        # What others have given back is there to be filled again: by this state as well.
        self._held = min(self._held, held)
        return held - self._held >= self._limits.state_warn - self._size

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
                    yield size_of([value], self._home.shared_values()), f"`{node.component.__name__}.{name}`"
