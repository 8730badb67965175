"""The components of one view that have a life of their own: mounted, given props, told of messages, and ended."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any, Protocol

from liveview.channel.beginning import Beginning
from liveview.channel.calls import Calls
from liveview.channel.ladder import Ladder
from liveview.channel.messages import Tell
from liveview.channel.panels import Panels
from liveview.channel.renders import Renders
from liveview.view.component import Component
from liveview.view.effects import Effects
from liveview.view.forms.entering import begin_forms
from liveview.view.node import Node
from liveview.view.request import Request
from liveview.view.tree import Found, Tree

logger = logging.getLogger("liveview.channel")


class Watcher(Protocol):
    """Who wants to know which components there are."""

    def begun(self, node: Node, instance: Any) -> None:
        """An instance is about to be mounted."""

    def mounted(self, node: Node) -> None:
        """A component is there from now on."""

    def gone(self, node: Node) -> None:
        """A component is there no more."""


class Components:
    """Brings a page's tree to its state, where that takes calling users' code.

    Args:
        tree: the page's.
        calls: how methods are called.
        request: what the view was mounted for; None where there is no single page.
        effects: what they ask of the page.
        watcher: who wants to know which there are; nobody where there is no process around them.

    Attributes:
        beginning: how they get their first state.
        ladder: what becomes of those that fail.
        panels: those that have processes of their own.
        renders: how templates are evaluated.
    """

    __slots__ = (
        "_calls",
        "_effects",
        "_request",
        "_watcher",
        "beginning",
        "ladder",
        "panels",
        "renders",
        "tree",
    )

    def __init__(
        self,
        tree: Tree,
        calls: Calls,
        request: Request | None,
        effects: Effects,
        watcher: Watcher | None = None,
    ) -> None:
        self.tree = tree
        self.beginning = Beginning(tree, calls)
        self.ladder: Ladder
        self.panels: Panels
        self.renders: Renders
        self._calls = calls
        self._request = request
        self._effects = effects
        self._watcher = watcher

    def begin(self, node: Node, instance: Any) -> None:
        """An instance gets its `self.live`."""
        instance.live.begin(self._request, self._effects)
        instance.live.number = node.number
        begin_forms(instance, node.number)
        if self._watcher is not None:
            self._watcher.begun(node, instance)

    def move(self, request: Request) -> None:
        """The page has another URL now.

        Args:
            request: what it is shown for.
        """
        self._request = request
        self.panels.move(request)
        for node in self.tree:
            if node.instance is not None:
                node.instance.live.move(request)

    async def update(self) -> list[Any] | None:
        """Evaluates all that is stale, and what follows from it.

        Returns:
            The patch of the view.

        Raises:
            Exception: whatever a template or a component's `mount` raises. What was not done stays stale, and the next
                patch cannot say everything.
        """
        try:
            while (node := self.tree.next_stale()) is not None:
                await self._bring_up(node)
            return self.tree.finish()
        except BaseException:
            self.tree.abandon()
            raise

    async def _bring_up(self, node: Node) -> None:
        try:
            found = await self._shown(node)
        except Exception as error:
            if node is self.tree.root:
                raise
            found = await self.ladder.catch(node, error)
        for gone in found.gone:
            await self.end(gone, "removed")
        for child in found.waiting:
            if child in self.tree.stale:  # it may have lost its place as one before it failed
                await self._bring_up(child)

    async def _shown(self, node: Node) -> Found:
        """Bring a node to its props and its state, and evaluate its template."""
        before = self.tree.accept(node)
        if node.is_elsewhere:
            kept = self.beginning.claim(node)
            self.tree.pass_on(node)
            self.panels.bring_up(node, is_other=before is not None, kept=None if kept is None else kept.unit)
            return Found([], [])
        if node.fallback is not None:
            is_other = before is not None and await self.ladder.try_again(node)
            return Found([], []) if is_other else await self.renders.evaluate(self.tree, node)
        if node.instance is None:
            await self._mount(node)
        elif before is not None:
            await self._calls.run("`updated`", node.instance, "updated", before)
            self._has_run(node, "updated")
        if node.lost is not None:
            raise node.lost
        found = await self.renders.evaluate(self.tree, node)
        if not node.is_started:
            node.is_started = True
            self.ladder.started(node)
        return found

    async def _mount(self, node: Node) -> None:
        instance = node.component(**(node.offer.props if node.offer is not None else {}))
        kept = self.beginning.claim(node)
        self.begin(node, instance)
        await self.beginning.begin(node, instance, kept, partial(self._calls.call, instance, "mount"))
        self.tree.enter(node, instance)
        self._has_run(node, "mount")
        if self._watcher is not None:
            self._watcher.mounted(node)

    def _has_run(self, node: Node, method: str) -> None:
        if getattr(node.component, method) is not getattr(Component, method):
            self.tree.touch(node)

    async def end(self, node: Node, reason: str) -> None:
        """A component has lost its place."""
        if self._watcher is not None:
            self._watcher.gone(node)
        if node.is_elsewhere:
            self.panels.end(node, reason)
        if node.instance is not None:
            await self._calls.run("`terminate`", node.instance, "terminate", reason)

    async def end_all(self, reason: str) -> None:
        """The view ends: the components before it, the inner ones first."""
        for node in sorted(self.tree, key=lambda node: -node.depth):
            if node is not self.tree.root:
                await self.end(node, reason)

    async def tell(self, message: Tell) -> None:
        """Gives a message to the components that it is for."""
        sender = self.tree.get(message.sender)
        found = [] if sender is None else self.tree.called_by(sender, message.component, message.key)
        if not found:
            which = "" if message.key is None else f" of key {message.key!r}"
            logger.warning("self.live.send(%s, …): there is no such component%s", message.component.__name__, which)
        for node in found:
            if node.is_elsewhere:
                self.panels.tell(node, message.message)
            elif node.is_there and node.instance is not None:
                await self._calls.run("`info`", node.instance, "info", message.message)
                self.tree.touch(node)
