"""What lands in a view's mailbox beside the events of the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tick:
    """It is time for an `@every` method. `number`: whose; 0 is the view."""

    method: str
    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Tell:
    """A message for components. `sender`: the number of whoever calls them in its template."""

    sender: int
    component: type
    key: Any
    message: Any


@dataclass(frozen=True, slots=True, eq=False)
class Emission:
    """An event that a component has emitted. `node`: who hears of it; `viewer`: whose page's event was handled."""

    node: Any
    name: str
    values: dict[str, Any]
    viewer: Any


@dataclass(frozen=True, slots=True)
class Emitted:
    """Something was emitted outside of what runs an event."""


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """A message that an instance has sent itself. `node`: whose; `number`: as of which instance."""

    node: Any
    number: int
    message: Any


@dataclass(frozen=True, slots=True)
class Joined:
    """A page has connected."""


@dataclass(frozen=True, slots=True)
class Flush:
    """Show what has changed since the last render."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """A value that pages share was loaded, or could not be."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep what another process could go on with."""


@dataclass(frozen=True, slots=True)
class Left:
    """The page is gone for good."""


@dataclass(frozen=True, slots=True)
class Given:
    """The caller of an isolated component gives it props."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """An event for a shared component. `seat`: of the page that has sent it."""

    frame: Any
    seat: Any


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """A shared component has run an event of this page. `effects`: what its handler asked of the page."""

    ref: int
    address: int
    effects: list[list[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A message for an isolated component, from whoever calls it."""

    message: Any
