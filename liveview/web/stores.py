"""Where an app's snapshots are kept, by what the app says of it."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import unquote, urlsplit

from liveview.errors import ConfigurationError
from liveview.store import Adapter, MemoryAdapter, NatsAdapter, RedisAdapter, SQLiteAdapter, Store
from liveview.web.keys import STATE_VARIABLE, state_directory

logger = logging.getLogger("liveview.web")

FILE = "snapshots.db"


def store_of(given: str | Adapter | None, cluster: object = None) -> Store:
    """An app's store.

    Args:
        given: an adapter, or a URL: `sqlite:////var/lib/app/snapshots.db`, `redis://…`, `nats://…`, `memory:`. By
            default a file in the state directory, which all workers of the machine share and a restart survives.
        cluster: how its workers meet. The broker that a URL names keeps the snapshots of all machines, of which each
            would have a file of its own.

    Raises:
        ConfigurationError: for a URL of another kind, or where a client has to be installed.
    """
    if given is None and isinstance(cluster, str):
        given = cluster
    if given is None:
        return Store(_default())
    return Store(_adapter(given) if isinstance(given, str) else given)


def _default() -> Adapter:
    try:
        folder = state_directory()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / FILE).touch(mode=0o600)
    except (OSError, RuntimeError) as error:  # a folder that cannot be written, or a user without a home
        logger.warning(
            "snapshots cannot be kept in a file (%s): pages begin anew after a restart. Set %s to a folder that can be "
            "written, or give the app a store.",
            error,
            STATE_VARIABLE,
        )
        return MemoryAdapter()
    return SQLiteAdapter(folder / FILE)


def _adapter(url: str) -> Adapter:
    scheme = url.partition(":")[0]
    if scheme in ("redis", "rediss", "unix"):
        return RedisAdapter(url)
    if scheme in ("nats", "tls"):
        return NatsAdapter(url)
    if scheme == "sqlite":
        return SQLiteAdapter(_file(url))
    if scheme == "memory":
        return MemoryAdapter()
    raise ConfigurationError(
        f"store={url!r} is of no known kind: sqlite:////path/to/file, redis://host, nats://host, or memory:"
    )


def _file(url: str) -> Path:
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.netloc or len(path) < 2 or not path.startswith("/"):
        raise ConfigurationError(
            f"store={url!r}: write sqlite:////path/to/file, or sqlite:///file for one that is here"
        )
    return Path(path[1:])  # as SQLAlchemy has it
