"""`liveview run --reload`: what is saved shows in open pages, whatever it is, and soon."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from tests.served import Page, Served, seconds_until

CODE = """
from liveview import LiveView, event

class Board(LiveView):
    template = "board.html"
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += STEP

STEP = 1
"""
TEMPLATE = '<h1>first {{ count }}</h1><button lv-click="add">+</button>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "board.py").write_text(CODE)
    (tmp_path / "board.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Served]:
    with Served("run", "board.py", "--reload", folder=folder) as served:
        yield served


def shows(server: Served, text: str) -> bool:
    """Whether the page shows a text now. That a connection is refused never happens."""
    try:
        return text in httpx2.get(server.url, timeout=10).text
    except (httpx2.RemoteProtocolError, httpx2.ReadError):  # it was being answered by the server that is replaced
        return False


def test_a_saved_file_shows_within_a_second(server: Served, folder: Path) -> None:
    assert shows(server, "first 0")
    took = []
    for word in ("second", "third", "fourth"):
        (folder / "board.html").write_text(TEMPLATE.replace("first", word))
        took.append(seconds_until(lambda word=word: shows(server, f"{word} 0")))  # type: ignore[misc]
    assert min(took) < 1  # the machine may be busy with other tests once or twice


def test_an_open_page_is_called_back_and_gets_the_new_code(server: Served, folder: Path) -> None:
    with Page(server) as page:
        page.join()
        (folder / "board.py").write_text(CODE.replace("STEP = 1", "STEP = 5"))
        with pytest.raises(ConnectionClosed):
            page.receive_until(lambda _: False)
        seconds_until(lambda: shows(server, "first 0"))
        page.load()
        page.join(version=-1)  # of a page that the old server has made in its last moment the new one goes on with
        page.send("e", 1, 0, "add")
        assert page.receive_until(lambda frame: frame[0] == 0)[2] == [0, 5]


def test_a_mistake_shows_with_its_place_and_goes_when_it_is_mended(server: Served, folder: Path) -> None:
    (folder / "board.py").write_text(CODE + "\nnumbers = [1,\n2 3]\n")
    seconds_until(lambda: shows(server, "SyntaxError"))
    shown = httpx2.get(server.url)
    assert shown.status_code == 500
    assert f"{folder / 'board.py'}:{len(CODE.splitlines()) + 3}" in shown.text
    assert "2 3]" in shown.text
    (folder / "board.py").write_text(CODE)
    seconds_until(lambda: shows(server, "first 0"))
    (folder / "board.html").write_text("<h1>{{ cuont }}</h1>")
    seconds_until(lambda: shows(server, "cuont"))
    assert "board.html:1" in httpx2.get(server.url).text


def test_a_server_whose_parent_is_killed_lets_go_of_the_port(server: Served) -> None:
    assert shows(server, "first 0")
    server.kill()

    def is_free() -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            return probe.connect_ex(("127.0.0.1", server.port)) != 0

    seconds_until(is_free)
    server.restart()
    assert shows(server, "first 0")


def test_it_ends_well_when_it_is_told_to(server: Served) -> None:
    assert shows(server, "first 0")
    assert server.stop(signal.SIGINT) == 0
