"""Who may open the WebSocket: pages of this very site, by exact comparison."""

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
        raise OriginError("a WebSocket without one Origin header: no browser sends that", origin=None)
    scheme = "https" if connection.url.scheme in ("https", "wss") else "http"
    own = _canonical(f"{scheme}://{connection.headers.get('host', '')}")
    if _canonical(origin) != own and _canonical(origin) not in {_canonical(other) for other in allowed}:
        raise OriginError(
            f"a WebSocket from a page of {origin[:200]!r}, while this site is {own!r}; if it is yours too, "
            "list it in LiveApp(origins=[…]); behind a proxy, pass its Host and X-Forwarded-Proto on",
            origin=origin,
        )


def _canonical(origin: str) -> str:
    text = origin.lower()
    scheme = text.partition("://")[0]
    port = _DEFAULT_PORTS.get(scheme)
    return text.removesuffix(port) if port else text
