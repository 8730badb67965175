"""The channels of one worker by id: for how long each is kept, and how many."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator

from liveview.channel.channel import Channel
from liveview.channel.limits import Limits
from liveview.errors import ProcessError
from liveview.runtime.clock import Clock, Handle
from liveview.runtime.life import SHUTDOWN_SECONDS
from liveview.runtime.stopping import stop_all, stop_in_turn

logger = logging.getLogger("liveview.channel")

# Views that end together before a restart: whoever takes their pages is not besieged by all in one moment.
AT_ONCE = 16
# Seconds between two such groups, and for all of them.
PAUSE = 0.02
SPREAD = 2.0


class Views:
    """Parked and connected views. A view without a page ends after its grace period.

    Args:
        clock: where time comes from.
        limits: how long and how many.

    Attributes:
        on_ended: called with each that has ended.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._channels: dict[str, Channel] = {}
        self._parked: dict[str, Handle] = {}  # in the order in which they were parked
        self.on_ended: Callable[[Channel], object] = lambda channel: None

    def __len__(self) -> int:
        return len(self._channels)

    def __iter__(self) -> Iterator[Channel]:
        return iter(list(self._channels.values()))

    def get(self, id: str) -> Channel | None:
        """The channel of an id, if it is still there."""
        return self._channels.get(id)

    def park(self, channel: Channel) -> None:
        """Keeps a channel that was just mounted until its page joins.

        Raises:
            ProcessError: where the worker has no room, all views being connected. The channel is not kept.
        """
        if len(self._channels) >= self._limits.views and not self._evict():
            raise ProcessError(
                f"this worker holds {self._limits.views} connected views, its limit (Limits.views): "
                f"add workers, or raise the limit if there is memory for it"
            )
        self._channels[channel.id] = channel
        channel.attendance = self
        self._expire(channel, self._limits.join_within)

    def ended(self, channel: Channel) -> None:
        """A channel that was parked has ended."""
        self._forget(channel)
        self.on_ended(channel)

    def attend(self, channel: Channel, *, is_here: bool) -> None:
        """The page of a channel has connected, or is away."""
        if not self._has(channel):
            return
        self._stop_waiting(channel)
        if not is_here:
            self._expire(channel, self._limits.return_within)

    def _expire(self, channel: Channel, seconds: float) -> None:
        self._parked[channel.id] = self._clock.call_later(seconds, lambda: self.end(channel, "expired"))

    def _evict(self) -> bool:
        """Ends the view that has been without a page for longest: it is the likeliest to stay so."""
        id = next(iter(self._parked), None)
        if id is None:
            return False
        logger.warning("%d views: the oldest without a page is dropped", len(self._channels))
        self.end(self._channels[id], "evicted")
        return True

    def evict(self, ids: Collection[str]) -> bool:
        """End one of some views that has no page; whether there was any.

        Args:
            ids: of the views. The one that has been without a page for longest goes.
        """
        id = next((id for id in self._parked if id in ids), None)
        if id is not None:
            self.end(self._channels[id], "evicted")
        return id is not None

    def end(self, channel: Channel, reason: str) -> None:
        """Ends a view.

        Args:
            channel: which.
            reason: what `terminate` is told.
        """
        self._forget(channel)  # at once: it may take a while, and nobody is to join it meanwhile
        channel.exit(reason)

    def _forget(self, channel: Channel) -> None:
        if self._has(channel):
            del self._channels[channel.id]
            self._stop_waiting(channel)

    def _has(self, channel: Channel) -> bool:
        """Whether it is kept. One that ends slowly may find another at its id, which goes on with its page."""
        return self._channels.get(channel.id) is channel

    def _stop_waiting(self, channel: Channel) -> None:
        handle = self._parked.pop(channel.id, None)
        if handle is not None:
            handle.cancel()

    async def send_away(self) -> None:
        """Ends every view, a few at a time: the others go on until it is their turn. Each is kept."""
        await stop_in_turn(list(self), "shutdown", AT_ONCE, PAUSE, SPREAD)

    async def close_all(self, reason: str = "shutdown", timeout: float = SHUTDOWN_SECONDS) -> None:
        """Ends every view.

        Args:
            reason: what `terminate` is told.
            timeout: seconds that one may take.
        """
        await stop_all(list(self._channels.values()), reason, timeout)
