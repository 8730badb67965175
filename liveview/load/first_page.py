"""What a browser does before it connects: GET the page, keep its cookies, read what is in it for the client."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from liveview.errors import LoadError

_DATA = re.compile(r'<script type="application/json" id="lv-data">([^<]*)</script>')
# A page that takes longer has been given up by whoever asked for it.
_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class FirstPage:
    """A page as it was served.

    Attributes:
        socket: the WebSocket's URL.
        origin: of the page, which the WebSocket is opened with.
        cookies: as a request sends them.
        token: for the join.
        version: what the page shows.
        size: bytes of its HTML.
    """

    socket: str
    origin: str
    cookies: str
    token: str
    version: int
    size: int


def first_page(url: str, headers: dict[str, str]) -> FirstPage:
    """GET a page. Blocks.

    Args:
        url: its address.
        headers: sent along, a cookie of a login for example.

    Raises:
        LoadError: where there is no live page.
    """
    parts = urlsplit(url)
    status, content, cookies = _get(parts, headers)
    found = _DATA.search(content.decode("utf-8", "replace"))
    if status != http.client.OK or found is None:
        raise LoadError(f"GET {url} answered {status} and no live page", url=url)
    data: dict[str, Any] = json.loads(found[1])
    scheme = "wss" if parts.scheme == "https" else "ws"
    given = [value for name, value in headers.items() if name.lower() == "cookie"]
    return FirstPage(
        socket=f"{scheme}://{parts.netloc}{data['socket']}",
        origin=f"{parts.scheme}://{parts.netloc}",
        cookies="; ".join([*given, *cookies]),
        token=data["token"],
        version=data["version"],
        size=len(content),
    )


def _get(parts: SplitResult, headers: dict[str, str]) -> tuple[int, bytes, list[str]]:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    secure: dict[str, Any] = {"context": ssl.create_default_context()} if parts.scheme == "https" else {}
    connection = kind(parts.netloc, timeout=_TIMEOUT, **secure)
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
        response = connection.getresponse()
        content = response.read()
    except OSError as error:
        raise LoadError(f"GET {parts.geturl()}: {error}", url=parts.geturl()) from error
    finally:
        connection.close()
    cookies = [value.partition(";")[0] for value in response.headers.get_all("set-cookie", [])]
    return response.status, content, cookies
