"""Entries in a key-value bucket of NATS JetStream, for the workers of several machines."""

from __future__ import annotations

import asyncio
import base64
import struct
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from liveview.errors import ConfigurationError
from liveview.store.adapter import FENCE_SECONDS, FIRST, Taken
from liveview.store.store import MAX_AGE

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js.kv import KeyValue

# Seconds to connect, and for an answer; less than a `Store` waits, so that the reason is NATS's own.
SECONDS = 1.5
OPTIONS: Mapping[str, Any] = {
    "connect_timeout": SECONDS,
    # A connection that was lost is looked for until it is back, four times a second.
    "max_reconnect_attempts": -1,
    "reconnect_time_wait": 0.25,
    # Between two signs of life; two that fail end a connection.
    "ping_interval": 10,
}

# NATS counts what was written to a key, but knows neither fences nor when one value expires: these stand before it.
_HEADER = struct.Struct(">QdB")  # fence, expiry, whether there is a value


class _Entry(NamedTuple):
    fence: int = FIRST
    expires: float = 0.0
    value: bytes | None = None
    revision: int = 0

    def packed(self) -> bytes:
        return _HEADER.pack(self.fence, self.expires, self.value is not None) + (self.value or b"")


class NatsAdapter:
    """Keeps entries in a bucket of a NATS server with JetStream. Needs `pip install "liveview[nats]"`.

    The bucket is made where it is missing, in files, with one replica: make it yourself for another shape. It has to
    keep its entries for a day. The clocks of the machines should agree to a second.

    Args:
        url: such as `nats://user:secret@host:4222`; several by commas.
        bucket: its name, of letters, digits, `-` and `_`.
        wall: the time in seconds since 1970.

    Raises:
        ConfigurationError: where the client is not installed.
    """

    def __init__(self, url: str, *, bucket: str = "liveview-store", wall: Callable[[], float] = time.time) -> None:
        try:
            from nats.aio.client import Client
        except ImportError as error:
            raise ConfigurationError('a store in NATS needs its client: pip install "liveview[nats]"') from error
        self._new_client = Client
        self._servers = url.split(",")
        self._bucket = bucket
        self._wall = wall
        self._opening: asyncio.Future[tuple[Client, KeyValue]] | None = None

    async def take(self, key: str) -> Taken:
        """A new owner, and the value."""
        while True:
            entry = await self._read(key)
            value = self._value(entry)
            taken = entry._replace(fence=entry.fence + 1, value=value)
            if await self._write(key, taken):
                return Taken(value, taken.fence)

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        """A new value, by its owner."""
        while True:
            entry = await self._read(key)
            if entry.fence > fence:
                return False
            if await self._write(key, _Entry(fence, self._wall() + expires_in, value, entry.revision)):
                return True

    async def get(self, key: str) -> bytes | None:
        """The value."""
        return self._value(await self._read(key))

    async def delete(self, key: str, fence: int) -> bool:
        """No value any more, by its owner."""
        while True:
            entry = await self._read(key)
            if entry.fence > fence:
                return False
            if not entry.revision or await self._write(key, entry._replace(fence=fence, value=None)):
                return True

    async def close(self) -> None:
        """The connection is closed; the entries stay."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait([self._opening])
            if not self._opening.cancelled() and not _is_over(self._opening):
                await self._opening.result()[0].close()

    def __repr__(self) -> str:
        return f"NatsAdapter(…, bucket={self._bucket!r})"  # its URL may hold a password

    def _value(self, entry: _Entry) -> bytes | None:
        return entry.value if entry.expires > self._wall() else None

    async def _read(self, key: str) -> _Entry:
        from nats.js.errors import KeyNotFoundError

        entries = await self._connected()
        try:
            found = await entries.get(_name(key))
        except KeyNotFoundError:
            return _Entry()
        data = found.value or b""
        fence, expires, has_value = _HEADER.unpack_from(data)
        return _Entry(fence, expires, data[_HEADER.size :] if has_value else None, found.revision or 0)

    async def _write(self, key: str, entry: _Entry) -> bool:
        """Write, unless somebody else has written meanwhile."""
        from nats.js.errors import KeyWrongLastSequenceError

        entries = await self._connected()
        try:
            await entries.update(_name(key), entry.packed(), last=entry.revision)
        except KeyWrongLastSequenceError:
            return False
        return True

    async def _connected(self) -> KeyValue:
        if self._opening is None or _is_over(self._opening):
            self._opening = asyncio.ensure_future(self._open())
        # Whoever gives up waiting leaves it on its way: others wait for it too.
        client, entries = await asyncio.shield(self._opening)
        if not client.is_connected:
            raise ConnectionError("the server is away")  # what is sent now would wait, and be done too late
        return entries

    async def _open(self) -> tuple[Client, KeyValue]:
        from nats.js.errors import BucketNotFoundError

        client = self._new_client()
        is_open = False

        async def failed(error: Exception) -> None:
            if not is_open:
                raise error  # or it would go on by itself, and leave each connection open that did not answer

        try:
            await client.connect(self._servers, error_cb=failed, **OPTIONS)
            is_open = True
            stream = client.jetstream(timeout=SECONDS)
            try:
                return client, await stream.key_value(self._bucket)
            except BucketNotFoundError:  # another worker may make it at the same time, of the same shape
                return client, await stream.create_key_value(
                    bucket=self._bucket, ttl=MAX_AGE + FENCE_SECONDS, history=1
                )
        except BaseException:
            await client.close()
            raise


def _is_over(opening: asyncio.Future[tuple[Client, KeyValue]]) -> bool:
    """Whether a connection did not come about, or has ended for good."""
    return opening.done() and (opening.exception() is not None or opening.result()[0].is_closed)


def _name(key: str) -> str:
    """A key's name within NATS, which knows fewer characters."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
