"""The ladder: what becomes of a component that fails.

it was shown, and its template fails, or its state is lost    it begins anew, from its props
it cannot begin: its `mount` or its first render fails        its fallback is shown, with a way to try again
it began anew too often                                       whoever uses it begins anew, at last the view
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

from liveview.channel.faults import Faults
from liveview.channel.limits import Limits
from liveview.runtime.clock import Clock
from liveview.runtime.intensity import Intensity
from liveview.view.fallbacks import Fallbacks
from liveview.view.node import Fallback, Node
from liveview.view.tree import Found, Tree

logger = logging.getLogger("liveview.channel")

# What a component's `terminate` is told where it is to begin anew.
CRASHED = "crashed"


class Ending(Protocol):
    """Whoever ends components."""

    async def end(self, node: Node, reason: str) -> None:
        """A component has lost its place."""


class GivingUp(Protocol):
    """What fails with the view."""

    def give_up(self, error: Exception) -> None:
        """End after this message."""


class Ladder:
    """What becomes of the components of one page that fail.

    Args:
        tree: the page's.
        ends: how a component is ended.
        home: what ends in the end: the view.
        faults: where failures are told.
        fallbacks: what is shown instead of a component.
        clock: where time comes from.
        limits: how many restarts are too many.
    """

    __slots__ = ("_clock", "_ends", "_fallbacks", "_faults", "_home", "_limits", "_tree")

    def __init__(
        self,
        tree: Tree,
        ends: Ending,
        home: GivingUp,
        faults: Faults,
        fallbacks: Fallbacks,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self._tree = tree
        self._ends = ends
        self._home = home
        self._faults = faults
        self._fallbacks = fallbacks
        self._clock = clock
        self._limits = limits

    def lose(self, instance: Any, error: Exception) -> None:
        """An instance cannot be made what it was before one of its methods failed.

        Args:
            instance: the view or component.
            error: what the method raised.
        """
        node = self._tree.get(instance.live.number)
        if node is self._tree.root:
            self._home.give_up(error)
        elif node is not None and node.instance is instance:
            node.lost = error
            self._tree.touch(node)

    async def catch(self, node: Node, error: Exception) -> Found:
        """A component cannot be shown.

        Args:
            node: which.
            error: what its template or its `mount` has raised, or why its state is lost.

        Returns:
            What stands in the fallback; where it begins anew nothing yet.

        Raises:
            Exception: the error, where it is the view's by now.
        """
        if error is not node.lost:
            self._faults.begin(node.component.__name__, error)
        if not node.is_started:
            return await self._fall_back(node, error)
        await self._begin_anew(node, error)
        return Found([], [])

    def started(self, node: Node) -> None:
        """A component is shown."""
        self._faults.end(node.component.__name__)

    async def retry(self, node: Node) -> None:
        """Somebody has asked a component that failed to begin anew.

        Raises:
            Exception: why it failed, where that is the view's by now.
        """
        if node.fallback is not None:
            await self._begin_anew(node, node.fallback.error)

    async def try_again(self, node: Node) -> bool:
        """A component that failed is given other props, which may be better ones.

        Returns:
            Whether it begins anew; not where it has only just failed. A call that gives other props sixty times a
            second is no reason to take the page away from those who look at the rest of it.
        """
        pace = self._limits.max_seconds / max(self._limits.max_restarts, 1)
        fallback = node.fallback
        if fallback is None or self._clock.now() - fallback.since <= pace:
            return False
        await self._begin_anew(node, fallback.error)
        return True

    async def _begin_anew(self, node: Node, error: Exception) -> None:
        while node.parent is not None and not self._may_begin(node):
            logger.error("%s failed too often: %s. It is now a failure of what uses it", node, node.restarts)
            node = node.parent
        if node.parent is None:
            self._home.give_up(error)
            raise error
        await self._clear(node, None)

    def _may_begin(self, node: Node) -> bool:
        """Count a restart."""
        if node.restarts is None:
            node.restarts = Intensity(self._limits.max_restarts, self._limits.max_seconds)
        return node.restarts.allows(self._clock.now())

    async def _fall_back(self, node: Node, error: Exception) -> Found:
        for template in self._fallbacks.of(node.component):
            props = {} if node.offer is None else node.offer.props
            values = {**props, "component": node.component.__name__, "error": self._faults.shown_of(error)}
            await self._clear(node, Fallback(template, values, error, self._clock.now()))
            self._tree.enter(node, None)
            try:
                return self._tree.evaluate(node)
            except Exception as mistake:
                self._faults.begin(f"the fallback of {node.component.__name__}", mistake)
        raise error

    async def _clear(self, node: Node, fallback: Fallback | None) -> None:
        """End an instance and all within it."""
        within = self._tree.clear(node)
        for gone in (*within, node):
            await self._ends.end(gone, CRASHED)
        node.begin_anew(fallback)
