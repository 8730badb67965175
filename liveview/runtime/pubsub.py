"""PubSub: messages by topic, from whoever has something to say to whoever wants to hear it (Phoenix.PubSub).

At most once, and in order from each publisher. Who listens to what is kept here; what goes to other workers and
machines is an adapter's. Publishing is a function call that never waits: each listener has a queue of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from liveview.errors import ConfigurationError, NoProcessError, ProcessError
from liveview.runtime.adapter import Adapter, Alone
from liveview.runtime.done import DONE
from liveview.runtime.exits import Reason, is_planned
from liveview.runtime.linked import Linked
from liveview.runtime.process import Process
from liveview.runtime.publishing import PUBSUB
from liveview.runtime.subscription import Receive, Subscription
from liveview.runtime.topics import Backlog

# Messages of worker threads that the loop has not taken yet. A thread that is quicker waits, as for any full queue.
THREAD_MESSAGES = 1000
# A loop that takes none for so long is blocked, and waiting longer would block the thread as well.
THREAD_SECONDS = 5.0


class PubSub(Process):
    """A process that others of its tree publish and subscribe through: `Supervisor([PubSub(), Sampler()])`.

    A subscription ends with its process. Where the PubSub itself fails, those who listen end for the same reason: their
    subscriptions are gone, and their supervisors start them anew.

    Args:
        adapter: reaches other workers and machines; by default there are none.
    """

    def __init__(self, adapter: Adapter | None = None) -> None:
        super().__init__(name=PUBSUB)
        self._adapter: Adapter = adapter or Alone()
        self._topics: dict[str, dict[Subscription, None]] = {}
        self._subscriptions: dict[Linked, dict[Subscription, None]] = {}
        self._room = BoundedSemaphore(THREAD_MESSAGES)

    async def init(self) -> None:
        """Starts the adapter."""
        await self._adapter.start(self)

    async def terminate(self, reason: Reason) -> None:
        """Stops the adapter."""
        await self._adapter.stop()

    @property
    def has_others(self) -> bool:
        """Whether there may be other workers."""
        return not isinstance(self._adapter, Alone)

    # For everybody.

    def publish(
        self, topic: str, message: object, *, to_self: bool = True, publisher: object = None
    ) -> Awaitable[None]:
        """Send a message to everybody who listens to a topic. It happens at once, and from any thread.

        Args:
            topic: its name.
            message: what they get, the very object: one that nobody changes any more.
            to_self: whether the publisher gets it too, where it listens.
            publisher: who publishes: a process, or the owner of a subscription.

        Returns:
            Something that may be awaited, and need not be.

        Raises:
            NoProcessError: the PubSub does not run.
            ProcessError: in a worker thread, where the event loop takes no message for seconds.
        """
        self._check(topic)
        exclude = None if to_self else publisher
        if asyncio._get_running_loop() is self._loop_():
            self._publish(topic, message, exclude)
        else:
            self._publish_from_thread(topic, message, exclude)
        return DONE

    def listen(
        self,
        process: Process,
        topic: str,
        receive: Receive | None = None,
        *,
        owner: object = None,
        kind: Any = Any,
        backlog: Backlog | None = None,
        is_held: bool = False,
    ) -> Subscription:
        """Let a process listen to a topic, until it ends.

        Args:
            process: who; messages are received in its task, between others.
            topic: its name.
            receive: an `async def` that is called with each message; by default the process's `info`, which listens
                once, however often asked.
            owner: who listens, if not the process itself: what `publisher` is compared with.
            kind: the type of the messages; others are not delivered, and logged.
            backlog: how many may wait, and what becomes of more.
            is_held: whether messages wait until the subscription is told to `release` them.

        Returns:
            The subscription, for `drop`.

        Raises:
            NoProcessError: the PubSub does not run, or the process has ended.
        """
        self._check(topic)
        if process.exit_reason is not None:
            raise NoProcessError(f"{process} has ended", target=process, reason=process.exit_reason)
        receive = receive or process.info
        for known in self._subscriptions.get(process, ()):
            if known.topic == topic and known.receive == receive:
                return known
        owner = process if owner is None else owner
        made = Subscription(process, topic, receive, owner=owner, kind=kind, backlog=backlog, is_held=is_held)
        self._enter(made)
        return made

    def unlisten(self, process: Process, topic: str) -> None:
        """End what a process hears of a topic in its `info`. Harmless where it hears nothing."""
        for subscription in list(self._subscriptions.get(process, ())):
            if subscription.topic == topic and subscription.receive == process.info:
                self.drop(subscription)

    def drop(self, subscription: Subscription) -> None:
        """End a subscription, and forget what waits. Harmless for one that has ended."""
        subscription.cancel()
        self._subscriptions.get(subscription.process, {}).pop(subscription, None)
        self._leave(subscription)

    def subscribers(self, topic: str) -> list[Linked]:
        """The processes of this worker that listen to a topic, once for each subscription."""
        return [subscription.process for subscription in self._topics.get(topic, ())]

    # From the adapter.

    def deliver(self, topic: str, message: object) -> None:
        """Somebody elsewhere has published a message."""
        for subscription in list(self._topics.get(topic, ())):
            subscription.put(message)

    def gap(self, topic: str | None = None) -> None:
        """Messages from elsewhere may have been lost: who listens to the topic, or to any, is told."""
        for name in list(self._topics) if topic is None else [topic]:
            for subscription in list(self._topics.get(name, ())):
                subscription.gap()

    # Inside.

    def _check(self, topic: object) -> None:
        if not isinstance(topic, str) or not topic:
            raise ConfigurationError(f"a topic is a text such as 'room:7', not {topic!r}")
        if self._home_ is None or self.exit_reason is not None:
            raise NoProcessError(f"{self} does not run", target=self, reason=self.exit_reason)

    def _publish(self, topic: str, message: object, exclude: object) -> None:
        for subscription in list(self._topics.get(topic, ())):
            if exclude is None or subscription.owner is not exclude:
                subscription.put(message)
        self._adapter.publish(topic, message)

    def _publish_from_thread(self, topic: str, message: object, exclude: object) -> None:
        if not self._room.acquire(timeout=THREAD_SECONDS):
            raise ProcessError(f"{THREAD_MESSAGES} messages of threads wait, and the event loop has taken none")
        try:
            self._loop_().call_soon_threadsafe(self._publish_for_thread, topic, message, exclude)
        except RuntimeError as error:  # the loop is closed
            raise NoProcessError(f"{self} has ended with its event loop", target=self) from error

    def _publish_for_thread(self, topic: str, message: object, exclude: object) -> None:
        self._room.release()
        self._publish(topic, message, exclude)

    def _enter(self, subscription: Subscription) -> None:
        of_topic = self._topics.get(subscription.topic)
        if of_topic is None:
            of_topic = self._topics[subscription.topic] = {}
            self._adapter.subscribe(subscription.topic)
        of_topic[subscription] = None
        of_process = self._subscriptions.get(subscription.process)
        if of_process is None:
            of_process = self._subscriptions[subscription.process] = {}
            subscription.process.on_exit(partial(self._forget, subscription.process))
        of_process[subscription] = None

    def _leave(self, subscription: Subscription) -> None:
        of_topic = self._topics.get(subscription.topic)
        if of_topic is None or subscription not in of_topic:
            return
        del of_topic[subscription]
        if not of_topic:
            del self._topics[subscription.topic]
            self._adapter.unsubscribe(subscription.topic)

    def _forget(self, process: Linked, _: Reason) -> None:
        for subscription in self._subscriptions.pop(process, ()):
            subscription.cancel()
            self._leave(subscription)

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        super()._end_(reason)
        listening = list(self._subscriptions)
        for subscription in [one for of in self._subscriptions.values() for one in of]:
            subscription.cancel()
        self._topics.clear()
        self._subscriptions.clear()
        if not is_planned(reason):
            for process in listening:
                process.exit(reason)
