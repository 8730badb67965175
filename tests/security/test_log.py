"""Risk 29: the log has no values that somebody has sent or that a state holds, and no line of a stranger's making."""

from __future__ import annotations

import logging
from typing import Annotated, Any
from urllib.parse import quote

import pytest
from pydantic import Field, SecretStr
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware

from liveview import LiveApp, LiveView, event, live, state
from liveview.testing import Page, visit
from liveview.testing.asgi import get
from tests.integration.views import socket_of
from tests.integration.wire import SECRET

PASSWORD, PIN, OWNED, KEPT = "planted-password", "planted-pin", "planted-in-state", "planted-in-session"
PLANTED = (PASSWORD, PIN, OWNED, KEPT)
FORGED = "x\n2026-01-01 ERROR forged\x1b[31m\r\u2028"


class SignIn(LiveView):
    template_string = """<form lv-submit="sign_in"><input name="name"><input type="password" name="password"></form>
        <h1>{{ tries }}</h1><input lv-bind="code"><button lv-click="keep">keep</button>"""
    tries: int = 0
    token: str = ""
    code: int = state(0, bind=True)

    def mount(self) -> None:
        self.token = OWNED

    def params(self, pin: int = 0) -> None:
        pass

    @event
    def sign_in(self, name: str, password: Annotated[str, Field(min_length=50)]) -> None:
        self.tries += 1

    @event
    def check(self, pin: int) -> None:
        self.tries += 1

    @event
    def fail(self, password: SecretStr) -> None:
        self.tries += 1
        raise LookupError("no such user")

    @event
    def crash(self, password: str) -> None:
        raise SystemExit(1)

    @event
    def keep(self) -> None:
        self.redirect("/", session={"user": KEPT})


def app_of() -> LiveApp:
    middleware = [Middleware(SessionMiddleware, secret_key="a secret of the sessions")]
    return LiveApp(routes=[live("/", SignIn), live("/rooms/{room}", SignIn)], middleware=middleware, secret=SECRET)


async def test_planted_secrets_are_in_no_record(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "liveview")
    async with visit(app_of(), f"/?pin={PIN}") as page:
        secrets = [*PLANTED, page._browser.client.token, *page.cookies.values()]
        await page.submit("form", name="ann", password=PASSWORD)
        await page.push("check", {"pin": PIN})
        await page.push("check", {"pin": [PIN]})
        await page.push("fail", {"password": PASSWORD, "other": PASSWORD})
        await page.push("fail", {"password": PASSWORD})
        await page.push(PASSWORD[:0] + "missing", {"password": PASSWORD})
        await page.fill("input[name=code]", PASSWORD)
        await page.click("button")
        await page.send(["e", 50, 0, "check", {"pin": PIN}, f"pin={PIN}", {"name": "pin", "value": PIN}])
        await page.send(["p", 51, f"/?pin={PIN}"])
        secrets += [page._browser.client.token, *page.cookies.values()]
    async with visit(app_of()) as page:
        secrets += [page._browser.client.token, *page.cookies.values()]
        await page.push("crash", {"password": PASSWORD}, settle=False)
        await page.settled()
    assert caplog.records
    for record in caplog.records:
        written = logging.Formatter().format(record)
        assert [secret for secret in secrets if secret in written] == [], written


async def test_no_line_is_a_strangers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "liveview")
    app = app_of()
    async with visit(app) as page:
        for name in (FORGED, f"^{FORGED}", f"sign_in@{FORGED}", f"{FORGED}@0"):
            await page.push(name)
        await page.push("check", {FORGED: 1})
        await page.push("check", {FORGED * 1000: 1})
        await page.push("check", {"pin": FORGED})
        await page.send(["e", 60, 0, "sign_in", {}, quote(FORGED) + "=1", {"name": FORGED, "value": FORGED}])
        await page.send(["p", 61, f"//evil.example/{FORGED}"])
        await page.send(["p", 62, f"/rooms/{quote(FORGED)}?pin={quote(FORGED)}"])
        await say_something_else(app, page)
        await get(app, f"/?pin={quote(FORGED)}")
        await foreign_post(app)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("liveview")]
    assert len(lines) > 10
    for line in lines:
        assert line.isprintable(), line
        assert len(line) < 1000


async def test_what_is_refused_again_and_again_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    async with visit(app_of()) as page:
        for ref in range(1, 100):
            await page.send(["p", ref, f"//{PASSWORD}/{'A' * 3900}"])
    lines = [record.getMessage() for record in caplog.records]
    text = "SignIn refused what the client sent: a URL that is none of this site, or too long: str of 3919"
    assert lines == [text] * 10


async def say_something_else(app: LiveApp, page: Page) -> None:
    """What costs a connection."""
    for text in (FORGED, f'["{"x" * 50}"]', '["\\n\\u001b[31m"]', '["j", "\\n", [0, -1]]'):
        socket = socket_of(app, page)
        socket.send(text)
        await socket.receive()
        await socket.close()
    socket = socket_of(app, page, origin="http://evil.example/\x1b[31m")
    await socket.receive()
    await socket.close()


async def foreign_post(app: LiveApp) -> None:
    """A form of another site, to a path of its making."""
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": f"/rooms/{FORGED}", "raw_path": b"/", "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"origin", b"http://evil.example\x1b[31m")], "scheme": "http",
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 403
