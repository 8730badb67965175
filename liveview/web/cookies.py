"""Names and attributes of the framework's own cookies, by how the page was served."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from liveview.web.view_request import prefix_of


def cookie_name(base: str, connection: HTTPConnection) -> str:
    """A cookie's name.

    Over TLS its prefix has browsers refuse one that another host of the domain, or a page without TLS, has set
    (RFC 6265bis, section 4.1.3).

    Args:
        base: the name without a prefix.
        connection: a request.
    """
    if not is_secure(connection):
        return base
    return f"__Secure-{base}" if prefix_of(connection) else f"__Host-{base}"


def set_cookie(
    response: Response, connection: HTTPConnection, base: str, value: str, max_age: int | None = None
) -> None:
    """Give the browser a cookie: for this app only, out of reach of scripts and of other sites' requests.

    Args:
        response: what carries it.
        connection: the request.
        base: its name without a prefix.
        value: what it holds.
        max_age: seconds for which it is kept; 0 takes it back; None until the browser is closed.
    """
    response.set_cookie(
        cookie_name(base, connection),
        value,
        max_age=max_age,
        path=prefix_of(connection) or "/",
        httponly=True,
        samesite="lax",
        secure=is_secure(connection),
    )


def is_secure(connection: HTTPConnection) -> bool:
    """Whether a request came over TLS, as far as the server knows."""
    return connection.url.scheme in ("https", "wss")
