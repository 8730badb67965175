"""What one page has to do with the processes around it: what it listens to, whom it puts where, what runs for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liveview.channel.actions import NodeActions
from liveview.channel.background import Background, NodeRunner
from liveview.channel.caching import Caching
from liveview.channel.home import Home
from liveview.channel.topics import Topics
from liveview.channel.tracking import Tracking
from liveview.runtime.thread_shares import ThreadShare
from liveview.view.background import Async
from liveview.view.node import Node


class Surroundings:
    """The other processes, as the instances of one page see them.

    Args:
        home: the page's process.
        path_params: the values of the path.

    Attributes:
        topics: what is listened to.
        background: what runs; made for the first field that may run something.
        caching: what is shared with other pages.
    """

    __slots__ = ("_home", "_tracking", "background", "caching", "topics")

    def __init__(self, home: Home, path_params: Mapping[str, object]) -> None:
        self.topics = Topics(home, path_params)
        self.background: Background | None = None
        self.caching = Caching(home, home.services.limits.handler_within)
        self._tracking = Tracking(home)
        self._home = home

    def begin(self, node: Node, instance: Any) -> None:
        """An instance is about to be mounted."""
        instance.live.connect(NodeActions(self._home, node, self.topics, self._tracking))
        self.caching.begin(node, instance)
        self.topics.begin(node, instance)
        for name in instance._spec.fields:
            if isinstance(value := instance.__dict__.get(name), Async):
                self.background = self.background or Background(self._home, self._threads())
                value.connect(NodeRunner(self._home, node, self.background))

    def _threads(self) -> ThreadShare:
        return self._home.services.background.of(self._home.site.session)

    def release(self, *, has_missed: bool = False) -> None:
        """The page has connected: from now on it hears, and its people are there.

        Args:
            has_missed: whether something may have been said before anybody here listened.
        """
        self.topics.release(has_missed=has_missed)
        self._tracking.release()

    def end(self, node: Node) -> None:
        """An instance has gone."""
        self.caching.end(node)
        self.topics.end(node)
        self._tracking.end(node)
        if self.background is not None:
            self.background.end(node)

    def end_all(self) -> None:
        """The page has ended."""
        if self.background is not None:
            self.background.end_all()
        self.caching.end_all()
