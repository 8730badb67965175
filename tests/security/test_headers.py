"""Risks 14, 24, 27 and 35: what every answer of the framework's own says to browsers, and that there are no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx2
import pytest
from starlette.testclient import TestClient

from liveview import LiveApp, LiveView, event, live
from liveview.channel.limits import Limits
from liveview.errors import ConfigurationError
from tests.integration.wire import SECRET, Browser, join, receive, send


class Page(LiveView):
    template_string = '<h1 style="width: {{ n }}%">{{ n }}</h1><button lv-click="give">give</button>'
    n: int = 0

    def mount(self, n: int = 0) -> None:
        self.n = n

    @event
    def give(self) -> None:
        self.download(b"<script>alert(1)</script>", "a\r\nb/../c.html")

    @event
    def go(self) -> None:
        self.flash("info", "a\r\nSet-Cookie: x=y")
        self.redirect("/?x=1\r\nSet-Cookie: a=b")


@pytest.fixture
def browser() -> Iterator[Browser]:
    app = LiveApp(routes=[live("/", Page), live("/n/{n}", Page)], secret=SECRET, limits=Limits(views=50))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield Browser(client)


def effect_of(browser: Browser, name: str) -> str:
    """The URL that a handler has the page load."""
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, name)
        ((_, url, *_),) = receive(socket)[4]
        return str(url)


OTHER = {"sec-fetch-site": "cross-site", "origin": "http://evil.example"}
OWN: dict[str, tuple[int, Callable[[Browser], httpx2.Response]]] = {
    "a page": (200, lambda browser: browser.client.get("/")),
    "no page of its parameters": (404, lambda browser: browser.client.get("/n/x")),
    "a file": (200, lambda browser: browser.client.get(browser.load()["modules"]["navigation"])),
    "no file": (404, lambda browser: browser.client.get("/live/assets/x.js")),
    "a download": (200, lambda browser: browser.client.get(effect_of(browser, "give"))),
    "no download": (404, lambda browser: browser.client.get("/live/download/x/y.html")),
    "a hop": (303, lambda browser: browser.client.get(effect_of(browser, "go"))),
    "no hop": (303, lambda browser: browser.client.get("/live/hop/x")),
    "health": (200, lambda browser: browser.client.get("/healthz")),
    "readiness": (200, lambda browser: browser.client.get("/readyz")),
    "a form of another site": (403, lambda browser: browser.client.post("/", headers=OTHER)),
}


@pytest.mark.parametrize("name", OWN)
def test_every_answer_is_what_it_says_that_it_is(browser: Browser, name: str) -> None:
    status, ask = OWN[name]
    response = ask(browser)
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "a" not in browser.client.cookies and "x" not in browser.client.cookies, (
        "no line of a header is a stranger's"
    )


@pytest.mark.parametrize("path", ["/", "/n/7"])
def test_a_page_is_framed_by_nobody_and_told_to_nobody(browser: Browser, path: str) -> None:
    headers = browser.client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["default-src"] == policy["script-src"] == policy["form-action"] == "'self'"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_a_download_runs_nothing_here_and_a_hop_tells_nobody_where_it_was(browser: Browser) -> None:
    headers = browser.client.get(effect_of(browser, "give")).headers
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["content-disposition"].startswith("attachment; ")
    assert browser.client.get("/live/hop/x").headers["referrer-policy"] == "no-referrer"


def test_a_page_in_production_has_nothing_for_developers(browser: Browser) -> None:
    page = browser.client.get("/").text
    assert "liveview-dev" not in page and '"dev"' not in page


YEAR = "max-age=31536000; includeSubDomains"


@pytest.fixture
def tls_only() -> LiveApp:
    return LiveApp(routes=[live("/", Page)], secret=SECRET, strict_transport_security=YEAR)


@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing", "/live/assets/x.js"])
def test_every_answer_by_tls_says_to_come_by_tls_only(tls_only: LiveApp, path: str) -> None:
    with TestClient(tls_only, base_url="https://app.test") as client:
        assert client.get(path).headers["strict-transport-security"] == YEAR
        refused = client.post(path, headers=OTHER)
        assert refused.headers["strict-transport-security"] == YEAR


def test_no_answer_without_tls_says_so_and_none_where_nobody_asked(tls_only: LiveApp, browser: Browser) -> None:
    with TestClient(tls_only, base_url="http://app.test") as client:
        assert "strict-transport-security" not in client.get("/").headers
    response = browser.client.get("/", headers={"x-forwarded-proto": "https"})
    assert "strict-transport-security" not in response.headers


@pytest.mark.parametrize(
    "policy", ["", "includeSubDomains", "max-age=a year", "max-age=1; max-age=2", "max-age=1\r\nA: b"]
)
def test_a_policy_that_browsers_would_not_heed_is_refused(policy: str) -> None:
    with pytest.raises(ConfigurationError, match="write for how many seconds"):
        LiveApp(strict_transport_security=policy)


def test_there_are_no_routes_but_these(browser: Browser) -> None:
    """A new one has its place in these tests, first of all one that takes files or is for developers."""
    app = browser.client.app
    assert isinstance(app, LiveApp)
    assert [(route.path, sorted(getattr(route, "methods", None) or ())) for route in app.routes] == [  # type: ignore[attr-defined]
        ("/live/assets/{name}", ["GET", "HEAD"]),
        ("/live/hop/{sealed}", ["GET"]),
        ("/live/download/{sealed}/{filename}", ["GET"]),
        ("/live/socket", []),
        ("/live/socket", ["POST"]),
        ("/", ["GET", "HEAD"]),
        ("/n/{n}", ["GET", "HEAD"]),
        ("/healthz", ["GET", "HEAD"]),
        ("/readyz", ["GET", "HEAD"]),
    ]
