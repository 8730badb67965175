"""Requests that change something, from pages of other sites: refused, whatever they claim."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from liveview import LiveApp

pytestmark = pytest.mark.asyncio
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]


async def change(request: Request) -> PlainTextResponse:
    return PlainTextResponse("changed")


def app_of(**more: list[str]) -> LiveApp:
    return LiveApp(routes=[Route("/change", change, methods=METHODS)], **more)  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = app_of(origins=["https://friend.example"], post_origins=["https://login.example:8443"])
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://shop.example") as client:
        yield client


OWN = [
    {},  # no browser
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": "https://shop.example"},
    {"origin": "https://shop.example"},
    {"origin": "https://SHOP.example:443"},
    {"sec-fetch-site": "cross-site", "origin": "https://friend.example"},
    {"sec-fetch-site": "cross-site", "origin": "https://login.example:8443"},
]
OTHERS = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    {"sec-fetch-site": "same-site", "origin": "https://other.shop.example"},
    {"sec-fetch-site": "Same-Origin "},
    {"sec-fetch-site": ""},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://shop.example"},
    {"origin": "https://shop.example:444"},
    {"origin": "https://shop.example.evil.example"},
    {"origin": "https://evilshop.example"},
    {"origin": "https://shop.example/"},
    {"origin": "https://shop.example@evil.example"},
    {"origin": "https://login.example"},
]


@pytest.mark.parametrize("headers", OWN, ids=str)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_pages_of_the_site_and_of_those_it_names_change_things(
    client: httpx2.AsyncClient, method: str, headers: dict[str, str]
) -> None:
    assert (await client.request(method, "/change", headers=headers)).status_code == 200


@pytest.mark.parametrize("headers", OTHERS, ids=str)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post"])
async def test_pages_of_other_sites_do_not(
    client: httpx2.AsyncClient, method: str, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    assert (await client.request(method, "/change", headers=headers)).status_code == 403
    assert "list that origin in LiveApp(post_origins=[…])" in caplog.text


async def test_two_origins_are_none(client: httpx2.AsyncClient) -> None:
    headers = [("origin", "https://shop.example"), ("origin", "https://evil.example")]
    assert (await client.post("/change", headers=headers)).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_everybody_may_look(client: httpx2.AsyncClient, method: str) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    assert (await client.request(method, "/change", headers=headers)).status_code == 200


async def test_it_is_so_where_the_app_is_attached_to_another() -> None:
    outer = Starlette(routes=[Route("/outer", change, methods=METHODS)])
    app_of().attach(outer, "/ops")
    transport = httpx2.ASGITransport(outer)
    async with httpx2.AsyncClient(transport=transport, base_url="https://shop.example") as client:
        headers = {"sec-fetch-site": "cross-site"}
        assert (await client.post("/ops/change", headers=headers)).status_code == 403
        assert (await client.post("/outer", headers=headers)).status_code == 200
