"""What one instance asks of other processes, done on the event loop whatever thread it is asked in."""

from __future__ import annotations

from typing import Any

from liveview.channel.topics import Topics
from liveview.runtime.process import Process
from liveview.view.tree import Node


class NodeActions:
    """The actions of one node (`liveview.view.actions`).

    Args:
        process: the page's.
        node: whose.
        topics: the page's subscriptions.
    """

    def __init__(self, process: Process, node: Node, topics: Topics) -> None:
        self._process = process
        self._node = node
        self._topics = topics

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

    def whereis(self, name: Any, kind: type[Any]) -> Any:
        """Who has a name."""
        return self._process.whereis(name, kind)
