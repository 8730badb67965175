"""How instances get their first state: from their `mount`, or from what another process has kept of them."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable

from liveview.channel.calls import Calls
from liveview.channel.snapshot import KeptNode, name_of
from liveview.channel.surroundings import Surroundings
from liveview.errors import SnapshotError
from liveview.view.node import Node
from liveview.view.snapshots.encoding import restore
from liveview.view.stateful import Stateful
from liveview.view.tree import Tree

logger = logging.getLogger("liveview.channel")


NOTHING: dict[Node, dict[str, deque[KeptNode]]] = {}  # the one of all trees that have begun


class Beginning:
    """Begins the instances of one tree.

    Args:
        tree: the tree.
        calls: how methods are called.

    Attributes:
        around: the processes around the page, if there are any.
    """

    __slots__ = ("_calls", "_kept", "_tree", "around")

    def __init__(self, tree: Tree, calls: Calls) -> None:
        self.around: Surroundings | None = None
        self._tree = tree
        self._calls = calls
        # Those that are kept and have not begun, by the node in whose template they stand.
        self._kept: dict[Node, dict[str, deque[KeptNode]]] = {}

    def expect(self, kept: KeptNode) -> None:
        """What stands in the tree is what another process has kept.

        Args:
            kept: of the root.
        """
        self._found(self._tree.root, kept)

    def claim(self, node: Node) -> KeptNode | None:
        """What is kept of a node that is about to begin; it has its number again, and nobody else gets it.

        Args:
            node: which.
        """
        if not self._kept or node.place is None or node in self._kept:
            return None
        kept = self._kept.get(node.place, {}).get(name_of(node))
        if not kept:
            return None
        claimed = kept.popleft()
        self._found(node, claimed)
        return claimed

    def _found(self, node: Node, kept: KeptNode) -> None:
        self._tree.renumber(node, kept.number)
        waiting = self._kept[node] = {}
        for child in kept.within:
            waiting.setdefault(child.name, deque()).append(child)

    def over(self) -> None:
        """All that was kept has its place again, or none: what begins from here on is new."""
        self._kept = NOTHING

    async def begin(
        self, node: Node, instance: Stateful, kept: KeptNode | None, mount: Callable[[], Awaitable[None]]
    ) -> None:
        """Give an instance its state.

        A class with a `restore` gets what was kept, and makes the rest itself. Of any other class the rest is what its
        `mount` makes of it, as for a new page.

        Args:
            node: its place.
            instance: the user's object.
            kept: what was kept of it.
            mount: gives it the state that it has on a new page.

        Raises:
            Exception: whatever its `mount` or `restore` raises.
            SnapshotError: the view's own snapshot is of another version, or damaged. A component's is left out then.
        """
        if self.around is not None:
            await self.around.caching.ready(instance)
        state = None if kept is None else kept.state
        has_restore = instance._spec.snapshot.has_restore
        if state is not None and has_restore and self._restored(node, instance, state):
            await self._calls.call(instance, "restore")
        else:
            await mount()
            if state is not None and not has_restore:
                self._restored(node, instance, state)
        instance._check_assigned()
        if self.around is not None and kept is not None:
            for topic in kept.topics:
                self.around.topics.subscribe(node, topic)

    def _restored(self, node: Node, instance: Stateful, state: bytes) -> bool:
        try:
            restore(instance, state)
        except SnapshotError as error:
            if node is self._tree.root:
                raise
            logger.info("%s begins anew: %s", type(instance).__name__, error)
            return False
        return True
