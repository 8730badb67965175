"""`liveview load`: puts a page under load and tells what its clients felt."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from urllib.parse import urlsplit

from liveview.errors import ConfigurationError
from liveview.load import Crowd, Load


def load(given: Load, *, as_json: bool, remote: bool) -> int:
    """Run a load and print the report.

    Args:
        given: what the clients do.
        as_json: print an object instead of lines.
        remote: whether a server on another machine is meant.

    Returns:
        The exit status: 1 where something went wrong for a client.

    Raises:
        ConfigurationError: for a URL that is none, or of another machine without `remote`.
        LoadError: where no client can join.
    """
    _check_url(given.url, remote)
    report = asyncio.run(Crowd(given).run())
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(report.lines()))
    return 1 if report.errors else 0


def _check_url(url: str, remote: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"{url!r} is no address of a page: write http://127.0.0.1:8000/")
    if not remote and not is_loopback(parts.hostname):
        raise ConfigurationError(
            f"{parts.hostname} is another machine: a load can take a server down. If it is yours, add --remote"
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by all of its addresses."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError as error:
        raise ConfigurationError(f"{host}: {error.strerror or error}") from error
    return all(ipaddress.ip_address(address[4][0]).is_loopback for address in found)
