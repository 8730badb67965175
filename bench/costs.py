"""`python -m bench.costs`: what the screens cost in counts that are the same on every machine; `--write` keeps them.

Bytes of frames and pages, and how many functions Python calls between a frame that comes and the one that answers it.
Of several times the fewest count: what a timer does meanwhile is nobody's cost. The calls differ between versions of
Python, so those of each are kept apart. tests/test_cost.py compares.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.stack.screens import serve
from liveview.channel.limits import Limits
from liveview.testing.asgi import ORIGIN, Lifespan, Socket, get

KEPT = Path(__file__).with_suffix(".json")
CALLS = f"calls, Python {sys.version_info.major}.{sys.version_info.minor}"
BYTES = "bytes"
# A tenth more than what is kept is too much; less is worth keeping.
MOST = 1.1
TIMES = 12
TICKS = 40
ROWS = ("run", "update", "swap", "remove", "append", "clear")
DATA = re.compile(r'<script type="application/json" id="lv-data">([^<]*)</script>')

Costs = dict[str, dict[str, int]]


class Page:
    """A page of an app in this process, that says what a browser would say.

    Args:
        app: the app.
        path: the page's.
    """

    def __init__(self, app: Any, path: str) -> None:
        self._app = app
        self._path = path
        self._ref = 0
        self.html = 0
        self.down = 0

    async def load(self) -> None:
        """GET the page."""
        response = await get(self._app, self._path)
        self.html = len(response.body)
        found = DATA.search(response.text)
        assert found is not None, response.text
        self._data: dict[str, Any] = json.loads(found[1])
        self._cookie = (response.header("set-cookie") or "").partition(";")[0]

    async def join(self) -> None:
        """Connect and join."""
        headers = [("origin", ORIGIN), ("cookie", self._cookie)]
        self._socket = Socket(self._app, self._data["socket"], headers, ["lv1"])
        self._socket.send(_text("j", self._data["token"], [0, self._data["version"]]))
        self.down = await self._told("j")

    async def press(self, event: str) -> None:
        """An event, and its answer, which is acknowledged."""
        self._ref += 1
        self._socket.send(_text("e", self._ref, 0, event))
        self.down = await self._told(0)

    async def _told(self, kind: str | int) -> int:
        while True:
            text = await self._socket.receive()
            assert isinstance(text, str), text
            frame = json.loads(text)
            if frame[0] == kind:
                break
        if kind == 0:
            self._socket.send(_text("v", 0, frame[1]))
        return len(text.encode())

    async def leave(self) -> None:
        """Go."""
        await self._socket.close()


def _text(*frame: Any) -> str:
    return json.dumps(frame, separators=(",", ":"))


async def calls(work: Callable[[], Awaitable[object]]) -> int:
    """How many functions are called until something is done, those of the loop and its other tasks included.

    Args:
        work: what to do.
    """
    count = 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    sys.setprofile(called)
    try:
        await work()
    finally:
        sys.setprofile(None)
    return count


async def measured() -> Costs:
    """All counts, by kind and name."""
    async with _started() as app:
        return {
            CALLS: {
                "W1 event": await _fewest(app, "/counter", "inc"),
                "W1 event, plain def": await _fewest(app, "/plain", "inc"),
                "W2 tick": await _fewest(app, "/dashboard?manual=1", "step"),
                "W3 swap, 1,000 rows": await _swap(app),
                **await _arrivals(app),
            },
            BYTES: await _bytes(app),
        }


@asynccontextmanager
async def _started() -> AsyncIterator[Any]:
    # What is kept for other processes is written by a thread, later: no part of an answer, and not always in time.
    app = serve(Limits(frames=None, arrivals=None, joins=None), store="memory:", secret=secrets.token_urlsafe())
    lifespan = Lifespan(app)
    await lifespan.start()
    try:
        yield app
    finally:
        await lifespan.stop()


async def _live(app: Any, path: str) -> Page:
    page = Page(app, path)
    await page.load()
    await page.join()
    return page


async def _fewest(app: Any, path: str, event: str) -> int:
    page = await _live(app, path)
    await page.press(event)  # the first of its kind fills caches
    counts = [await calls(lambda: page.press(event)) for _ in range(TIMES)]
    await page.leave()
    return min(counts)


async def _swap(app: Any) -> int:
    page = await _live(app, "/rows")
    await page.press("run")
    counts = [await calls(lambda: page.press("swap")) for _ in range(TIMES)]
    await page.leave()
    return min(counts)


async def _arrivals(app: Any) -> dict[str, int]:
    """The first page of W2, and its join."""
    await (await _live(app, "/dashboard?manual=1")).leave()
    pages, joins = [], []
    for _ in range(TIMES):
        page = Page(app, "/dashboard?manual=1")
        pages.append(await calls(page.load))
        joins.append(await calls(page.join))
        await page.leave()
    return {"W2 first page": min(pages), "W2 join": min(joins)}


async def _bytes(app: Any) -> dict[str, int]:
    counter, dashboard, rows = [await _live(app, path) for path in ("/counter", "/dashboard?manual=1", "/rows")]
    join, html = dashboard.down, dashboard.html
    await counter.press("inc")
    sizes: dict[str, int] = {"W1 click, down": counter.down, "W2 join, down": join, "W2 first page": html}
    ticks = 0
    for _ in range(TICKS):
        await dashboard.press("step")
        ticks += dashboard.down
    sizes[f"W2, {TICKS} ticks, down"] = ticks
    for operation in ROWS:
        await rows.press(operation)
        sizes[f"W3 {operation}, down"] = rows.down
    for page in (counter, dashboard, rows):
        await page.leave()
    return sizes


def worse(now: Costs, kept: Costs) -> list[str]:
    """What costs more than it may.

    Args:
        now: what was counted.
        kept: what is kept.

    Returns:
        A line for each, with both figures; and one for what is not kept yet.
    """
    lines = []
    for kind, counts in now.items():
        for name, count in counts.items():
            before = kept.get(kind, {}).get(name)
            if before is None:
                lines.append(f"{name}: {count:,} {kind}, and nothing kept to compare with")
            elif count > before * MOST:
                lines.append(f"{name}: {count:,} {kind}, {count / before - 1:.0%} more than the {before:,} kept")
    return lines


def load() -> Costs:
    """What is kept."""
    kept: Costs = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return kept


def main() -> int:
    """Entry point. Returns 1 where something costs more than it may, and is not to be kept."""
    parser = argparse.ArgumentParser(prog="bench.costs", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep these figures, for this version of Python")
    keeps = parser.parse_args().write
    now, kept = asyncio.run(measured()), load()
    for kind, counts in now.items():
        for name, count in counts.items():
            print(f"{name:<24} {count:>8,} {kind:<20} (kept: {kept.get(kind, {}).get(name, 0):,})")
    lines = worse(now, kept)
    print("\n".join(lines))
    if keeps:
        KEPT.write_text(json.dumps({**kept, **now}, indent=1, sort_keys=True) + "\n")
    return 1 if lines and not keeps else 0


if __name__ == "__main__":
    raise SystemExit(main())
