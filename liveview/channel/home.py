"""A unit, as its parts know it: what each of them may ask of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liveview.channel.keeper import Change
from liveview.channel.services import Services
from liveview.channel.site import Site
from liveview.protocol import frames
from liveview.runtime.process import Process
from liveview.view.node import Node


class Home(Process):
    """The process around a tree of components.

    Parts hold it, and not a function for each thing that they ask: that would be an object each, in each of many
    thousand pages.

    Attributes:
        services: the app's.
        site: the web around the page.
    """

    __slots__ = ("services", "site")

    services: Services
    site: Site

    # For what shows it.

    async def update(self) -> list[Any] | None:
        """Bring the rendering to the state, with all components, and give the patch."""
        raise NotImplementedError

    def shown(self) -> None:
        """The page was told of the newest state."""

    def flush(self) -> bool:
        """Have it rendered between two messages; whether it will be, now."""
        raise NotImplementedError

    def give_up(self, error: Exception) -> None:
        """End after this message."""
        raise NotImplementedError

    def shared_values(self) -> Sequence[object]:
        """The values that are no page's own."""
        raise NotImplementedError

    def changed(self, how: Change) -> None:
        """What is kept of the page is out of date.

        Args:
            how: what has changed it.
        """

    # For its components.

    def begun(self, node: Node, instance: Any) -> None:
        """An instance is about to be mounted."""

    def mounted(self, node: Node) -> None:
        """A component is there from now on."""

    def gone(self, node: Node) -> None:
        """A component is there no more."""

    def emit(self, node: Node, name: str, values: dict[str, Any]) -> None:
        """A component emits an event, maybe in another thread."""
        raise NotImplementedError

    # For its events.

    async def follow(self, *, replaces: bool) -> bool:
        """Do what handlers have asked of the page's URL since the last call.

        Args:
            replaces: whether the URL takes the place of the one before.

        Returns:
            Whether that went well.
        """
        return True

    def pass_on(self, frame: frames.Event, name: str) -> None:
        """An event is for whoever calls the component at the root.

        Args:
            frame: the event.
            name: what they call it.
        """

    # For what comes from elsewhere.

    async def heard(self, node: Node, method: str, message: Any) -> None:
        """Something was published that a component listens to."""
        raise NotImplementedError

    def reloaded(self, node: Node) -> None:
        """A value that a component shares with other pages was loaded."""
        raise NotImplementedError
