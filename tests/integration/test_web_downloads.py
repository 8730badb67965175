"""Files that views hand out: once, to whom they are meant for, and beside the mailbox."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from liveview import LiveApp, LiveView, download, event, live
from liveview.channel.screen import FAILED
from liveview.ui import Table
from liveview.web.downloads import safe_name
from tests.integration.wire import SECRET, Browser, join, receive, send

Browse = Callable[..., Browser]
HERE = Path(__file__)


class Exports(LiveView):
    template_string = "<p>{{ rows|length }}</p>"
    rows: list[str] = ["a", "b"]

    @event
    def offer(self, kind: str) -> None:
        async def later() -> AsyncIterator[bytes]:
            yield b"one,"
            yield b"two"

        sources: dict[str, Any] = {
            "bytes": b"content",
            "path": HERE,
            "missing": HERE.with_name("nobody.txt"),
            "lines": (f"{row}\n" for row in self.rows),
            "async": later(),
            "text": "a text",
            "list": [b"x", b"y"],
        }
        self.download(sources[kind], "../räpört\r\n.csv")

    @event
    async def add(self) -> None:
        self.rows.append("c")

    @download("people.csv")
    def export(self, upper: bool = False) -> Iterator[str]:
        for row in self.rows:
            yield f"{row.upper() if upper else row}\n"

    @download("one.txt")
    async def export_one(self) -> str:
        self.rows = []
        return "ü"

    @download("two.bin")
    def export_two(self) -> bytes:
        return b"\x00\x01"


def asked(visitor: Browser, name: str, **values: str) -> str:
    """The URL that the page is given."""
    data = visitor.load()
    with visitor.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, name, values)
        ((kind, url),) = receive(socket)[4]
        assert kind == "download"
        return str(url)


@pytest.fixture
def visitor(browse: Browse) -> Browser:
    """Of an app with files."""
    return browse(LiveApp(routes=[live("/", Exports)], secret=SECRET))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("bytes", b"content"),
        ("path", HERE.read_bytes()),
        ("lines", b"a\nb\n"),
        ("async", b"one,two"),
        ("list", b"xy"),
    ],
)
def test_a_file_is_given_once(visitor: Browser, kind: str, content: bytes) -> None:
    url = asked(visitor, "offer", kind=kind)
    response = visitor.client.get(url)
    assert (response.status_code, response.content) == (200, content)
    headers = response.headers
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''_r%C3%A4p%C3%B6rt_.csv"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox")
    assert visitor.client.get(url).status_code == 404


def test_a_file_is_for_the_browser_that_asked(visitor: Browser, browse: Browse) -> None:
    url = asked(visitor, "offer", kind="bytes")
    mine = visitor.client.cookies["liveview"]
    visitor.client.cookies.clear()
    assert visitor.client.get(url).status_code == 404
    visitor.client.get("/")
    assert visitor.client.get(url).status_code == 404
    visitor.client.cookies.clear()
    visitor.client.cookies["liveview"] = mine
    assert visitor.client.get(url).content == b"content", "the others have not used it up"


def test_who_asks_for_the_headers_alone_does_not_use_a_file_up(visitor: Browser) -> None:
    url = asked(visitor, "offer", kind="bytes")
    refused = visitor.client.head(url)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    assert visitor.client.get(url).content == b"content"


def test_a_file_that_is_not_there_is_a_404(visitor: Browser, caplog: pytest.LogCaptureFixture) -> None:
    assert visitor.client.get(asked(visitor, "offer", kind="missing")).status_code == 404
    assert "nobody.txt" in caplog.text


def test_a_text_is_no_source(visitor: Browser, caplog: pytest.LogCaptureFixture) -> None:
    data = visitor.load()
    with visitor.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "offer", {"kind": "text"})
        assert receive(socket)[2:] == [[], None, [FAILED]]
        assert receive(socket) == ["a", 1, {"error": "internal error"}]
    assert "write Path(…) for a file, text.encode() for a text" in caplog.text


def test_a_declared_download_streams_the_state_as_of_the_click(visitor: Browser) -> None:
    data = visitor.load()
    with visitor.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "export", {"upper": "true"})
        ((_, url),) = receive(socket)[4]
        send(socket, "e", 2, 0, "add")
        assert receive(socket) == [0, 1 + 1, [0, 3], 2]
        response = visitor.client.get(url)
    assert response.text == "A\nB\n"
    assert response.headers["content-type"].startswith("text/csv")
    assert "people.csv" in response.headers["content-disposition"]


def test_a_declared_download_may_return_what_it_has(visitor: Browser) -> None:
    assert visitor.client.get(asked(visitor, "export_one")).text == "ü"
    assert visitor.client.get(asked(visitor, "export_two")).content == b"\x00\x01"


class Orders(LiveView):
    uses = [Table]
    template_string = '{{ Table(rows=rows, columns=["id"], export="orders.csv") }}'
    rows: list[dict[str, int]] = []

    def mount(self) -> None:
        self.rows = [{"id": 1}]

    @event
    async def add(self) -> None:
        self.rows.append({"id": 2})


def test_a_table_keeps_no_rows_for_an_export_that_nobody_fetches(browse: Browse) -> None:
    visitor = browse(LiveApp(routes=[live("/", Orders)], secret=SECRET))
    save = re.search(r"save_as[^\"]*", visitor.client.get("/").text)
    assert save is not None
    data = visitor.load()
    with visitor.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, save[0])
        ((_, url),) = receive(socket)[4]
        send(socket, "e", 2, 0, "add")
        receive(socket)
        assert visitor.client.get(url).text.split() == ["Id", "1", "2"], "it is read now"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("a.csv", "a.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\x", "_x"),
        ("a\r\nSet-Cookie: x", "a_Set-Cookie: x"),
        ("", "download"),
        ("...", "download"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_name_is_no_path_and_ends_no_header(given: str, safe: str) -> None:
    assert safe_name(given) == safe
