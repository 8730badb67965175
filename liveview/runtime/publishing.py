"""What a process can do with the PubSub of its tree: listen by `@on`, subscribe, publish."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from liveview.errors import DefinitionError, NoProcessError
from liveview.runtime import topics
from liveview.runtime.linked import Linked
from liveview.runtime.subscription import Gap, Receive
from liveview.runtime.topics import Topic

# The name of a tree's PubSub, out of the way of users' own names.
PUBSUB = "liveview.pubsub"


class Publishing(Linked):
    """A process that others reach by topics, and reaches others so."""

    __slots__ = ()

    _listeners_: ClassVar[Mapping[str, tuple[Topic, ...]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name: getattr(value, topics.MARK, ()) for name, value in vars(cls).items()}
        found = {name: declared for name, declared in own.items() if declared}
        for name in found:
            if not inspect.iscoroutinefunction(vars(cls)[name]):
                raise topics.mistake(vars(cls)[name], "a process runs on the event loop: make it an `async def`.")
        if found:
            cls._listeners_ = {**cls._listeners_, **found}

    async def info(self, message: Any) -> None:
        """Called for what comes by `subscribe`, and for each `Gap`."""

    def publish(self, topic: str, message: object, *, to_self: bool = True) -> Awaitable[None]:
        """Send a message to everybody who listens to a topic. It happens at once; worker threads may do it as well.

        Args:
            topic: its name.
            message: what they get, the very object: one that nobody changes any more.
            to_self: whether this process gets it too, where it listens.

        Returns:
            Something that may be awaited, and need not be.

        Raises:
            NoProcessError: there is no PubSub in this process's tree.
        """
        done: Awaitable[None] = self._pubsub_().publish(topic, message, publisher=self, to_self=to_self)
        return done

    def subscribe(self, topic: str) -> None:
        """Listen to a topic until the end of this process: its messages come to `info`. Once, however often asked.

        Args:
            topic: its name.

        Raises:
            NoProcessError: there is no PubSub in this process's tree.
        """
        self._pubsub_().listen(self, topic)

    def unsubscribe(self, topic: str) -> None:
        """Undo `subscribe`. What waits is not delivered any more.

        Args:
            topic: its name.
        """
        self._pubsub_().unlisten(self, topic)

    def _pubsub_(self) -> Any:
        found = self._names_.get(PUBSUB)
        if found is None:
            raise NoProcessError(
                f"{self}: there is no PubSub in its tree. Start both under one supervisor, the PubSub first: "
                f"`Supervisor([PubSub(), …])`. A `LiveApp` has one for its `children`.",
                target=PUBSUB,
            )
        return found

    def _listening_(self) -> list[Callable[[], object]]:
        """The subscriptions of `@on`, each to be made by a call, before `init` runs."""
        if not self._listeners_:
            return []
        listen = self._pubsub_().listen
        found: list[Callable[[], object]] = []
        for method, declared in self._listeners_.items():
            receive: Receive = partial(self._hear_, getattr(self, method))
            kind = topics.message_type(getattr(type(self), method))
            for topic in declared:
                name = topic.of(self._value_of_)
                if name is not None:
                    found.append(partial(listen, self, name, receive, kind=kind, backlog=topic.backlog))
        return found

    def _value_of_(self, name: str) -> object:
        try:
            return getattr(self, name)
        except AttributeError:
            raise DefinitionError(
                f"{type(self).__name__}: a topic of @on names `{name}`, which it does not have: set it in `__init__`"
            ) from None

    async def _hear_(self, method: Any, message: Any) -> None:
        await (self.info if isinstance(message, Gap) else method)(message)
