"""`python -m bench.faults.lookers URL PATH`: many who look at a page, in a process of their own.

It prints, as JSON, how many frames they were sent meanwhile, and how long the server's process computed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
from urllib.request import urlopen

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from liveview.load.visitor import Visitor

ARRIVING = 10  # at the same time
SILENCE = 0.1  # seconds without a frame: all of a tick have come
PLAIN = ("/text", "/frame")  # sockets without a page


class Listener(Visitor):
    """Somebody without a page, who only acknowledges."""

    async def arrive(self) -> None:
        """Connect."""
        url = self._url.replace("http:", "ws:", 1)
        self._socket = await connect(url, subprotocols=[Subprotocol("lv1")], compression=None)


async def look(url: str, path: str, count: int, seconds: float) -> dict[str, float]:
    """Bring many to a page, and let them look.

    Args:
        url: the server's.
        path: the page's.
        count: how many.
        seconds: for how long.
    """
    kind = Listener if path in PLAIN else Visitor
    visitors = [kind(url + path, {}) for _ in range(count)]
    gate = asyncio.Semaphore(ARRIVING)
    looking: list[asyncio.Task[None]] = []

    async def arrive(visitor: Visitor) -> None:
        async with gate:
            await visitor.arrive()
        looking.append(asyncio.create_task(visitor.act([], None, 3600, random.Random())))

    await asyncio.gather(*map(arrive, visitors))
    # What this process collects meanwhile would keep the processor from the server.
    gc.collect()
    gc.disable()
    await asyncio.sleep(1)
    start = await _measure(url, visitors)
    await asyncio.sleep(seconds)
    end = await _measure(url, visitors)
    errors = [error for visitor in visitors for error in visitor.felt.errors]
    assert not errors, errors[:3]
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    for visitor in visitors:
        await visitor.leave()
    names = ("seconds", "cpu", "frames", "bytes")
    return {name: after - before for name, before, after in zip(names, start, end, strict=True)}


async def _measure(url: str, visitors: list[Visitor]) -> tuple[float, float, int, int]:
    """Between two ticks, where there is such a moment: what is on its way counts neither for nor against."""
    for _ in range(5):
        before = sum(visitor.felt.frames for visitor in visitors)
        await asyncio.sleep(SILENCE)
        if sum(visitor.felt.frames for visitor in visitors) == before:
            break
    cpu = float(await asyncio.to_thread(_get, url + "/cpu"))
    frames, size = (sum(getattr(one.felt, name) for one in visitors) for name in ("frames", "bytes_down"))
    return asyncio.get_running_loop().time(), cpu, frames, size


def _get(url: str) -> bytes:
    with urlopen(url) as response:
        content: bytes = response.read()
        return content


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.lookers", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("path")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=6.0)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(look(given.url, given.path, given.count, given.seconds))), flush=True)


if __name__ == "__main__":
    main()
