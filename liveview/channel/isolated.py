"""What the place of an isolated component asks of whoever runs there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from liveview.channel.lane import Lane
from liveview.channel.snapshot import KeptUnit
from liveview.engine import Rendering
from liveview.protocol import frames
from liveview.runtime.process import Process
from liveview.view.node import Node
from liveview.view.request import Request


class Served(Protocol):
    """What stands in a first page."""

    def definitions(self) -> Mapping[str, list[Any]]:
        """What a client needs of its fragments, by id."""
        ...


class Isolated(Process):
    """The process of an isolated component, as the one around it knows it.

    Attributes:
        has_begun: whether it is mounted and rendered.
    """

    has_begun: bool

    @property
    def rendering(self) -> Rendering:
        """What it shows."""
        raise NotImplementedError

    @property
    def is_idle(self) -> bool:
        """Whether it and what is isolated within it wait for mail."""
        raise NotImplementedError

    def on_first_page(self) -> Iterator[Served]:
        """What stands in the page at the addresses within it."""
        raise NotImplementedError

    def give(self, props: dict[str, Any]) -> None:
        """Its caller gives it props; of several that wait the newest count."""
        raise NotImplementedError

    def move(self, request: Request) -> None:
        """The page has another URL."""
        raise NotImplementedError

    def joined(self) -> None:
        """A page has connected."""
        raise NotImplementedError

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for; False where too much mail waits."""
        raise NotImplementedError

    def close_within(self) -> None:
        """Those within it have lost their places in the page."""
        raise NotImplementedError

    def repeat_within(self) -> None:
        """The page has lost what it was shown of those within it."""
        raise NotImplementedError

    def catch_up(self) -> None:
        """The page takes frames again, or asks for all values."""
        raise NotImplementedError

    def kept(self) -> KeptUnit | None:
        """What another process could go on with, as of now or of a moment ago; None where that is nothing yet."""
        raise NotImplementedError


Make: TypeAlias = Callable[[Node, Lane, Request, KeptUnit | None], Isolated]
