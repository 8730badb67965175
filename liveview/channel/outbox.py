"""What goes to one page: the frames of all of its addresses over one connection, and what it knows by now."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from liveview.channel.lane import REFUSED, VIEW, Lane
from liveview.channel.limits import Limits
from liveview.channel.numbers import Numbers
from liveview.protocol import frames
from liveview.runtime.budget import Budget
from liveview.view.modules import needed_for

logger = logging.getLogger("liveview.channel")

# Of the frames that a page may send a second, the part that may be in vain: an app's mistake may have it do so for each
# key that is held down. Who goes on beyond that for seconds is cut off.
IN_VAIN = 1 / 4
TOO_MUCH = (4008, "refused again and again")
FAILED = 16  # events that failed and a page may not have heard of; it seldom has more than a few on their way


NONE: frozenset[str] = frozenset()  # an empty one of its own would take 200 bytes


@lru_cache(maxsize=1024)
def _once(names: frozenset[str]) -> frozenset[str]:
    """The same names as one object: thousands of pages of a view know the same, and each would take half a kilobyte."""
    return names


class Sink(Protocol):
    """Where a connected page's frames go. None of it waits."""

    @property
    def pressure(self) -> int:
        """Bytes that are sent and not written yet."""
        ...

    def send(self, frame: str) -> None:
        """Sends a frame after those before it."""

    def close(self, code: int, reason: str) -> None:
        """Closes the connection with a code of the protocol."""


class Outbox:
    """The connection of one page, what was said over it, and its lanes.

    Args:
        limits: how far a page may be behind.
        now: seconds, by a clock that never goes back.

    Attributes:
        sink: the connection; None while the page is away.
        view: the lane of the view.
        numbers: those of the components of the page, and of its addresses; none is given twice.
    """

    __slots__ = (
        "_definitions",
        "_failed",
        "_is_cut_off",
        "_known",
        "_lanes",
        "_limits",
        "_modules",
        "_now",
        "_refusals",
        "numbers",
        "sink",
        "view",
    )

    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        self.sink: Sink | None = None
        self.numbers = Numbers()
        self._limits = limits
        self._lanes: dict[int, Lane] = {}
        self.view = self.open(VIEW)
        # Definitions are no versions: a page that comes back gets those of the versions that it has not seen.
        self._definitions: tuple[tuple[int, int, str], ...] = ()
        self._known = self._modules = NONE
        self._failed: Sequence[tuple[int, str]] = ()
        self._now = now
        self._is_cut_off = False
        self._refusals: Budget | None = None  # made with the first: most pages have none

    def open(self, address: int) -> Lane:
        """Begin an address.

        Args:
            address: one of `numbers`.
        """
        lane = Lane(self, self._limits, address)
        self.enter(lane)
        return lane

    def enter(self, lane: Lane) -> None:
        """A lane that somebody else has made is the page's as well."""
        self._lanes[lane.address] = lane

    def close(self, lane: Lane) -> None:
        """An address is over; nothing that is sent there reaches the page any more."""
        self._forget(lane)
        lane.end()

    def _forget(self, lane: Lane) -> None:
        if self._lanes.get(lane.address) is lane:
            del self._lanes[lane.address]

    def move(self, lane: Lane, address: int) -> bool:
        """What lives at an address is shown under another one by now.

        Args:
            lane: whose.
            address: one of `numbers`.

        Returns:
            Whether it was not there before.
        """
        if lane.address == address:
            return False
        self._forget(lane)
        lane.begin_at(address)
        self._lanes[address] = lane
        return True

    def panels(self) -> int:
        """How many addresses there are beside the view's."""
        return len(self._lanes) - 1

    def lane(self, address: int) -> Lane | None:
        """The lane of an address, where there is one."""
        return self._lanes.get(address)

    @property
    def is_clear(self) -> bool:
        """Whether a page is connected that takes what is written."""
        return self.sink is not None and self.sink.pressure <= self._limits.unwritten

    @property
    def is_away(self) -> bool:
        """Whether no page is connected."""
        return self.sink is None

    @property
    def is_under_pressure(self) -> bool:
        """Whether the page's socket does not take what is written to it."""
        return self.sink is not None and self.sink.pressure > self._limits.unwritten

    def know(self, fragments: Iterable[str], modules: Iterable[str] = ()) -> None:
        """The page was served with the definitions of these fragments, and loads these modules."""
        self._known, self._modules = _once(self._known.union(fragments)), _once(self._modules.union(modules))

    def define(self, lane: Lane, definitions: Mapping[str, list[Any]]) -> None:
        """Tells the page of fragments that frames from here on use, of each once."""
        new = {id: definition for id, definition in definitions.items() if id not in self._known}
        if not new:
            return
        self._known = _once(self._known.union(new))
        frame = frames.definitions_frame(new)
        self.need(lane, needed_for(frame))
        self._introduce(lane, frame)

    def need(self, lane: Lane, modules: Iterable[str]) -> None:
        """Tells the page of modules that it cannot do without from here on, of each once."""
        new = [name for name in modules if name not in self._modules]
        if new:
            self._modules = _once(self._modules.union(new))
            self._introduce(lane, frames.modules_frame(new))

    def _introduce(self, lane: Lane, frame: str) -> None:
        self._definitions += ((lane.address, lane.version, frame),)
        self.send(frame)

    def send(self, frame: str) -> None:
        """Sends a frame; lost where no page is connected."""
        if self.sink is not None:
            self.sink.send(frame)

    def refuse(self, ref: int, error: str, *, alone: bool = False) -> None:
        """Answers an event that failed; a page that is away, or loses this, is told when it is back.

        Args:
            ref: its number.
            error: why.
            alone: whether those before it, of the same address, wait on.
        """
        self._failed = [*self._failed[1 - FAILED :], (ref, error)]
        self.send(frames.answer_frame(ref, error, alone=alone))
        if error == REFUSED:
            self._count_refusal()

    def _count_refusal(self) -> None:
        if self._limits.frames is None or self._is_cut_off:
            return
        self._refusals = self._refusals or Budget(IN_VAIN * self._limits.frames, self._limits.frames_at_once)
        if self._refusals.spend(self._now()) and self.sink is not None:
            logger.warning("a page is cut off: what it sends is refused again and again")
            self._is_cut_off = True
            self.sink.close(*TOO_MUCH)

    def resume(self, sink: Sink, shown: Mapping[int, int], ref: int) -> None:
        """Connects a page and sends what it missed; the lanes for which that is not enough owe it their values.

        Args:
            sink: the page's connection.
            shown: the versions it shows, by address.
            ref: the newest event taken.
        """
        self.sink, self._is_cut_off = sink, False
        missed = [lane.resume(shown.get(address, -1)) for address, lane in self._lanes.items()]
        sink.send(frames.joined_frame(None not in missed, ref, self._failed))
        for address, version, definitions in self._definitions:
            if version >= shown.get(address, -1):
                sink.send(definitions)
        for frame in (frame for some in missed for frame in some or ()):
            sink.send(frame)

    def take_over(self, sink: Sink, shown: Mapping[int, int], ref: int) -> None:
        """Connects a page that another process has shown.

        Args:
            sink: the page's connection.
            shown: the versions it shows, by address.
            ref: the newest event that the other process has run, as far as anybody knows.
        """
        self.sink, self._is_cut_off = sink, False
        for address, lane in self._lanes.items():
            lane.take_over(shown.get(address, -1))
        sink.send(frames.joined_frame(frames.ELSEWHERE, ref))
