"""Downloads where several workers serve: the browser's request may come to any of them, and any gives the file."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import httpx2
import psutil
import pytest

from tests.faults.test_workers import APP, joined
from tests.faults.views import BLOCK
from tests.served import PATIENCE, ROOT, Page, Served

Connect = Callable[[bool], httpx2.Client]
# Beside a file of 100 MB: what is read and written meanwhile, and what Python keeps of it.
MOST_MEMORY = 25_000_000


@pytest.fixture
def server() -> Iterator[Served]:
    with Served("run", APP, "--workers", "2", folder=ROOT) as served:
        yield served


class Asking:
    """A page that asks for files.

    Args:
        page: the page; it joins once, and stays in the worker where it comes out.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pid = joined(page)
        self._count = count(1)

    def ask(self, kind: str, blocks: int = 0) -> str:
        """The URL of a file."""
        self.page.send("e", next(self._count), 0, "give", {"kind": kind, "blocks": str(blocks)})
        ((_, url),) = self.page.receive_until(lambda frame: "/live/download/" in str(frame))[4]
        return str(url)


@pytest.fixture
def asking(server: Served) -> Iterator[Asking]:
    with Page(server, "/files") as page:
        yield Asking(page)


@pytest.fixture
def connect(server: Served, asking: Asking) -> Iterator[Connect]:
    """A connection of the page's browser to the worker that has the page, or to the other one."""
    with ExitStack() as opened:

        def found(is_here: bool) -> httpx2.Client:
            while True:
                client = opened.enter_context(httpx2.Client(base_url=server.url, timeout=PATIENCE))
                client.cookies.update(asking.page.cookies)
                if (pid_of(client) == asking.pid) is is_here:
                    return client

        yield found


def pid_of(client: httpx2.Client) -> int:
    return int(client.get("/pid").text)


@pytest.mark.parametrize("is_here", [True, False], ids=["here", "there"])
def test_every_worker_gives_what_one_of_them_has(asking: Asking, connect: Connect, is_here: bool) -> None:
    client = connect(is_here)
    for kind, content in {"generator": BLOCK * 20, "bytes": BLOCK * 20, "path": source_of_views()}.items():
        url = asking.ask(kind, 20)
        response = client.get(url)
        assert (response.status_code, response.content == content) == (200, True), kind
        assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''{kind}.bin"
        assert response.headers["content-security-policy"].startswith("sandbox")
        assert client.get(url).status_code == 404, "once, wherever it is asked for"
    part = client.get(asking.ask("path"), headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, source_of_views()[10:20])


def source_of_views() -> bytes:
    return (ROOT / "tests" / "faults" / "views.py").read_bytes()


def test_a_large_file_takes_little_memory_in_either_worker(asking: Asking, connect: Connect) -> None:
    client = connect(False)
    workers = [psutil.Process(asking.pid), psutil.Process(pid_of(client))]
    client.get(asking.ask("generator", 20))
    before = [worker.memory_info().rss for worker in workers]
    most, length = [0, 0], 0
    with client.stream("GET", asking.ask("generator", 1600)) as response:
        for number, part in enumerate(response.iter_bytes(len(BLOCK))):
            length += len(part)
            if number % 100 == 0:
                most = [max(one, worker.memory_info().rss) for one, worker in zip(most, workers, strict=True)]
    assert length == 1600 * len(BLOCK)
    assert max(peak - at_first for peak, at_first in zip(most, before, strict=True)) < MOST_MEMORY


@pytest.mark.parametrize("is_here", [True, False], ids=["here", "there"])
def test_what_is_broken_off_is_closed(server: Served, asking: Asking, connect: Connect, is_here: bool) -> None:
    client = connect(is_here)
    with client.stream("GET", asking.ask("generator", 1_000_000)) as response:
        next(response.iter_bytes(1000))
    server.said("the blocks are closed")


def test_a_file_whose_worker_is_killed_ends_in_an_error(asking: Asking, connect: Connect) -> None:
    client = connect(False)
    with client.stream("GET", asking.ask("generator", 1_000_000)) as response:
        parts = response.iter_bytes(1000)
        next(parts)
        os.kill(asking.pid, signal.SIGKILL)
        with pytest.raises(httpx2.RemoteProtocolError):
            list(parts)
