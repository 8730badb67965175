"""What lands in a view's mailbox beside the events of the browser."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """It is time for an `@every` method."""

    method: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A page has connected."""


@dataclass(frozen=True, slots=True)
class Flush:
    """Show what has changed since the last render."""


@dataclass(frozen=True, slots=True)
class Left:
    """The page is gone for good."""
