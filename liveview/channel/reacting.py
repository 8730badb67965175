"""What a unit does with its messages, one at a time; and how it sleeps where there are none."""

from __future__ import annotations

import logging

from liveview.channel.components import Components
from liveview.channel.lane import Lane
from liveview.channel.listening import Listening
from liveview.channel.messages import Answered, Emitted, Flush, Joined, Keep, Later, Reloaded, Tell, Tick
from liveview.errors import worded
from liveview.protocol import frames
from liveview.runtime.linked import Down
from liveview.runtime.task_supervisor import TaskResult
from liveview.view.effects import Effects
from liveview.view.live_view import LiveView

logger = logging.getLogger("liveview.channel")

# By type, since it is asked of each message: of which one in the mailbox is enough, and who has changed something.
_QUEUED = frozenset((Tick, Joined, Flush, Reloaded, Emitted))
_CHANGING_NOTHING = frozenset((Flush, Keep, Reloaded))
_DONE = frozenset((frames.Event, frames.Patch))
_TIMED = frozenset((Tick, Joined))


class Reacting(Listening):
    """A unit that handles its mail.

    Attributes:
        has_begun: whether it is mounted and rendered.
        lane: its address.
    """

    __slots__ = ("_components", "_done", "_effects", "_goes_on", "_join_waits", "has_begun", "lane")

    has_begun: bool
    lane: Lane
    _components: Components
    _effects: Effects
    _done: int  # the newest event of its address that has run
    _goes_on: bool  # whether another process has had it before
    _join_waits: bool  # whether the tree has yet to hear of the last page that connected

    async def info(self, message: object) -> None:
        """Runs what the message is for, and brings the page up to date."""
        kind = type(message)
        if kind is not Keep:
            await self._remember()
        if isinstance(message, frames.Event):
            await self._events.run(message)
            if message.address == self.lane.address:
                self._done = max(self._done, message.ref)
        else:
            if kind in _QUEUED:
                self._taken_out(message)
            await self._run(message)
        self._around.topics.follow_all()
        if kind not in _CHANGING_NOTHING:
            self.changed("done" if kind in _DONE else "timed" if kind in _TIMED else "heard")

    async def hibernate(self) -> None:
        """Gives back what can be made again: its page shows everything, and nothing has happened for a while."""
        if self.has_begun and not self._screen.lags:
            self._tree.hibernate()

    def _rest_seconds_(self) -> float | None:
        return self.services.limits.sleep_after

    def _keeps_task_(self) -> bool:
        view = self._tree.root.component
        return issubclass(view, LiveView) and view.keeps_task

    async def _wake(self) -> None:
        """Makes anew what was given back, before anything is changed: what is sent then is the change alone."""
        shown = self._tree.wake()
        try:
            await self._components.update()
            self.lane.owes_values |= self._tree.root.rendering.digest() != shown
        except Exception as error:  # of what templates read beside the state; the next render says so in the page
            logger.info("%s cannot be evaluated after its sleep: %s", self, worded(error))
            self.lane.owes_values = True

    async def _remember(self) -> None:
        """Does what comes before any mail."""
        if self._tree.is_asleep:
            await self._wake()
        if self._join_waits:
            self._join_waits = False
            await self._joined()

    async def _run(self, message: object) -> None:
        match message:
            case Tick():
                await self._tick(message)
            case Answered():
                for effect in message.effects:
                    self._effects.ask(*effect)
                await self._events.conclude(message.ref, message.address, ran=await self._events.follow())
            case Tell():
                await self._components.tell(message)
                self._screen.stale = True
                await self._events.follow()
                await self._screen.render_soon()
            case Emitted():
                await self._events.deliver_late()
                await self._events.follow()
                await self._screen.render_soon()
            case Later(node=node) if node.number == message.number:
                await self._hear(node, "info", message.message)
            case TaskResult() | Down():
                await self._work_done(message)
            case Reloaded():
                await self._show_reloaded()
            case Flush():
                await self._events.follow()
                await self._screen.render()

    async def _joined(self) -> None:
        resumed, self._has_started = self._has_started, True
        self._around.release(has_missed=self._goes_on and not resumed)
        await self._welcome(resumed)
        if not resumed:
            for node in self._tree:
                self.mounted(node)
        await self._events.follow()
        await self._screen.render()

    async def _welcome(self, resumed: bool) -> None:
        """A page has connected, for the first time or again."""
