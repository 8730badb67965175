"""What a view and its components listen to: subscribed before they are mounted, heard once somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from liveview.channel.home import Home
from liveview.errors import DefinitionError
from liveview.runtime.subscription import Subscription
from liveview.runtime.topics import Topic
from liveview.runtime.tracker import CHANGES, TRACKER, Tracker
from liveview.view.node import Node
from liveview.view.stateful import Stateful
from liveview.view.topics import Listener

INFO = "info"


class Topics:
    """The subscriptions of one page.

    Args:
        home: the page's process.
        path_params: the values of the path, which name topics until the view has been mounted.
    """

    __slots__ = ("_home", "_instances", "_is_held", "_is_mounted", "_path_params", "_subscriptions")

    def __init__(self, home: Home, path_params: Mapping[str, object]) -> None:
        self._home = home
        self._path_params = path_params
        self._instances: dict[Node, Stateful] = {}
        # By what asked for it: a method with the topic as it is written, or `info` with the topic itself.
        self._subscriptions: dict[Node, dict[tuple[str, Topic | str], Subscription]] = {}
        self._is_mounted = False
        self._is_held = True

    def begin(self, node: Node, instance: Stateful) -> None:
        """An instance is about to be mounted.

        Raises:
            DefinitionError: a topic is named by what is neither a field nor in the path.
            NoProcessError: there is no PubSub.
        """
        self.end(node)
        self._instances[node] = instance
        if instance._spec.topics:
            self.follow(node)

    def mounted(self) -> None:
        """The view has been mounted: from here on its own fields are what counts."""
        self._is_mounted = True
        self.follow_all()

    def moved(self, path_params: Mapping[str, object]) -> None:
        """The page has another URL.

        Args:
            path_params: the values of its path.
        """
        self._path_params = path_params
        for node in list(self._instances):
            self.follow(node)

    def release(self, *, has_missed: bool = False) -> None:
        """The page has connected: what waits is heard.

        Args:
            has_missed: whether something may have been said before anybody here listened.
        """
        self._is_held = False
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions.values():
                if has_missed:
                    subscription.gap()
                subscription.release()

    def end(self, node: Node) -> None:
        """An instance has gone."""
        self._instances.pop(node, None)
        for subscription in self._subscriptions.pop(node, {}).values():
            self._pubsub.drop(subscription)

    def follow_all(self) -> None:
        """Anybody may have changed what their topics are named by."""
        for node in [node for node, instance in self._instances.items() if instance._spec.followed]:
            self.follow(node)

    def follow(self, node: Node) -> None:
        """Listen to the topics that the values of an instance name now, and to no others."""
        instance = self._instances.get(node)
        for listener in () if instance is None else instance._spec.topics.values():
            for topic in listener.topics:
                name = topic.of(partial(self._value, instance))
                self._listen(node, (listener.method, topic), name, listener)

    def subscribe(self, node: Node, topic: str) -> None:
        """Listen to one more topic, with `info`."""
        self._listen(node, (INFO, topic), topic, None)

    def unsubscribe(self, node: Node, topic: str) -> None:
        """Undo `subscribe`."""
        self._listen(node, (INFO, topic), None, None)

    def subscribed(self, node: Node) -> list[str]:
        """What an instance listens to by `subscribe`."""
        asked = self._subscriptions.get(node, {})
        return [name for method, name in asked if method == INFO and isinstance(name, str)]

    def refresh(self, node: Node, field: str) -> None:
        """Somebody has come or gone that a `Presence` field shows."""
        for (method, _), subscription in self._subscriptions.get(node, {}).items():
            if method == field:
                self._show(node, field, subscription.topic)

    def _show(self, node: Node, field: str, topic: str | None) -> None:
        values = self._instances[node].__dict__
        metas = {} if topic is None else self._home.whereis(TRACKER, Tracker).list(topic.removeprefix(CHANGES))
        values[field] = values[field].showing(metas)

    @property
    def _pubsub(self) -> Any:
        return self._home._pubsub_()

    def _value(self, instance: Any, name: str) -> object:
        is_own = name in instance._spec.visible_names
        is_in_path = instance is self._view and name in self._path_params
        if is_in_path and not (is_own and self._is_mounted):
            return self._path_params[name]
        if is_own:
            # A field without a default has no value before `mount` assigns one.
            return getattr(instance, name) if name not in instance._spec.fields else instance.__dict__.get(name)
        raise DefinitionError(
            f"{type(instance).__name__}: a topic of @on names `{name}`, which is no field, and not in the path"
        )

    @property
    def _view(self) -> Stateful | None:
        return next((instance for node, instance in self._instances.items() if node.offer is None), None)

    def _listen(self, node: Node, asked: tuple[str, Topic | str], name: str | None, listener: Listener | None) -> None:
        subscriptions = self._subscriptions.setdefault(node, {})
        before = subscriptions.get(asked)
        if before is not None and before.topic == name:
            return
        if name is not None:  # the new one first: nobody is left without, should it fail
            subscriptions[asked] = self._pubsub.listen(
                self._home,
                name,
                partial(self._home.heard, node, asked[0]),
                owner=node,
                kind=Any if listener is None else listener.kind,
                backlog=asked[1].backlog if isinstance(asked[1], Topic) else None,
                is_held=self._is_held,
            )
        else:
            subscriptions.pop(asked, None)
        if listener is not None and listener.is_presence:
            self._show(node, listener.method, name)
        if before is not None:
            self._pubsub.drop(before)
