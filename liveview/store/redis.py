"""Entries in Redis, for the workers of several machines: they survive a machine, and as much as Redis itself keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liveview.errors import ConfigurationError
from liveview.store.adapter import FENCE_SECONDS, FIRST, Taken

if TYPE_CHECKING:
    from redis.asyncio import Redis

# A worker's, however many views it has. More would only wait for Redis's one thread.
CONNECTIONS = 4
# Seconds to connect, and for an answer; less than a `Store` waits, so that the reason is Redis's own.
SECONDS = 1.5

# An entry is two keys in one slot: its value, and its fence, which is remembered for longer. A script is one step.
_TAKE = """
local fence = tonumber(redis.call('GET', KEYS[2]) or ARGV[1]) + 1
local left = math.max(redis.call('PTTL', KEYS[1]), 0)
redis.call('SET', KEYS[2], fence, 'PX', left + ARGV[2])
return {redis.call('GET', KEYS[1]), fence}
"""
_PUT = """
if tonumber(redis.call('GET', KEYS[2]) or 0) > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3] + ARGV[2])
return 1
"""
_DELETE = """
local fence = redis.call('GET', KEYS[2])
if not fence then return 1 end
if tonumber(fence) > tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
"""
_FENCE_MS = int(FENCE_SECONDS * 1000)


class RedisAdapter:
    """Keeps entries in a Redis, or in what speaks like one, such as Valkey. Needs `pip install "liveview[redis]"`.

    A Redis that restarts without its data has forgotten the fences as well: until its next write an owner of before
    may still write. One that evicts keys (`maxmemory-policy`) may forget as much.

    Args:
        url: such as `redis://user:secret@host:6379/0`, or `rediss://…` for TLS.
        prefix: what the names of all keys begin with.

    Raises:
        ConfigurationError: where the client is not installed, or for a URL that is none.
    """

    def __init__(self, url: str, *, prefix: str = "liveview") -> None:
        self._client = _client(url)
        self._prefix = prefix
        self._take, self._put, self._delete = map(self._client.register_script, (_TAKE, _PUT, _DELETE))

    async def take(self, key: str) -> Taken:
        """A new owner, and the value."""
        value, fence = await self._take(self._names(key), [FIRST, _FENCE_MS])
        return Taken(value, int(fence))

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        """A new value, by its owner."""
        milliseconds = max(int(expires_in * 1000), 1)
        return bool(await self._put(self._names(key), [fence, _FENCE_MS, milliseconds, value]))

    async def get(self, key: str) -> bytes | None:
        """The value."""
        found = await self._client.get(self._names(key)[0])
        return found.encode() if isinstance(found, str) else found  # a text where the URL asks for texts

    async def delete(self, key: str, fence: int) -> bool:
        """No value any more, by its owner."""
        return bool(await self._delete(self._names(key), [fence, _FENCE_MS]))

    async def close(self) -> None:
        """The connections are closed; the entries stay."""
        await self._client.aclose()

    def __repr__(self) -> str:
        return "RedisAdapter(…)"  # its URL may hold a password

    def _names(self, key: str) -> list[str]:
        # In braces: of the same slot, where Redis is a cluster.
        return [f"{self._prefix}:{{{key}}}:{part}" for part in ("value", "fence")]


def _client(url: str) -> Redis:
    try:
        from redis.asyncio import BlockingConnectionPool, Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError as error:
        raise ConfigurationError('a store in Redis needs its client: pip install "liveview[redis]"') from error
    try:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=SECONDS,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            # Each connection learns of a restart when it is next used; the second try is a new one.
            retry=Retry(NoBackoff(), 1),
        )
    except ValueError as error:
        raise ConfigurationError(f"no URL of a Redis, such as redis://localhost:6379/0: {error}") from None
    return Redis.from_pool(pool)
