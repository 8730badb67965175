"""What goes to one page: its versions, what it has not acknowledged, and whether it keeps up."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from liveview.channel.limits import Limits
from liveview.protocol import frames
from liveview.protocol.codec import encode
from liveview.protocol.replay import Replay
from liveview.view.modules import needed_by, needed_for

logger = logging.getLogger("liveview.channel")

FAILED = 16  # events that failed and a page may not have heard of; it seldom has more than a few on their way
VIEW = 0  # the address of the view itself (protocol, section 5)


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
    """The frames of one view, numbered, and kept until the page acknowledges them.

    Args:
        limits: how far a page may be behind.
    """

    def __init__(self, limits: Limits) -> None:
        self.version = 0
        self.sink: Sink | None = None
        self._limits = limits
        self._acknowledged = 0
        self._replay = Replay(limits.unacknowledged, limits.replay_bytes)
        # Definitions are no versions: a page that comes back gets those of the versions that it has not seen.
        self._definitions: list[tuple[int, str]] = []
        self._known: set[str] = set()
        self._modules: set[str] = set()
        # Effects by version, each with its size: where only full values help, those that the page missed go along.
        self._effects: deque[tuple[int, list[Any], int]] = deque()
        self._effects_size = 0
        self._failed: deque[tuple[int, str]] = deque(maxlen=FAILED)

    @property
    def is_ready(self) -> bool:
        """Whether a page is connected and keeps up: only then a render is worth its while."""
        is_behind = self.version - self._acknowledged >= self._limits.unacknowledged
        return self.sink is not None and not is_behind and not self.is_under_pressure

    @property
    def is_under_pressure(self) -> bool:
        """Whether the page's socket does not take what is written to it."""
        return self.sink is not None and self.sink.pressure > self._limits.unwritten

    def know(self, fragments: Iterable[str], modules: Iterable[str] = ()) -> None:
        """The page was served with the definitions of these fragments, and loads these modules."""
        self._known.update(fragments)
        self._modules.update(modules)

    def define(self, definitions: Mapping[str, list[Any]]) -> None:
        """Tells the page of fragments that frames from here on use, of each once."""
        new = {id: definition for id, definition in definitions.items() if id not in self._known}
        if not new:
            return
        self._known.update(new)
        frame = frames.definitions_frame(new)
        self._need(needed_for(frame))
        self._introduce(frame)

    def _need(self, modules: Iterable[str]) -> None:
        """Tells the page of modules that it cannot do without from here on, of each once."""
        new = [name for name in modules if name not in self._modules]
        if new:
            self._modules.update(new)
            self._introduce(frames.modules_frame(new))

    def _introduce(self, frame: str) -> None:
        self._definitions.append((self.version, frame))
        self.send(frame)

    def patch(self, patch: list[Any], ref: int | None, effects: list[Any] | None = None) -> None:
        """Sends the next version, as a patch and what the page is to do after it."""
        self._keep(effects or [])
        self.version += 1
        self._record(frames.patch_frame(VIEW, self.version, patch, ref, effects or ()))

    def full(self, values: list[Any], ref: int | None, effects: list[Any] | None = None) -> None:
        """Sends the next version, as full values, with the effects of every version that the page may have missed."""
        self._keep(effects or [])
        self.version += 1
        missed = [part for version, kept, _ in self._effects for part in (version, kept)]
        self._record(frames.full_frame(VIEW, self.version, values, ref, missed))

    def _keep(self, effects: list[Any]) -> None:
        """Keeps the effects of the next version."""
        if not effects:
            return
        self._need(needed_by(effects))
        size = len(encode(effects))
        self._effects.append((self.version + 1, effects, size))
        self._effects_size += size
        while self._effects_size > self._limits.replay_bytes and len(self._effects) > 1:
            logger.warning("effects that a page has not acknowledged are dropped: there are too many")
            self._forget_effects()

    def _forget_effects(self) -> None:
        self._effects_size -= self._effects.popleft()[2]

    def _record(self, frame: str) -> None:
        self._replay.record(VIEW, self.version, frame)
        self.send(frame)

    def send(self, frame: str) -> None:
        """Sends a frame that is no version: lost where no page is connected."""
        if self.sink is not None:
            self.sink.send(frame)

    def refuse(self, ref: int, error: str) -> None:
        """Answers an event that failed; a page that is away, or loses this, is told when it is back."""
        self._failed.append((ref, error))
        self.send(frames.answer_frame(ref, error))

    def acknowledge(self, version: int) -> None:
        """Forgets what the page has applied."""
        if self._acknowledged < version <= self.version:
            self._forget_frames(version)
            while self._effects and self._effects[0][0] <= version:
                self._forget_effects()

    def _forget_frames(self, version: int) -> None:
        self._acknowledged = version
        self._replay.acknowledge(VIEW, version)

    def resume(self, sink: Sink, shown: int, ref: int) -> bool:
        """Connects a page and sends what it missed.

        Args:
            sink: the page's connection.
            shown: the version it shows, -1 for none.
            ref: the newest event taken.

        Returns:
            Whether the page is at the newest version now; else it needs the full values.
        """
        missed = self._replay.since(VIEW, shown) if 0 <= shown <= self.version else None
        self.sink = sink
        sink.send(frames.joined_frame(missed is not None, ref, self._failed))
        for version, definitions in self._definitions:
            if version >= shown:
                sink.send(definitions)
        for frame in missed or ():
            sink.send(frame)
        if missed is not None:
            self.acknowledge(shown)
        else:  # the page is about to get everything, and the effects that it missed: no older frame is waited for
            self._forget_frames(self.version)
        return missed is not None
