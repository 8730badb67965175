"""One address of a page: its versions, their frames until they are acknowledged, and what they ask of the page."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from liveview.channel.limits import Limits
from liveview.protocol import frames
from liveview.protocol.codec import encode
from liveview.protocol.replay import Replay
from liveview.view.modules import needed_by

logger = logging.getLogger("liveview.channel")

REFUSED = "refused"  # the answer to what no client of ours sends
VIEW = 0  # the address of the view itself (protocol, section 5)


class Line(Protocol):
    """The way to the page, which all of its addresses share."""

    @property
    def is_clear(self) -> bool:
        """Whether a page is connected that takes what is written."""
        ...

    @property
    def is_away(self) -> bool:
        """Whether no page is connected."""
        ...

    @property
    def is_under_pressure(self) -> bool:
        """Whether the page's socket does not take what is written to it."""
        ...

    def send(self, frame: str) -> None:
        """Sends a frame; lost where no page is connected."""

    def define(self, lane: Lane, definitions: Mapping[str, list[Any]]) -> None:
        """Tells the page of fragments that frames from here on use, of each once."""

    def need(self, lane: Lane, modules: Iterable[str]) -> None:
        """Tells the page of modules that it cannot do without from here on, of each once."""

    def refuse(self, ref: int, error: str, *, alone: bool = False) -> None:
        """Answers an event that failed; `alone` where those before it still run."""


class _Nowhere:
    """The line of an address that is over: whoever ends there may say what they want."""

    is_clear = is_under_pressure = False
    is_away = True

    def send(self, frame: str) -> None: ...
    def define(self, lane: Lane, definitions: Mapping[str, list[Any]]) -> None: ...
    def need(self, lane: Lane, modules: Iterable[str]) -> None: ...
    def refuse(self, ref: int, error: str, *, alone: bool = False) -> None: ...


class Post(Line, Protocol):
    """The line, and what is opened and closed on it."""

    @property
    def numbers(self) -> Iterator[int]:
        """Those of the components of the page, and of its addresses; none is given twice."""
        ...

    def open(self, address: int) -> Lane:
        """Begin an address."""
        ...

    def enter(self, lane: Lane) -> None:
        """A lane that somebody else has made is the page's as well."""

    def lane(self, address: int) -> Lane | None:
        """The lane of an address, where there is one."""
        ...

    def move(self, lane: Lane, address: int) -> bool:
        """What lives at an address is shown under another one by now; whether it was not there before."""
        ...

    def panels(self) -> int:
        """How many addresses there are beside the view's."""
        ...

    def close(self, lane: Lane) -> None:
        """An address is over."""


class Resident(Protocol):
    """Whoever lives at an address."""

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for; False where too much mail waits."""
        ...

    def catch_up(self) -> None:
        """The page takes frames again, or asks for all values."""


class Lane:
    """The frames of one address, numbered, and kept until the page acknowledges them.

    Args:
        line: the way to the page.
        limits: how far a page may be behind.
        address: whose frames they are.

    Attributes:
        resident: who lives there.
        version: the newest.
        owes_values: whether only the full values will do: the page missed a frame, or the memo is gone.
        answered: the newest event of this address that the page was answered.
    """

    __slots__ = (
        "_acknowledged",
        "_effects",
        "_effects_size",
        "_limits",
        "_replay",
        "address",
        "answered",
        "line",
        "owes_values",
        "resident",
        "version",
    )

    def __init__(self, line: Line, limits: Limits, address: int = VIEW) -> None:
        self.resident: Resident
        self.line: Line = line
        self.address = address
        self.version = 0
        self.owes_values = False
        self.answered = 0
        self._limits = limits
        self._acknowledged = 0
        self._replay = Replay(limits.unacknowledged, limits.replay_bytes)
        # By version, each with its size: where only full values help, those that the page missed go along.
        self._effects: list[tuple[int, list[Any], int]] = []
        self._effects_size = 0

    def begin_at(self, address: int) -> None:
        """It has another address from now on, of which the page shows nothing yet.

        Args:
            address: which.
        """
        self.address = address
        self._forget_frames(self.version)
        self.owes_values = True

    def end(self) -> None:
        """Nothing that is sent here reaches the page any more."""
        self.line = _Nowhere()

    @property
    def is_ready(self) -> bool:
        """Whether a page is connected and keeps up: only then a render is worth its while."""
        return self.line.is_clear and self.version - self._acknowledged < self._limits.unacknowledged

    def define(self, definitions: Mapping[str, list[Any]]) -> None:
        """Tells the page of fragments that frames from here on use, of each once."""
        self.line.define(self, definitions)

    def patch(self, patch: list[Any], ref: int | None, effects: list[Any] | None = None) -> None:
        """Sends the next version, as a patch and what the page is to do after it."""
        if effects:
            self._keep(effects)
        self.version += 1
        self._record(frames.patch_frame(self.address, self.version, patch, ref, effects or ()))

    def full(self, values: list[Any], ref: int | None, effects: list[Any] | None = None) -> None:
        """Sends the next version, as full values, with the effects of every version that the page may have missed."""
        self._keep(effects or [])
        self.version += 1
        self.owes_values = False
        missed = [part for version, kept, _ in self._effects for part in (version, kept)]
        self._record(frames.full_frame(self.address, self.version, values, ref, missed))

    def tell(self, effects: list[Any]) -> None:
        """Asks the page for something: at once, or with the full values that it waits for."""
        if self.owes_values:
            self._keep(effects)
        else:
            self.patch([], None, effects)

    def answer(self, ref: int) -> None:
        """Answers an event that changed nothing."""
        self.answered = max(self.answered, ref)
        self.line.send(frames.answer_frame(ref))

    def refuse(self, ref: int, error: str) -> None:
        """Answers an event that did not run to its end."""
        self.answered = max(self.answered, ref)
        self.line.refuse(ref, error)

    def turn_away(self, ref: int, error: str) -> None:
        """Answers an event that nobody takes, while those before it wait."""
        self.line.refuse(ref, error, alone=True)

    def pass_on(self, ref: int) -> None:
        """Somebody at another address answers this event."""
        self.answered = max(self.answered, ref)

    def effects(self) -> list[tuple[int, list[Any]]]:
        """What the page was asked for and has not acknowledged, by version."""
        return [(version, effects) for version, effects, _ in self._effects]

    def go_on(self, version: int, effects: Iterable[tuple[int, list[Any]]], answered: int) -> None:
        """Another process has shown this address: what it has sent and answered counts.

        Args:
            version: its newest.
            effects: what the page may have missed, by version.
            answered: the newest event that it has run.
        """
        self.version, self.answered, self.owes_values = version, answered, True
        self._forget_frames(version)
        for at, asked in effects:
            size = len(encode(asked))
            self._effects.append((at, asked, size))
            self._effects_size += size

    def take_over(self, shown: int) -> None:
        """A page is here that another process has shown: it gets everything.

        Args:
            shown: the version it shows, -1 for none. That process may have sent more than it has kept.
        """
        self.version = max(self.version, shown)
        self._forget_frames(self.version)
        self.owes_values = True

    def _keep(self, effects: list[Any]) -> None:
        """Keeps the effects of the next version."""
        if not effects:
            return
        self.line.need(self, needed_by(effects))
        size = len(encode(effects))
        self._effects.append((self.version + 1, effects, size))
        self._effects_size += size
        while self._effects_size > self._limits.replay_bytes and len(self._effects) > 1:
            logger.warning("effects that a page has not acknowledged are dropped: there are too many")
            self._forget_effects()

    def _forget_effects(self) -> None:
        self._effects_size -= self._effects.pop(0)[2]

    def _record(self, frame: str) -> None:
        self._replay.record(self.version, frame)
        self.line.send(frame)

    def acknowledge(self, version: int) -> bool:
        """Forgets what the page has applied.

        Args:
            version: the newest of it.

        Returns:
            Whether it is something of this process that was not known to be applied.
        """
        if not self._acknowledged < version <= self.version:
            return False
        self._forget_frames(version)
        while self._effects and self._effects[0][0] <= version:
            self._forget_effects()
        return True

    def _forget_frames(self, version: int) -> None:
        self._acknowledged = version
        self._replay.acknowledge(version)

    def resume(self, shown: int) -> list[str] | None:
        """A page is back.

        Args:
            shown: the version it shows, -1 for none.

        Returns:
            The frames that it missed; None where it needs the full values.
        """
        missed = self._replay.since(shown) if 0 <= shown <= self.version else None
        if missed is not None:
            self.acknowledge(shown)
        else:  # it is about to get everything, and the effects that it missed: no older frame is waited for
            self._forget_frames(self.version)
            self.owes_values = True
        return missed
