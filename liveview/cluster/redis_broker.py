"""PubSub between machines over Redis, or what speaks like it, such as Valkey."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from liveview.cluster.broker import Broker
from liveview.cluster.outgoing import Sending
from liveview.errors import ConfigurationError

if TYPE_CHECKING:
    from redis.asyncio import Connection


class RedisBroker(Broker):
    """The adapter of `PubSub` for a Redis of version 6 or newer. Needs `pip install "liveview[redis]"`.

    Redis knows its channels across its databases: apps that share one need a prefix each.

    Args:
        url: such as `redis://user:secret@host:6379/0`, or `rediss://…` for TLS.
        prefix: what the names of all channels begin with.

    Raises:
        ConfigurationError: where the client is not installed, or for a URL that is none.
    """

    def __init__(self, url: str, *, prefix: str = "liveview") -> None:
        options = _options(url)
        super().__init__("the cluster's Redis", lambda: _RedisLink(options, f"{prefix}:".encode()))

    def __repr__(self) -> str:
        return "RedisBroker(…)"  # its URL may hold a password


class _RedisLink:
    """One connection, of which the protocol's third version needs no more, for both directions."""

    def __init__(self, options: Mapping[str, Any], prefix: bytes) -> None:
        kind: type[Connection] = options["kind"]
        self._connection = kind(**options["arguments"])
        self._prefix = prefix
        self._receive: Callable[[str, bytes], None] | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._answers: deque[asyncio.Future[None]] = deque()

    async def open(self, receive: Callable[[str, bytes], None]) -> None:
        """Connect."""
        self._receive = receive
        connect: Callable[[], Awaitable[None]] = self._connection.connect
        await connect()
        # Kept for its end: the client's own waits until a broker that has stopped reading has read everything.
        writer = self._connection._writer
        self._transport = None if writer is None else writer.transport

    async def listen(self) -> None:
        """Take in what comes, until the connection is lost."""
        while True:
            answer = await self._connection.read_response(True, disconnect_on_error=False, push_request=True)
            if answer == b"PONG":
                self._answers.popleft().set_result(None)
            elif isinstance(answer, list) and answer[0] == b"message" and self._receive is not None:
                self._receive(_topic(answer[1].removeprefix(self._prefix)), answer[2])

    async def exchange(self, wanted: Sequence[str], unwanted: Sequence[str], messages: Sequence[Sending]) -> None:
        """Subscribe, give up, publish, and ask whether that is done: Redis answers in order."""
        commands = [*self._commands(wanted, unwanted, messages), ("PING",)]
        answer = asyncio.get_running_loop().create_future()
        self._answers.append(answer)
        await self._connection.send_packed_command(self._connection.pack_commands(commands), check_health=False)
        await answer

    def _commands(
        self, wanted: Sequence[str], unwanted: Sequence[str], messages: Sequence[Sending]
    ) -> Iterator[tuple[str | bytes, ...]]:
        if wanted:
            yield ("SUBSCRIBE", *map(self._channel, wanted))
        if unwanted:
            yield ("UNSUBSCRIBE", *map(self._channel, unwanted))
        for message in messages:
            yield ("PUBLISH", self._channel(message.topic), message.content)

    def _channel(self, topic: str) -> bytes:
        return self._prefix + topic.encode(errors="surrogatepass")

    async def close(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()
        await self._connection.disconnect(nowait=True)
        await asyncio.sleep(0)  # in which the transport ends


def _topic(name: bytes) -> str:
    return name.decode(errors="surrogatepass")


def _options(url: str) -> Mapping[str, Any]:
    try:
        from redis.asyncio.connection import Connection, parse_url
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError as error:
        raise ConfigurationError('a cluster with Redis needs its client: pip install "liveview[redis]"') from error
    try:
        arguments: dict[str, Any] = dict(parse_url(url))
    except ValueError as error:
        raise ConfigurationError(f"no URL of a Redis, such as redis://localhost:6379/0: {error}") from None
    kind = arguments.pop("connection_class", Connection)
    # It is the broker's task that counts the time, and tries again.
    arguments |= {"protocol": 3, "socket_timeout": None, "retry": Retry(NoBackoff(), 0)}
    return {"kind": kind, "arguments": arguments}
