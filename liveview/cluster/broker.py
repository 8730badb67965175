"""PubSub over a broker: one connection a worker, one subscription a topic, and calm while the broker is away.

What an adapter for a certain broker has to bring is a `Link`. Nothing here waits for the broker but one task.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from liveview.cluster.envelope import LOST, MESSAGE, Arrivals, Numbering, opened
from liveview.cluster.frames import ALL
from liveview.cluster.message import Packed, pack
from liveview.cluster.outgoing import Outgoing, Sending
from liveview.runtime.adapter import Receiver

logger = logging.getLogger("liveview.cluster")

# Seconds to connect, and for an answer. One that takes longer is away: what is published waits for the next connection.
ANSWER_SECONDS = 5.0
# Between two questions whether it is still there, to a broker that has nothing else to say.
QUIET_SECONDS = 5.0
# Between two tries to reach it, at random up to this: workers that lost it together do not come back together.
AGAIN_SECONDS = 1.0
# A subscription that took longer than this may have missed something, and is told so.
PROMPT_SECONDS = 0.25
# For a connection's end, from a broker that may have stopped reading.
CLOSE_SECONDS = 1.0


class Link(Protocol):
    """One connection to a broker. Every method but `close` raises an `Exception` where it is lost."""

    async def open(self, receive: Callable[[str, bytes], None]) -> None:
        """Connect.

        Args:
            receive: called with the topic and the content of whatever comes in.
        """

    async def listen(self) -> None:
        """Take in what comes, until the connection is lost."""

    async def exchange(self, wanted: Sequence[str], unwanted: Sequence[str], messages: Sequence[Sending]) -> None:
        """Subscribe to topics, give up others, publish; and wait until the broker has done all of it."""

    async def close(self) -> None:
        """End it, whatever state it is in. Called once, whatever came before."""


class Broker:
    """The adapter of `PubSub` for a broker between machines.

    Args:
        name: what the broker is called, for the log.
        connect: makes a connection that is not open yet.
    """

    def __init__(self, name: str, connect: Callable[[], Link]) -> None:
        self._name = name
        self._connect = connect
        self._receiver: Receiver | None = None
        self._outgoing = Outgoing()
        self._task: asyncio.Task[None] | None = None
        self._work = asyncio.Event()
        # Topics, and since when somebody wants them; and those that the broker knows of, while there is a connection.
        self._topics: dict[str, float] = {}
        self._known: dict[str, None] = {}
        self._begin()

    def _begin(self) -> None:
        self._numbering = Numbering()
        self._arrivals = Arrivals()
        self._was_connected = False
        self._is_away = False

    # For the PubSub.

    async def start(self, receiver: Receiver) -> None:
        """Begin, and go on trying where the broker cannot be reached."""
        self._receiver = receiver
        self._topics[ALL] = asyncio.get_running_loop().time()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End: nothing is delivered after this."""
        task, self._task, self._receiver = self._task, None, None
        if task is not None:
            await _end(task)
        self._topics.clear()
        self._outgoing.clear()
        self._begin()

    def publish(self, topic: str, message: object) -> None:
        """Take a message for the other workers.

        Raises:
            TypeError: it is of a type that cannot be sent, or too large.
        """
        if self._task is None:
            return
        data = pack(message)
        if self._outgoing.has_room(len(data)):
            self._put_lost()
            self._outgoing.put(topic, self._numbering.sealed(topic, data))
        else:
            if not self._outgoing.lost:
                logger.warning("%s does not take what is published here: listeners are told what they miss", self._name)
            self._outgoing.lose(topic)
        self._work.set()

    def subscribe(self, topic: str) -> None:
        """Somebody here listens to a topic from now on."""
        self._topics[topic] = asyncio.get_running_loop().time()
        self._work.set()

    def unsubscribe(self, topic: str) -> None:
        """Nobody here listens to a topic any more."""
        self._topics.pop(topic, None)
        self._arrivals.forget(topic)
        self._work.set()

    # The connection.

    async def _run(self) -> None:
        while True:
            link = self._connect()
            try:
                await self._follow(link)
            except Exception as error:  # of the broker's client, which has its own
                self._lost(error)
            finally:
                self._known.clear()
                await _ended(link.close())
            await asyncio.sleep(random.uniform(0.05, AGAIN_SECONDS))

    async def _follow(self, link: Link) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            await link.open(self._receive)
        listening = asyncio.create_task(link.listen())
        talking = asyncio.create_task(self._talk(link))
        try:
            done, _ = await asyncio.wait((listening, talking), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(listening, talking)
        for task in done:
            await task
        raise ConnectionError("the connection was closed")

    async def _talk(self, link: Link) -> None:
        while True:
            self._work.clear()
            self._put_lost()
            wanted = [topic for topic in self._topics if topic not in self._known]
            unwanted = [topic for topic in self._known if topic not in self._topics]
            messages = self._outgoing.batch()
            async with asyncio.timeout(ANSWER_SECONDS):
                await link.exchange(wanted, unwanted, messages)
            self._outgoing.taken(len(messages))
            self._subscribed(wanted, unwanted)
            if not self._outgoing:
                await self._until_work()

    async def _until_work(self) -> None:
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                await self._work.wait()
        except TimeoutError:
            pass  # is it still there?

    def _subscribed(self, wanted: Sequence[str], unwanted: Sequence[str]) -> None:
        for topic in unwanted:
            self._known.pop(topic, None)
        late = asyncio.get_running_loop().time() - PROMPT_SECONDS
        missed = [topic for topic in wanted if self._topics.get(topic, late) < late]
        self._known.update(dict.fromkeys(wanted))
        if self._receiver is None:
            return
        if ALL in wanted:
            self._connected(has_missed=ALL in missed)
        elif missed:
            for topic in missed:
                self._receiver.gap(topic)

    def _connected(self, *, has_missed: bool) -> None:
        if self._is_away:
            logger.info("%s is back", self._name)
        self._is_away = False
        if (self._was_connected or has_missed) and self._receiver is not None:
            self._receiver.gap()
        self._was_connected = True

    def _lost(self, error: Exception) -> None:
        if not self._is_away:
            logger.warning(
                "%s is away (%s): what other workers publish is missed until it is back, and what is published here "
                "waits for it",
                self._name,
                str(error) or type(error).__name__,
            )
        self._is_away = True

    def _put_lost(self) -> None:
        lost = self._outgoing.lost
        if lost and self._outgoing.has_room(0):
            self._outgoing.lost = {}
            for topic in lost:
                self._outgoing.put(topic, self._numbering.sealed(topic, kind=LOST))

    def _receive(self, topic: str, content: bytes) -> None:
        if topic not in self._topics or self._receiver is None:
            return
        try:
            envelope = opened(content)
        except ValueError as error:
            logger.error("somebody else publishes to %s of %s: %s", topic or "all topics", self._name, error)
            return
        if envelope.node == self._numbering.node or self._arrivals.is_repeated(topic, envelope):
            return
        if self._arrivals.is_after_hole(topic, envelope) or envelope.kind == LOST:
            self._receiver.gap(topic or None)
        if envelope.kind == MESSAGE:
            self._receiver.deliver(topic, Packed(envelope.data))


async def _end(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks until they are done: code that waits with a timeout may take a cancellation for it (bpo-37658)."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=0.1)


async def _ended(closing: Coroutine[Any, Any, None]) -> None:
    """Let a connection end, also where the one who waits for it is told to end."""
    task = asyncio.ensure_future(closing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,))
        raise
