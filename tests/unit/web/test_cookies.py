"""The framework's cookies: over TLS nobody else can have set them."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response

from liveview.web.cookies import cookie_name, set_cookie
from liveview.web.view_request import PREFIX


def connection(scheme: str, prefix: str) -> HTTPConnection:
    kind = "websocket" if scheme.startswith("ws") else "http"
    scope: dict[str, object] = {"type": kind, "scheme": scheme, "path": "/", "headers": []}
    return HTTPConnection({**scope, "server": ("shop.example", 443), "query_string": b"", PREFIX: prefix})


@pytest.mark.parametrize(
    ("scheme", "prefix", "name"),
    [
        ("http", "", "liveview"),
        ("ws", "/ops", "liveview"),
        ("https", "", "__Host-liveview"),
        ("wss", "", "__Host-liveview"),
        ("https", "/ops", "__Secure-liveview"),
        ("wss", "/ops", "__Secure-liveview"),
    ],
)
def test_its_name_says_to_browsers_who_may_have_set_it(scheme: str, prefix: str, name: str) -> None:
    assert cookie_name("liveview", connection(scheme, prefix)) == name


@pytest.mark.parametrize(
    ("scheme", "prefix", "expected"),
    [
        ("https", "", "__Host-liveview=value; HttpOnly; Path=/; SameSite=lax; Secure"),
        ("https", "/ops", "__Secure-liveview=value; HttpOnly; Path=/ops; SameSite=lax; Secure"),
        ("http", "", "liveview=value; HttpOnly; Path=/; SameSite=lax"),
    ],
)
def test_it_is_out_of_reach_of_scripts_and_other_sites(scheme: str, prefix: str, expected: str) -> None:
    response = Response()
    set_cookie(response, connection(scheme, prefix), "liveview", "value")
    assert response.headers["set-cookie"] == expected
