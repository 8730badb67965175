"""What a client must not say: it costs that client its connection, and nobody else anything."""

from __future__ import annotations

import json
import logging

import pytest

from liveview import LiveApp
from liveview.protocol.codec import MAX_FRAME
from liveview.protocol.connection import Close
from liveview.testing import Page, visit
from liveview.testing.asgi import ORIGIN
from liveview.web.tokens import TOKEN_SECONDS
from tests.integration.views import app_of, socket_of


async def close_code(app: LiveApp, page: Page, *texts: str, origin: str | None = ORIGIN) -> int:
    """The code with which a further connection is closed after saying something."""
    socket = socket_of(app, page, origin=origin)
    for text in texts:
        socket.send(text)
    while not isinstance(received := await socket.receive(), Close):
        pass
    await socket.close()
    return received.code


def join(page: Page, version: int = -1) -> str:
    return json.dumps(["j", page._browser.client.token, [0, version]])


@pytest.mark.parametrize(
    "text",
    [
        "", "nonsense", "null", "[]", "{}", '["x"]', '["e"]', '["e",1]', '["e",0,0,"add"]', '["e",1,0,"add",[]]',
        '["e",1,0,"add",{"by":1e999}]',
        '["h",1]', '["v",0,"1"]', "[" * 60_000, '["e",1,0,' + "[" * 900 + "]" * 900 + "]",
        "[NaN]", "\0",
    ],
    ids=lambda text: repr(text)[:30],
)  # fmt: skip
async def test_bytes_that_are_no_frame_cost_their_own_connection(text: str, caplog: pytest.LogCaptureFixture) -> None:
    app = app_of()
    async with visit(app) as other, visit(app) as page:
        assert await close_code(app, page, join(page), text) == 4003
        await other.click("button")
        assert other.text("h1") == "1"
    (record,) = [record for record in caplog.records if record.name.startswith("liveview.web")]
    assert record.levelname == "WARNING" and "the client at testclient is at fault" in record.message


async def test_a_huge_frame_costs_the_event_and_the_page_comes_back() -> None:
    async with visit(app_of()) as page:
        await page.click("button")
        await page.push("add", {"by": "1" * MAX_FRAME})
        assert page.closed == 4008
        page._browser.client.unanswered.clear()  # what the browser's client does after this code
        await page.reconnect()
        await page.click("button")
        assert page.text("h1") == "2"


@pytest.mark.parametrize(
    "name", ["missing", "__init__", "__class__", "mount", "terminate", "page_title", "count", "x" * 128]
)
async def test_only_declared_events_run(name: str, caplog: pytest.LogCaptureFixture) -> None:
    async with visit(app_of()) as page:
        await page.push(name)
        assert page.errors == [f"event `{name}`: refused"]
        await page.click("button")
        assert page.text("h1") == "1"
    assert f"declares no event `{name}`" in caplog.text


@pytest.mark.parametrize(
    "values", [{"by": "many"}, {"by": ""}, {"by": "1.5"}, {"count": "7"}, {"by": "1", "self": "x"}]
)
async def test_arguments_are_of_the_declared_names_and_types(
    values: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    async with visit(app_of()) as page:
        await page.push("add", values)
        assert page.text("h1") in ("0", "1")
        assert page.errors == (["event `add`: refused"] if page.text("h1") == "0" else [])
        assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
        await page.click("button")


@pytest.mark.parametrize("address", [1, 7, 2**53 - 1])
async def test_an_address_that_is_not_there_is_refused(address: int) -> None:
    async with visit(app_of()) as page:
        await page.send(["e", 1, address, "add"])
        assert ("received", ["a", 1, {"error": "refused"}, 1]) in page.frames
        await page.send(["f", address])
        await page.send(["v", address, 5])
        assert page.text("h1") == "0"


@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "http://testserver.evil.com", "http://eviltestserver", "https://testserver",
     "http://testserver:81", "http://testserver/", "testserver", "http://testserver@evil.com"],
)  # fmt: skip
async def test_a_foreign_or_missing_origin_is_refused(origin: str | None) -> None:
    app = app_of()
    async with visit(app) as page:
        assert await close_code(app, page, origin=origin) == 4003
        await page.click("button")
        assert page.text("h1") == "1"


async def test_a_connection_without_the_subprotocol_is_refused() -> None:
    app = app_of()
    async with visit(app) as page:
        for protocols in ((), ("lv2",), ("LV1",)):
            socket = socket_of(app, page, protocols=protocols)
            received = await socket.receive()
            assert isinstance(received, Close)
            assert received.code == 4003
            await socket.close()


async def test_an_expired_token_sends_the_page_for_a_new_one() -> None:
    app = app_of()
    async with visit(app) as page:
        await page.click("button")
        await page.clock.advance(TOKEN_SECONDS + 1)
        assert await close_code(app, page, join(page)) == 4004


async def test_a_page_that_stays_is_given_newer_tokens_when_it_comes_back() -> None:
    async with visit(app_of()) as page:
        first = page._browser.client.token
        await page.clock.advance(TOKEN_SECONDS - 60)
        await page.drop()
        await page.reconnect()
        assert page._browser.client.token != first
        await page.clock.advance(120)
        await page.drop()
        await page.reconnect()
        assert page.closed is None
        await page.click("button")
        assert page.text("h1") == "1"


async def test_a_token_belongs_to_its_session_and_its_app() -> None:
    app, elsewhere = app_of(), app_of()
    async with visit(app) as ann, visit(app) as bob, visit(elsewhere) as other:
        assert await close_code(app, bob, join(ann)) == 4004  # another browser's cookie
        assert await close_code(elsewhere, ann, join(ann)) == 4004  # the same keys, but no such process
        changed = join(ann).replace(ann._browser.client.token[5:9], "AAAA")
        assert await close_code(app, ann, changed) == 4004
        for page in (ann, bob, other):
            await page.click("button")
            assert page.text("h1") == "1"


async def test_a_second_connection_of_a_page_takes_over() -> None:
    app = app_of()
    async with visit(app) as page:
        socket = socket_of(app, page)
        socket.send(join(page))
        assert await socket.receive() == '["j",0,0]'
        await page.settled()
        assert page.closed == 4009
        await socket.close()


async def test_the_log_has_no_token_and_no_cookie(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app = app_of()
    async with visit(app) as page:
        await close_code(app, page, join(page) + "x")
        await close_code(app, page, join(page).replace(page._browser.client.token[:4], "AAAA"))
        await close_code(app, page, join(page), origin="http://evil.com")
        for secret in (page._browser.client.token, *page.cookies.values()):
            assert secret not in caplog.text
