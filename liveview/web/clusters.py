"""How an app's workers find each other, by what the app says of it and by who has started them."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from liveview.cluster import NatsBroker, RedisBroker, UnixHub
from liveview.errors import ConfigurationError
from liveview.runtime.adapter import Adapter
from liveview.web.keys import state_directory

# Where the workers of one server meet: `liveview run --workers` sets it, and to nothing where there is one worker.
VARIABLE = "LIVEVIEW_HUB"
# Linux has room for 108 bytes of a socket's path, others for a few less.
MOST_BYTES = 100


def adapter_of(given: str | Adapter | None) -> Adapter | None:
    """An app's way to other workers.

    Args:
        given: what the app was made with: an adapter, or a broker's URL, `redis://…` or `nats://…`. By default a hub
            where the server has started several workers, and nothing where this is the only one.

    Raises:
        ConfigurationError: for a URL of another kind, or where a client has to be installed.
    """
    if isinstance(given, str):
        return _broker_of(given)
    if given is not None:
        return given
    path = hub_path()
    return None if path is None else UnixHub(path)


def _broker_of(url: str) -> Adapter:
    scheme = url.partition(":")[0]
    if scheme in ("redis", "rediss", "unix"):
        return RedisBroker(url)
    if scheme in ("nats", "tls"):
        return NatsBroker(url)
    raise ConfigurationError(
        f"cluster={scheme + ':…'!r} is of no known kind: redis://host, rediss://host, unix:///path/to/redis.sock, "
        f"nats://host, or tls://host"
    )


def hub_path() -> Path | None:
    """Where the workers of one server meet; None where this one was not started as one of several."""
    if VARIABLE in os.environ:
        return Path(os.environ[VARIABLE]) if os.environ[VARIABLE] else None
    parent = multiprocessing.parent_process()  # as of `uvicorn --workers`
    return None if parent is None or parent.pid is None or os.name == "nt" else hub_of(parent.pid)


def hub_of(pid: int) -> Path:
    """Where those meet whom a process has started.

    Args:
        pid: the process.
    """
    name = f"hub-{pid}.sock"
    with suppress(RuntimeError):  # a user without a home
        path = state_directory() / name
        if len(os.fsencode(path)) <= MOST_BYTES:
            return path
    return Path(tempfile.gettempdir()) / f"liveview-{os.getuid()}" / name
