"""`python -m bench.faults.surfers URL --seconds N`: people who do what people do, for as long as one likes.

Each clicks, types, watches a board that moves, goes from page to page, loses the line and comes back, closes the page
and opens another. It prints, as JSON, how much of what, and what was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections import Counter

from bench.faults.client import Client

ARRIVING = 10
# Of a hundred things that somebody does, with some seconds between two.
HABITS = {"click": 45, "type": 25, "watch": 10, "browse": 8, "drop": 6, "leave": 6}
BETWEEN = 2.0  # seconds, on average
WATCHED = 5.0
PATIENCE = 60.0
PATHS = ("/kept", "/ticking")


class Surfer:
    """One person.

    Args:
        url: the server's.
        number: which of all.
    """

    def __init__(self, url: str, number: int) -> None:
        self._url = url
        self._choice = random.Random(number)
        self._client: Client
        self._clicks = 0
        self._note = ""
        self._path = ""
        self.did: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()

    async def surf(self, seconds: float) -> None:
        """Do something again and again.

        Args:
            seconds: for how long.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        await self._open()
        while loop.time() < end:
            await asyncio.sleep(self._choice.expovariate(1 / BETWEEN))
            habit = self._choice.choices(list(HABITS), list(HABITS.values()))[0]
            self.did[habit] += 1
            await getattr(self, f"_{habit}")()
            await self._look()
        await self._client.leave()

    async def _open(self) -> None:
        self._begin(self._choice.choice(PATHS))
        self._client = Client(self._url + self._path)
        await self._client.arrive()

    def _begin(self, path: str) -> None:
        self._path, self._clicks, self._note = path, 0, ""

    async def _click(self) -> None:
        self._clicks += 1
        await self._client.event("add")

    async def _type(self) -> None:
        if self._path != "/kept":
            return
        for letter in self._choice.choices("abcdefgh ", k=5):
            self._note = self._note[-200:] + letter
            await self._client.event("write", {"note": self._note})

    async def _watch(self) -> None:
        await asyncio.sleep(WATCHED)

    async def _browse(self) -> None:
        self._begin(self._choice.choice(PATHS))
        await self._client.browse(self._url + self._path)

    async def _drop(self) -> None:
        self._client.cut()
        await asyncio.sleep(0)

    async def _leave(self) -> None:
        if self._choice.random() < 0.5:
            await self._client.leave()
        else:
            self._client.vanish()
        await self._open()

    async def _look(self) -> None:
        """Whether the page shows what was done on it, once."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not (self._client.is_back and self._is_right()):
            if asyncio.get_running_loop().time() > end:
                self.wrong[f"{self._path} shows {self._client.values[1:4]} after {self._clicks}, {self._note!r}"] += 1
                return
            await asyncio.sleep(0.02)

    def _is_right(self) -> bool:
        shown = self._client.values
        if self._path == "/kept":
            return shown[1:] == [self._clicks, self._note]
        return len(shown) > 2 and shown[2] == self._clicks


async def run(url: str, count: int, seconds: float) -> dict[str, object]:
    """Have many do so at the same time.

    Args:
        url: the server's.
        count: how many.
        seconds: for how long.
    """
    surfers = [Surfer(url, number) for number in range(count)]

    async def one(number: int, surfer: Surfer) -> None:
        await asyncio.sleep(number / ARRIVING / 10)  # not all in the same moment
        await surfer.surf(seconds)

    ended = await asyncio.gather(*(one(*each) for each in enumerate(surfers)), return_exceptions=True)
    did = sum((surfer.did for surfer in surfers), Counter[str]())
    wrong = sum((surfer.wrong for surfer in surfers), Counter[str]())
    wrong.update(repr(error) for error in ended if error is not None)
    return {"did": did, "wrong": wrong}


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.surfers", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(run(given.url, given.count, given.seconds))), flush=True)


if __name__ == "__main__":
    main()
