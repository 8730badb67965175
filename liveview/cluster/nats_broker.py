"""PubSub between machines over NATS."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from liveview.cluster.broker import ANSWER_SECONDS, CLOSE_SECONDS, Broker
from liveview.cluster.outgoing import Sending
from liveview.errors import ConfigurationError

if TYPE_CHECKING:
    from nats.aio.subscription import Subscription

logger = logging.getLogger("liveview.cluster")

# Seconds to connect to one of the servers; the next one is tried within what the broker waits for an answer.
CONNECT_SECONDS = 1.5
# Characters of a subject's second part: a server closes the connection of who names one of more than some 4,000.
LONGEST_NAME = 500


class NatsBroker(Broker):
    """The adapter of `PubSub` for NATS servers. Needs `pip install "liveview[nats]"`.

    Args:
        url: such as `nats://user:secret@host:4222`, or `tls://…`; several by commas.
        prefix: the first part of all subjects, of letters, digits, `-` and `_`.

    Raises:
        ConfigurationError: where the client is not installed.
    """

    def __init__(self, url: str, *, prefix: str = "liveview") -> None:
        connection = _connection_class()
        super().__init__("the cluster's NATS", lambda: _NatsLink(connection(), url.split(","), prefix))

    def __repr__(self) -> str:
        return "NatsBroker(…)"  # its URL may hold a password


class _NatsLink:
    """One connection."""

    def __init__(self, connection: Any, servers: Sequence[str], prefix: str) -> None:
        self._connection = connection
        self._servers = list(servers)
        self._prefix = f"{prefix}."
        self._subscriptions: dict[str, Subscription] = {}
        self._topics: dict[str, str] = {}  # by subject

    async def open(self, receive: Callable[[str, bytes], None]) -> None:
        """Connect."""
        self._connection.receive = lambda subject, data: receive(self._topics[subject], data)
        await self._connection.open(self._servers)

    async def listen(self) -> None:
        """Wait until the connection is lost: it takes in by itself what comes."""
        await asyncio.shield(self._connection.lost)

    async def exchange(self, wanted: Sequence[str], unwanted: Sequence[str], messages: Sequence[Sending]) -> None:
        """Subscribe, give up, publish, and ask whether that is done: NATS answers in order."""
        for topic in wanted:
            subject = self._subject(topic)
            self._topics[subject] = topic
            self._subscriptions[topic] = await self._connection.subscribe(subject)
        for topic in unwanted:
            await self._subscriptions.pop(topic).unsubscribe()
            self._topics.pop(self._subject(topic), None)
        for message in messages:
            await self._publish(message)
        await self._connection.rtt(ANSWER_SECONDS)

    async def _publish(self, message: Sending) -> None:
        size, most = len(message.content), self._connection.max_payload
        if size > most:
            # Others see a hole before the next one. Sent, it would end the connection, each time anew.
            logger.error("a message to %r has %s bytes, and this NATS takes %s: it is lost", message.topic, size, most)
        else:
            await self._connection.publish(self._subject(message.topic), message.content)

    def _subject(self, topic: str) -> str:
        return self._prefix + (_name(topic) or "_all")

    async def close(self) -> None:
        """End it."""
        await self._connection.end()


def _name(topic: str) -> str:
    """A topic within NATS, to which spaces, dots, stars and arrows say something, and a long one is a mistake."""
    name = quote(topic, safe=":/", errors="surrogatepass").replace(".", "%2E").replace("_", "%5F")
    if len(name) <= LONGEST_NAME:
        return name
    return "_" + hashlib.sha256(topic.encode(errors="surrogatepass")).hexdigest()


def _connection_class() -> Callable[[], Any]:
    try:
        from nats.aio.client import Client
    except ImportError as error:
        raise ConfigurationError('a cluster with NATS needs its client: pip install "liveview[nats]"') from error

    class Connection(Client):
        """A client that ends with its connection: who lost it is to know at once, and make another one.

        The client's own ways would be to reconnect by itself, telling late, and to have a task and a queue for each
        subscription; hence the two methods of its inside.
        """

        def __init__(self) -> None:
            super().__init__()
            self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.receive: Callable[[str, bytes], None] = lambda subject, data: None

        async def open(self, servers: list[str]) -> None:
            await self.connect(
                servers,
                allow_reconnect=False,
                max_reconnect_attempts=1,  # each server is tried twice
                reconnect_time_wait=0,
                connect_timeout=CONNECT_SECONDS,  # type: ignore[arg-type]
                no_echo=True,
                skip_subject_validation=True,
                error_cb=self._failed,
                closed_cb=self._ended,
            )

        async def _failed(self, error: Exception) -> None:
            self._reason = error

        async def _ended(self) -> None:
            self._lose(getattr(self, "_reason", None) or ConnectionError("it was closed"))

        def _lose(self, error: Exception) -> None:
            if not self.lost.done():
                self.lost.set_exception(error)
                self.lost.exception()  # somebody may have given up listening

        async def _process_op_err(self, e: Exception) -> None:
            self._lose(e)

        async def _process_msg(self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes) -> None:
            if sid in self._subs:  # and not one that was given up meanwhile
                self.receive(subject.decode(), data)

        async def end(self) -> None:
            # What was not sent will not be, and a broker that does not read would be waited for.
            self._pending.clear()
            self._pending_data_size = 0
            writer = getattr(self._transport, "_io_writer", None)
            if writer is not None:
                writer.transport.abort()
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.close()

    return Connection
