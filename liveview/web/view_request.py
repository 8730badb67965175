"""An HTTP request, or a URL that one could have had, as what a view may see of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Scope

from liveview.view.request import NOTHING, Request

SCHEMES = {"ws": "http", "wss": "https"}
# Where in the scope stands the path that the app was mounted under; a route may be in further mounts of its own.
PREFIX = "liveview.prefix"
# And where what an ordinary page asks for: its live parts.
PARTS = "liveview.parts"


def view_request(connection: HTTPConnection, user: Any) -> Request:
    """What a view is mounted with.

    Args:
        connection: the request.
        user: whom the guards have let in.
    """
    query: dict[str, list[str]] = {}
    for name, value in connection.query_params.multi_items():
        query.setdefault(name, []).append(value)
    return Request(
        path=inner_path(connection),
        url=str(connection.url),
        path_params=connection.path_params or NOTHING,
        query=query or NOTHING,
        session=connection.scope.get("session") or NOTHING,
        user=user,
        has_session="session" in connection.scope,
    )


def is_only_looking(connection: HTTPConnection) -> bool:
    """A request of which the page is not shown now: nobody will join."""
    purpose = connection.headers.get("sec-purpose") or connection.headers.get("purpose") or ""
    return connection.scope.get("method") == "HEAD" or "prefetch" in purpose


def inner_path(connection: HTTPConnection) -> str:
    """The path under the app, without its prefix."""
    path: str = connection.scope["path"]
    return path.removeprefix(prefix_of(connection)) or "/"


def prefix_of(connection: HTTPConnection) -> str:
    """The path that the app was mounted under; "" for an app of its own."""
    prefix: str = connection.scope.get(PREFIX, "")
    return prefix


def page_scope(scope: Scope, url: str, path_params: Any = None) -> Scope:
    """The scope of a page's request, made from that of another request or of its WebSocket: what guards know.

    Args:
        scope: of the other.
        url: the page's path and query, as the browser has them.
        path_params: what its route finds in the path.
    """
    parts = urlsplit(url)
    return {
        **scope,
        "scheme": SCHEMES.get(scope["scheme"], scope["scheme"]),
        "root_path": scope.get(PREFIX, ""),
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "path_params": path_params or {},
    }
