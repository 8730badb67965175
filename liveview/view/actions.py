"""What an instance can ask of the processes around its page: the interface behind `self.live`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Actions(Protocol):
    """One instance's way to its page and beyond. Everything may be called from any thread, and happens at once."""

    def publish(self, topic: str, message: object, *, to_self: bool) -> None:
        """Send a message to everybody who listens to a topic."""

    def subscribe(self, topic: str) -> None:
        """Listen to a topic with `info`."""

    def unsubscribe(self, topic: str) -> None:
        """Undo `subscribe`."""

    def follow(self) -> None:
        """A field was assigned that topics are named by."""

    def track(self, topic: str, key: Any, meta: Any) -> None:
        """Somebody is somewhere."""

    def untrack(self, topic: str, key: Any) -> None:
        """Somebody is there no more."""

    def send_after(self, seconds: float, message: object) -> int:
        """Send a message to `info` later."""
        ...

    def cancel_timer(self, ref: int) -> None:
        """Stop a timer of `send_after`."""

    def send(self, component: type, message: Any, key: Any) -> None:
        """Send a message to components that the instance's template calls."""

    def emit(self, name: str, values: dict[str, Any]) -> None:
        """Send an event to whoever calls the instance."""

    def offer(self, source: Any, filename: str) -> str:
        """A URL that gives a file, once."""
        ...

    def url_for(self, name: str, path_params: Mapping[str, Any]) -> str:
        """The path of a route."""
        ...

    def whereis(self, name: Any, kind: type[Any]) -> Any:
        """Who has a name."""
