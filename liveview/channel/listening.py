"""What comes to a unit from elsewhere than its page: what is published, results, shared values, and the time."""

from __future__ import annotations

from typing import Any

from liveview.channel.events import Events
from liveview.channel.messages import Later, Reloaded, Tick
from liveview.channel.queueing import Queueing
from liveview.channel.screen import Screen
from liveview.channel.surroundings import Surroundings
from liveview.runtime.linked import Down
from liveview.runtime.subscription import Gap
from liveview.runtime.task_supervisor import TaskResult
from liveview.runtime.timers import Timers
from liveview.view.node import Node
from liveview.view.tree import Tree


class Listening(Queueing):
    """A unit whose components are told of the world."""

    __slots__ = ("_around", "_events", "_has_started", "_outdated", "_screen", "_timers", "_tree")

    _around: Surroundings
    _events: Events
    _screen: Screen
    _tree: Tree
    _has_started: bool  # whether the tree has heard of a page that has connected
    _outdated: set[Node] | None  # whose shared values may be others now
    _timers: Timers | None  # made with the first `@every`

    async def _remember(self) -> None:
        """Does what comes before any mail."""
        raise NotImplementedError

    # Topics.

    async def heard(self, node: Node, method: str, message: Any) -> None:
        """Something was published that a component listens to."""
        await self._remember()
        await self._hear(node, method, message)
        self._around.topics.follow_all()
        self.changed("heard")

    async def _hear(self, node: Node, method: str, message: Any) -> None:
        if node.is_there and node.instance is not None:  # it may have gone since, or failed
            listener = node.component._spec.topics.get(method)
            if listener is not None and listener.is_presence:
                self._around.topics.refresh(node, method)
                self._screen.stale = True
                self._tree.touch(node)
            else:
                await self._events.call(f"`{method}`", node, "info" if isinstance(message, Gap) else method, message)
            await self._events.follow()
            await self._screen.render_soon()

    # Results of what runs in the background, and values that others load.

    async def _work_done(self, message: TaskResult | Down) -> None:
        background = self._around.background
        node = None if background is None else background.finished(message)
        if node is not None:
            self._screen.stale = True
            self._tree.touch(node)
            await self._screen.render_soon()

    def reloaded(self, node: Node) -> None:
        """A value that a component shares with other pages was loaded."""
        if self._outdated is None:
            self._outdated = set()
        self._outdated.add(node)
        self._queue_surely(Reloaded())

    async def _show_reloaded(self) -> None:
        outdated, self._outdated = self._outdated, None
        for node in outdated or ():
            if node.is_there and node.instance is not None:  # it may have gone since, or failed
                self._screen.stale = True
                self._tree.touch(node)
        await self._screen.render_soon()
        if len(self._tree) > 1:  # components may have been given other props, and may have made state of them
            self.changed("timed")

    # The time, from the moment on at which somebody looks.

    def mounted(self, node: Node) -> None:
        """A component is there from now on: its timers start, if a page has connected."""
        if not self._has_started or node.instance is None:
            return
        for method, seconds in node.component._spec.timers.items():
            self._timers = self._timers or Timers(self.services.clock, self._queue)
            node.timers = [*node.timers, self._timers.send_every(seconds, Tick(method, node.number))]

    def gone(self, node: Node) -> None:
        """A component is there no more."""
        timers, node.timers = node.timers, ()
        for timer in timers:
            self._stop_timer(timer)
        self._around.end(node)

    def _stop_timer(self, timer: int) -> None:
        if self._timers is not None:
            self._timers.cancel(timer)

    def _stop_timers(self) -> None:
        if self._timers is not None:
            self._timers.cancel_all()

    async def _tick(self, tick: Tick) -> None:
        node = self._tree.get(tick.number)
        if node is not None and node.instance is not None:  # it may have gone since, or failed
            await self._events.call(f"timer `{tick.method}`", node, tick.method)
            await self._events.follow()
            await self._screen.render_soon()

    def _fire_(self, message: object) -> bool:
        if not isinstance(message, Later):
            return super()._fire_(message)
        self.mailbox.add(message)  # a flood of events must not lose it, and there is one for each timer
        return True
