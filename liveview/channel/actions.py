"""What one instance asks of its page and of other processes, whatever thread it is asked in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liveview.channel.home import Home
from liveview.channel.messages import Later, Tell
from liveview.channel.topics import Topics
from liveview.channel.tracking import Tracking
from liveview.view.node import Node


class NodeActions:
    """The actions of one node (`liveview.view.actions`).

    Args:
        process: the page's.
        node: whose.
        topics: the page's subscriptions.
        tracking: whom the page has put where.
    """

    __slots__ = ("_node", "_process", "_topics", "_tracking")

    def __init__(self, process: Home, node: Node, topics: Topics, tracking: Tracking) -> None:
        self._process = process
        self._node = node
        self._topics = topics
        self._tracking = tracking

    # On any thread.

    def send(self, component: type, message: Any, key: Any) -> None:
        """Send a message to components that the instance's template calls."""
        self._process.send_threadsafe(Tell(self._node.number, component, key, message))

    def emit(self, name: str, values: dict[str, Any]) -> None:
        """Send an event to whoever calls the instance."""
        self._process.emit(self._node, name, values)

    def offer(self, source: Any, filename: str) -> str:
        """A URL that gives a file, once."""
        return self._process.site.offer(source, filename)

    def url_for(self, name: str, path_params: Mapping[str, Any]) -> str:
        """The path of a route, with the prefix of the page."""
        return self._process.site.url_for(name, path_params)

    # On the event loop.

    def publish(self, topic: str, message: object, *, to_self: bool) -> None:
        """Send a message to everybody who listens to a topic."""
        self._process._pubsub_().publish(topic, message, publisher=self._node, to_self=to_self)

    def subscribe(self, topic: str) -> None:
        """Listen to a topic with `info`."""
        self._process._at_home_(lambda: self._topics.subscribe(self._node, topic))

    def unsubscribe(self, topic: str) -> None:
        """Undo `subscribe`."""
        self._process._at_home_(lambda: self._topics.unsubscribe(self._node, topic))

    def follow(self) -> None:
        """A field was assigned that topics are named by."""
        self._process._at_home_(lambda: self._topics.follow(self._node))

    def track(self, topic: str, key: Any, meta: Any) -> None:
        """Somebody is somewhere."""
        self._process._at_home_(lambda: self._tracking.track(self._node, topic, key, meta))

    def untrack(self, topic: str, key: Any) -> None:
        """Somebody is there no more."""
        self._process._at_home_(lambda: self._tracking.untrack(self._node, topic, key))

    def send_after(self, seconds: float, message: object) -> int:
        """Send a message to `info` later."""
        return self._process._at_home_(
            lambda: self._process.send_after(seconds, Later(self._node, self._node.number, message))
        )

    def cancel_timer(self, ref: int) -> None:
        """Stop a timer of `send_after`."""
        self._process._at_home_(lambda: self._process.cancel_timer(ref))

    def whereis(self, name: Any, kind: type[Any]) -> Any:
        """Who has a name."""
        return self._process.whereis(name, kind)
