"""`python -m bench.faults.returners URL`: many pages that lose their server and come back, in a process of their own.

Each has a text that somebody typed and some clicks. It says `ready` when all are there and nothing waits; then, each
time a line comes in, it looks for so many seconds and prints what became of them, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
import traceback
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin, Subprotocol

from liveview.load.first_page import FirstPage, first_page

ARRIVING = 10  # at the same time
# As the browser's client does (static/src/transport.js).
FIRST_DELAY, STEP_DELAY, LONGEST_DELAY = 0.15, 0.25, 30.0
CLICKS = 3


class Returner:
    """A page that comes back.

    Args:
        url: the page's.
        number: which of all.
    """

    def __init__(self, url: str, number: int) -> None:
        self._url = url
        self._note = f"typed by {number}"
        self._page: FirstPage
        self._socket: ClientConnection | None = None
        self._version = 0
        self._ref = 0
        self._unanswered: dict[int, list[Any]] = {}
        self.answered = 0
        self.values: list[Any] = []
        self.cut_at: float | None = None
        self.back_after: list[float] = []
        self.joined_at: list[float] = []
        self.begun_anew = 0

    async def arrive(self) -> None:
        """Load the page, join it, type something and click."""
        self._page = await asyncio.to_thread(first_page, self._url, {})
        await self._connect(-1)
        self._listening = asyncio.create_task(self._stay())
        await self._event("write", {"note": self._note})
        for _ in range(CLICKS):
            await self._event("add", {"by": "1"})

    @property
    def is_intact(self) -> bool:
        """Whether the page has all that it had."""
        return self.values[1:] == [CLICKS, self._note]

    async def _event(self, name: str, values: dict[str, str]) -> None:
        self._ref += 1
        self._unanswered[self._ref] = ["e", self._ref, 0, name, values]
        await self._send(self._unanswered[self._ref])

    async def _send(self, frame: list[Any]) -> None:
        assert self._socket is not None
        with suppress(ConnectionClosed):  # whoever listens sees it too, and what has no answer is sent again
            await self._socket.send(json.dumps(frame))

    async def _connect(self, version: int) -> None:
        self._socket = await connect(
            self._page.socket,
            origin=Origin(self._page.origin),
            subprotocols=[Subprotocol("lv1")],
            additional_headers={"Cookie": self._page.cookies},
            compression=None,
            max_size=None,
            open_timeout=10,
        )
        await self._send(["j", self._page.token, [0, version]])

    async def _stay(self) -> None:
        """Listen, and come back as often as it takes."""
        while True:
            code: int | None = None
            try:
                await self._listen()
            except WebSocketException as error:
                code = getattr(getattr(error, "rcvd", None), "code", None)
            except Exception:
                traceback.print_exc()
                raise
            self.cut_at = self.cut_at or time.perf_counter()
            await self._come_back(code)

    async def _come_back(self, code: int | None) -> None:
        failures = 0
        while True:
            longest = min(LONGEST_DELAY, STEP_DELAY * 2**failures) if failures else FIRST_DELAY
            failures += 1
            await asyncio.sleep(random.random() * longest)
            try:
                if code == 4004:
                    self.begun_anew += 1
                    self._page = await asyncio.to_thread(first_page, self._url, {"Cookie": self._page.cookies})
                await self._connect(-1 if code == 4004 else self._version)
                return
            except Exception:  # whatever a server does that is not there yet
                continue

    async def _listen(self) -> None:
        assert self._socket is not None
        async for text in self._socket:
            frame = json.loads(text)
            match frame:
                case ["=", 0, version, values, *ref]:
                    self._version, self.values = version, values
                    self._is_back()
                case [0, version, patch, *ref]:
                    self._version = version
                    for slot, value in zip(patch[::2], patch[1::2], strict=True):
                        self.values[slot + 1] = value
                case ["j", how, *_]:
                    if how == 1:
                        self._is_back()
                    for waiting in self._unanswered.values():
                        await self._send(waiting)
                    ref = []
                case ["a", *ref]:
                    pass
                case _:
                    ref = []
            if ref and isinstance(ref[0], int):
                self.answered = max(self.answered, ref[0])
                self._unanswered = {one: event for one, event in self._unanswered.items() if one > ref[0]}
            if isinstance(frame[0], int) or frame[0] == "=":
                await self._send(["v", 0, self._version])

    def _is_back(self) -> None:
        if self.cut_at is not None:
            now = time.perf_counter()
            self.back_after.append(now - self.cut_at)
            self.joined_at.append(now)
            self.cut_at = None


async def run(url: str, count: int) -> None:
    """Bring pages to a view, and tell what became of them."""
    pages = [Returner(url, number) for number in range(count)]
    gate = asyncio.Semaphore(ARRIVING)

    async def arrive(page: Returner) -> None:
        async with gate:
            await page.arrive()

    await asyncio.gather(*map(arrive, pages))
    while not all(page.answered > CLICKS and page.is_intact for page in pages):
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        for page in pages:
            page.back_after.clear()
            page.joined_at.clear()
        await asyncio.sleep(float(line))
        print(json.dumps(_told(pages)), flush=True)


def _told(pages: list[Returner]) -> dict[str, float]:
    back = sorted(seconds for page in pages for seconds in page.back_after)
    joined = sorted(at for page in pages for at in page.joined_at)
    busiest = max((sum(1 for at in joined if begin <= at < begin + 0.1) for begin in joined), default=0)
    return {
        "cut": len([page for page in pages if page.back_after or page.cut_at is not None]),
        "away": len([page for page in pages if page.cut_at is not None]),
        "intact": len([page for page in pages if page.is_intact]),
        "anew": sum(page.begun_anew for page in pages),
        "p50": statistics.median(back) if back else 0.0,
        "p99": back[int(len(back) * 0.99)] if back else 0.0,
        "last": back[-1] if back else 0.0,
        "busiest": busiest,
    }


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.returners", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--count", type=int, default=500)
    given = parser.parse_args()
    asyncio.run(run(given.url, given.count))


if __name__ == "__main__":
    main()
