"""What one page has to do with the processes around it: what it listens to, whom it puts where, what runs for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liveview.channel.actions import NodeActions
from liveview.channel.background import Background, NodeRunner
from liveview.channel.topics import Hear, Topics
from liveview.channel.tracking import Tracking
from liveview.runtime.process import Process
from liveview.runtime.threads import ThreadPool
from liveview.view.background import Async
from liveview.view.node import Node


class Surroundings:
    """The other processes, as the instances of one page see them.

    Args:
        process: the page's.
        path_params: the values of the path.
        hear: called with whose a message is, and for which method.
        threads: where plain functions run.

    Attributes:
        topics: what is listened to.
        background: what runs.
    """

    def __init__(self, process: Process, path_params: Mapping[str, object], hear: Hear, threads: ThreadPool) -> None:
        self.topics = Topics(process, path_params, hear)
        self.background = Background(process, threads)
        self._tracking = Tracking(process)
        self._process = process

    def begin(self, node: Node, instance: Any) -> None:
        """An instance is about to be mounted."""
        instance.live.connect(NodeActions(self._process, node, self.topics, self._tracking))
        self.topics.begin(node, instance)
        runner = NodeRunner(self._process, node, self.background)
        for name in instance._spec.fields:
            if isinstance(value := instance.__dict__.get(name), Async):
                value.connect(runner)

    def release(self, *, has_missed: bool = False) -> None:
        """The page has connected: from now on it hears, and its people are there.

        Args:
            has_missed: whether something may have been said before anybody here listened.
        """
        self.topics.release(has_missed=has_missed)
        self._tracking.release()

    def end(self, node: Node) -> None:
        """An instance has gone."""
        self.topics.end(node)
        self._tracking.end(node)
        self.background.end(node)
