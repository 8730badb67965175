"""Who may connect: pages of this very site, by exact comparison."""

from __future__ import annotations

from collections.abc import Collection

from starlette.requests import HTTPConnection

from liveview.errors import OriginError

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def check_origin(connection: HTTPConnection, allowed: Collection[str] = ()) -> None:
    """Refuse a handshake from another site's page (cross-site WebSocket hijacking).

    Args:
        connection: the handshake.
        allowed: further origins, such as "https://admin.example.org".

    Raises:
        OriginError: where the Origin header is missing, given twice, or of another scheme, host or port.
    """
    given = connection.headers.getlist("origin")
    origin = given[0] if len(given) == 1 else None
    if origin is None:
        raise OriginError("a connection without one Origin header: no browser opens one", origin=None)
    if not is_allowed(origin, connection, allowed):
        raise OriginError(
            f"a connection from a page of {origin[:200]!r}, while this site is {own_origin(connection)!r}; if it is "
            "yours too, list it in LiveApp(origins=[…]); behind a proxy, pass its Host and X-Forwarded-Proto on",
            origin=origin,
        )


def is_allowed(origin: str, connection: HTTPConnection, allowed: Collection[str]) -> bool:
    """Whether an origin is the site's own, or one of others that it names.

    Args:
        origin: as the browser says it.
        connection: a request to the site.
        allowed: others.
    """
    return _canonical(origin) in {own_origin(connection), *map(_canonical, allowed)}


def own_origin(connection: HTTPConnection) -> str:
    """The origin of the pages of this site, by a request to it."""
    scheme = "https" if connection.url.scheme in ("https", "wss") else "http"
    return _canonical(f"{scheme}://{connection.headers.get('host', '')}")


def _canonical(origin: str) -> str:
    text = origin.lower()
    scheme = text.partition("://")[0]
    port = _DEFAULT_PORTS.get(scheme)
    return text.removesuffix(port) if port else text
