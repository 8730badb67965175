"""The frames of a shared component: encoded once, and the same bytes for every page that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, Protocol

from liveview.channel.lane import Lane, Line
from liveview.channel.limits import Limits
from liveview.engine import Rendering, Styles
from liveview.errors import StateError
from liveview.protocol import frames


class Watcher(Protocol):
    """A page that shows it."""

    line: Line
    owes_values: bool

    @property
    def is_ready(self) -> bool:
        """Whether it is there and keeps up."""
        ...

    def define(self, definitions: Mapping[str, list[Any]]) -> None:
        """Tells it of fragments."""

    def show(self, frame: str) -> None:
        """Sends it the newest version."""

    def catch_up(self) -> None:
        """Sends it the full values, if it needs them."""

    def ask(self, effect: list[Any]) -> None:
        """Asks it for something."""

    def settle(self) -> None:
        """The component is there, or its fallback."""

    def apologise(self, effects: Iterable[list[Any]]) -> None:
        """Nobody runs any more who could answer what the page has asked."""


class Audience:
    """The pages that show one shared component, as the one line to all of them.

    Args:
        numbers: those of its components and of others'.
        on_left: called where nobody is left.
    """

    is_under_pressure = False
    is_away = False

    def __init__(self, numbers: Iterator[int], on_left: Callable[[], object]) -> None:
        self.numbers = numbers
        self._on_left = on_left
        self._seats: dict[Watcher, None] = {}

    def __iter__(self) -> Iterator[Watcher]:
        return iter(list(self._seats))

    def __len__(self) -> int:
        return len(self._seats)

    def sit(self, seat: Watcher) -> None:
        """A page shows it from now on."""
        self._seats[seat] = None

    def leave(self, seat: Watcher) -> None:
        """A page shows it no more."""
        if seat in self._seats:
            del self._seats[seat]
            if not self._seats:
                self._on_left()

    @property
    def is_clear(self) -> bool:
        """Whether a page is there that takes what is written."""
        return any(seat.line.is_clear for seat in self._seats)

    def send(self, frame: str) -> None:
        """Sends a frame to all that are there."""
        for seat in self:
            seat.line.send(frame)

    def ask(self, effect: list[Any]) -> None:
        """Asks all pages for something."""
        for seat in self:
            seat.ask(effect)

    def define(self, lane: Lane, definitions: Mapping[str, list[Any]]) -> None:
        """Tells all that are there of fragments; each page knows which it has."""
        for seat in self:
            seat.define(definitions)

    def need(self, lane: Lane, modules: Iterable[str]) -> None:
        """Nothing: pages are told of modules with what needs them."""

    def refuse(self, ref: int, error: str, *, alone: bool = False) -> None:
        """Nothing: an event has one page, and that is answered."""

    def open(self, address: int) -> NoReturn:
        """Raises: what has an address has one page."""
        raise StateError("a shared component shows nothing that has a process of its own")

    def enter(self, lane: Lane) -> None:
        """Nothing: there are no others."""

    def lane(self, address: int) -> None:
        """None: there are no others."""

    def move(self, lane: Lane, address: int) -> bool:
        """False: there are no others."""
        return False

    def panels(self) -> int:
        """None."""
        return 0

    def close(self, lane: Lane) -> None:
        """Nothing: there are no others."""


class Broadcast(Lane):
    """The address of a shared component.

    Args:
        audience: who shows it.
        limits: how far a page may be behind.
        address: which, below 0: those of pages count up from 0.
    """

    def __init__(self, audience: Audience, limits: Limits, address: int) -> None:
        super().__init__(audience, limits, address)
        self.definitions: dict[str, list[Any]] = {}
        self._audience = audience
        self._rendering: Rendering | None = None
        self._loading: Rendering | None = None  # the first, which stands in where there is no whole version
        self._full: str | None = None  # of the newest version, once somebody has needed it
        self._picture: Picture | None = None
        self._changing: Rendering | None = None  # half of another version, or what is left where its template failed
        self._is_awaited = False

    @property
    def is_ready(self) -> bool:
        """Always: it is evaluated once for all, and whoever loads a page next is served what is there by then."""
        return True

    def is_whole(self) -> bool:
        """Whether a version stands there, and not half of the next. Who asks while none does is told when one does."""
        is_whole = self._rendering is not self._changing
        self._is_awaited |= not is_whole
        return is_whole

    def begin_change(self) -> None:
        """What stands there is being evaluated, which may take its time."""
        self._changing = self._rendering

    def end_change(self) -> None:
        """It has become another version, which is about to be sent, or stayed what it was."""
        self._changing = None

    def welcome(self) -> None:
        """Shows it to those who came while it changed."""
        if self._is_awaited:
            self._is_awaited = False
            for seat in self._audience:
                seat.settle()
                seat.catch_up()

    def show(self, rendering: Rendering) -> None:
        """Another rendering stands at the address from now on; every page needs its full values.

        Args:
            rendering: the component's, or what stands in for it.
        """
        self._rendering, self._changing = rendering, None
        if self._loading is None:
            self._loading = rendering
        self.define(rendering.definitions())
        self.version += 1
        self._replay.forget(self.version)
        self._changed()
        for seat in self._audience:
            seat.owes_values = True
            seat.catch_up()

    def define(self, definitions: Mapping[str, list[Any]]) -> None:
        """Tells the pages of fragments that frames from here on use, and keeps them for those to come."""
        new = {id: definition for id, definition in definitions.items() if id not in self.definitions}
        if new:  # once for all pages, not in each of them: a tick seldom brings any
            self.definitions.update(new)
            super().define(new)

    def patch(self, patch: list[Any], ref: int | None, effects: list[Any] | None = None) -> None:
        """Sends the next version to all; what nobody in particular has asked for is for all of them."""
        if patch:
            self._next(frames.patch_frame(self.address, self.version + 1, patch))
        for effect in effects or ():
            self._audience.ask(effect)

    def full(self, values: list[Any], ref: int | None, effects: list[Any] | None = None) -> None:
        """Sends the next version to all, as full values."""
        self.owes_values = False
        self._next(frames.full_frame(self.address, self.version + 1, values))
        self.patch([], None, effects)

    def _next(self, frame: str) -> None:
        self.version += 1
        self._replay.record(self.version, frame)
        self._changed()
        for seat in self._audience:
            seat.show(frame)

    def _changed(self) -> None:
        self._full = self._picture = None

    def newest(self) -> str | None:
        """The frame with the full values of the newest version, if it is whole; encoded once for all that need it."""
        if self._full is None and self._rendering is not None and self.is_whole():
            self._full = frames.full_frame(self.address, self.version, self._rendering.values())
        return self._full

    def picture(self) -> Picture | None:
        """What first pages show of the newest version, if it is whole; written once for all of them."""
        if self._picture is None and self._rendering is not None and self.is_whole():
            self._picture = self._written(self._rendering)
        return self._picture

    def stand_in(self) -> Picture | None:
        """What first pages show where there is no whole version."""
        return None if self._loading is None else self._written(self._loading)

    def _written(self, rendering: Rendering) -> Picture:
        return Picture(rendering, self.definitions, f"{-self.address}.{self.version}.")

    def since(self, version: int) -> list[str] | None:
        """The frames after a version, None where some of them are no longer kept."""
        return self._replay.since(version) if 0 <= version <= self.version else None


class Picture:
    """The HTML of one version, for first pages.

    Args:
        rendering: what it shows.
        definitions: of its fragments.
        mark: what the numbers of its styles begin with.
    """

    def __init__(self, rendering: Rendering, definitions: Mapping[str, list[Any]], mark: str) -> None:
        styles, out = Styles(mark), list[str]()
        self.memo = rendering.memo
        rendering.write(out, styles)
        self._html, self._sheet = "".join(out), styles.sheet()
        self._values, self._definitions = rendering.values(), dict(definitions)

    def values(self) -> list[Any]:
        """Its full values."""
        return self._values

    def write(self, out: list[str], styles: Styles) -> None:
        """Append the marked HTML, as a part of a first page."""
        styles.include(self._sheet)
        out.append(self._html)

    def definitions(self) -> Mapping[str, list[Any]]:
        """What a client needs of its fragments, by id."""
        return self._definitions
