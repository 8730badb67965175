"""Clients that want more than their share, at real servers with the shipped limits: others notice nothing."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import ExitStack

import httpx2

from tests.served import ROOT, Page, Served
from tests.sockets import CLOSE, TEXT, frame, frame_of, shaken

APP = "tests.faults.views:app"


async def _flooded(server: Served, page: Page, text: bytes, seconds: float = 30.0) -> tuple[int, bytes]:
    """Sends the same again and again; how that ends."""
    cookies = "; ".join(f"{name}={value}" for name, value in page._client.cookies.items())
    headers = {"Origin": server.url, "Cookie": cookies, "Sec-WebSocket-Protocol": "lv1"}
    reader, writer = await shaken(server.port, path=page.data["socket"], headers=headers)
    writer.write(frame(TEXT, json.dumps(["j", page.data["token"], [0, 0]]).encode()))
    writer.write(frame(TEXT, text) * 5000)
    opcode, data = 0, b""
    async with asyncio.timeout(seconds):
        while opcode != CLOSE:
            opcode, data = await frame_of(reader)
    writer.close()
    return opcode, data


# Asks, acknowledges, clicks.
FLOODS = (b'["h"]', b'["v",0,1]', b'["e",1,0,"add",{}]')


def test_who_says_more_than_anybody_does_is_cut_off_and_others_are_answered() -> None:
    async def flooded() -> list[tuple[int, bytes]]:
        return await asyncio.gather(*(_flooded(server, page, text) for page, text in zip(bad, FLOODS, strict=True)))

    with ExitStack() as stack:
        server = stack.enter_context(Served("run", APP, folder=ROOT))
        good, *bad = [stack.enter_context(Page(server)) for _ in range(1 + len(FLOODS))]
        good.join()
        began = time.monotonic()
        for _, data in asyncio.run(flooded()):
            assert int.from_bytes(data[:2]) == 4008
        assert time.monotonic() - began < 20
        server.said("more frames than anybody makes")
        good.send("e", 1, 0, "add", {"by": "5"})
        assert good.receive() == [0, 1, [0, 5], 1]


def test_a_page_that_says_much_for_a_moment_is_heard() -> None:
    with Served("run", APP, folder=ROOT) as server, Page(server) as page:
        page.join()
        for ref in range(1, 401):
            page.send("e", ref, 0, "add")
        page.receive_until(lambda frame: str(400) in str(frame))


def test_half_requests_are_not_waited_for() -> None:
    async def held() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\r\nX: ")
        async with asyncio.timeout(20):
            assert await reader.read() == b""
        writer.close()

    with Served("run", APP, folder=ROOT) as server:
        asyncio.run(held())


def test_new_browsers_of_one_address_are_turned_away_beyond_so_many_and_open_pages_live_on() -> None:
    with Served("run", APP, folder=ROOT) as server, Page(server) as page:
        page.join()
        with httpx2.Client() as client:
            statuses = set()
            for _ in range(1500):
                client.cookies.clear()
                response = client.get(server.url)
                statuses.add(response.status_code)
                if response.status_code == 503:
                    assert int(response.headers["retry-after"]) >= 1
                    break
        assert statuses <= {200, 503}
        page.send("e", 1, 0, "add", {"by": "5"})
        assert page.receive() == [0, 1, [0, 5], 1]


def test_a_server_without_the_guard_says_so_once_and_with_it_nothing() -> None:
    plain = (sys.executable, "-m", "uvicorn")
    guarded = ("--ws", "liveview.guard:WebSocket", "--http", "liveview.guard:HTTP")
    for more, count in (((), 1), (guarded, 0)):
        with Served(APP, *more, folder=ROOT, command=plain) as server:
            for _ in range(2):
                with Page(server) as page:
                    page.join()
            assert server.output.count("this server has no bounds") == count
