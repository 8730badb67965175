"""A million client frames that are wrong, beside ten pages that are well; and tokens that open nothing."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import random
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from itertools import count as counted
from typing import Any, Literal

import psutil
from pydantic import BaseModel
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from bench.faults.mutating import VALID, mutated, mutated_token
from bench.figures import Figure
from liveview import Component, Form, LiveApp, LiveView, event, live, state
from liveview.channel.channel import Channel
from liveview.channel.limits import Limits
from liveview.errors import TokenError
from liveview.protocol.connection import Connection
from liveview.protocol.frames import Applied, Event, Join, Leave, Patch
from liveview.testing import visit
from liveview.web.tokens import Tokens
from tests.served import ROOT, Page, Served

FRAMES, QUICK_FRAMES = 1_000_000, 50_000
SOCKET_FRAMES, QUICK_SOCKET_FRAMES = 20_000, 1_000
TOKENS, QUICK_TOKENS = 100_000, 20_000
WELL = 10
# Frames between two looks at the pages that are well.
LOOK_EVERY = 5_000
# The first ones fill caches, as of types and of templates.
WARM = 20_000


class PersonIn(BaseModel):
    """A form."""

    name: str
    age: int = 0


class Button(Component):
    """Something with an event of its own."""

    template_string = '<button lv-click="pressed">{{ count }}</button><i lv-click="^gone">x</i>'
    emits = ["gone"]
    count: int = 0

    @event
    async def pressed(self) -> None:
        self.count += 1


class Victim(LiveView):
    """Has one of everything that a page can send."""

    template_string = """<h1>{{ count }}</h1><p>{{ text }} {{ numbers|length }} {{ ratio }}</p>
      <select lv-bind="choice"><option>a</option><option>b</option><option>c</option></select>
      <form lv-form="person" lv-submit="save"><input name="name"></form>{{ Button() }}"""
    uses = [Button]
    count: int = 0
    text: str = ""
    ratio: float = 0.0
    numbers: list[int] = []
    choice: Literal["a", "b", "c"] = state("a", bind=True, url=True)
    person: Form[PersonIn] = Form()

    @event
    async def add(self, by: int = 1) -> None:
        self.count = (self.count + by) % 1000

    @event
    async def note(self, text: str, done: bool = False) -> None:
        self.text = text[:100]

    @event
    async def many(self, numbers: list[int], when: date, ratio: float, nested: dict[str, Any] | None = None) -> None:
        self.numbers, self.ratio = numbers[:10], ratio

    @event
    async def save(self, person: PersonIn) -> None:
        self.text = person.name[:100]

    @event
    async def gone(self) -> None:
        self.count = 0


# Who is refused connects again at once, thousands of times; that this is slowed down is measured elsewhere.
limits = Limits(frames=None, joins=None)
app = LiveApp(routes=[live("/", Victim)], store="memory:", limits=limits)


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether there are fewer frames.
    """
    told = _in_a_process_of_its_own(QUICK_FRAMES if quick else FRAMES)
    count, seconds = told["count"], told["seconds"]
    return [
        Figure(f"{count:,} wrong frames beside {WELL} pages: pages that noticed", told["disturbed"], "", 0),
        Figure(f"{count:,} wrong frames: errors that nobody has foreseen", told["unforeseen"], "", 0),
        Figure(f"{count:,} wrong frames: memory", round(told["grown"] / 2**20, 1), "MB", 10),
        Figure(f"{count:,} wrong frames: time of each", round(seconds / count * 1e6, 1), "us"),
        *_through_a_socket(QUICK_SOCKET_FRAMES if quick else SOCKET_FRAMES),
        *_tokens(QUICK_TOKENS if quick else TOKENS),
    ]


# In process.

_REFS = counted(1)


class Unforeseen(logging.Handler):
    """Errors that are no answer to what was sent."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))


def _in_a_process_of_its_own(count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.faults.mutations", str(count)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


async def _attack(count: int, seed: int) -> dict[str, Any]:
    unforeseen, chance = Unforeseen(), random.Random(seed)
    logging.getLogger().addHandler(unforeseen)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: unforeseen.found.append(str(context)))
    async with AsyncExitStack() as pages:
        well = [await pages.enter_async_context(visit(app, "/")) for _ in range(WELL)]
        await pages.enter_async_context(visit(app, "/"))
        victim = list(app.live.views)[-1]
        victim.join(Reader(victim), {})
        disturbed, rss, began = 0, 0, time.perf_counter()
        for number in range(count):
            if number == min(WARM, count // 2):
                rss, began = _rss(), time.perf_counter()
            await _send(victim, mutated(chance))
            if number % LOOK_EVERY == 0:
                disturbed += await _disturbed(well, number // LOOK_EVERY)
                assert victim.exit_reason is None, f"{victim} has ended: {victim.exit_reason}; seed {seed}"
        seconds = time.perf_counter() - began
        return {
            "count": count,
            "disturbed": disturbed,
            "unforeseen": len(unforeseen.found),
            "errors": unforeseen.found[:3],
            "grown": _rss() - rss,
            "seconds": seconds,
        }


class Reader:
    """A page that acknowledges what it is sent, and keeps nothing of it."""

    pressure = 0

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def send(self, frame: str) -> None:
        """Read it."""
        match json.loads(frame):
            case [int(address), int(version), *_] | ["=", int(address), int(version), *_]:
                loop = asyncio.get_running_loop()
                loop.call_soon(self._channel.receive, Applied(address, version))

    def close(self, code: int, reason: str) -> None:
        """It does not."""
        raise AssertionError(f"closed: {code} {reason}")


async def _send(victim: Channel, text: str) -> None:
    """What the endpoint does with a text, from the connection to the view; a page may join and leave as it likes."""
    connection = Connection()
    connection.receive_text('["j","",[]]')
    connection.events_received()
    connection.receive_text(text)
    for frame in connection.events_received():
        if isinstance(frame, (Join, Leave)):
            continue
        if isinstance(frame, (Event, Patch)):
            frame = replace(frame, ref=next(_REFS))  # one that was answered is not looked at again
        while not victim.receive(frame) and victim.exit_reason is None:
            await victim.room()


async def _disturbed(well: list[Any], clicks: int) -> int:
    for page in well:
        await page.click("button")
    await well[0].clock.advance(1)  # whose timers that are over would pile up where time stands still
    return sum(page.text("button") != str(clicks + 1) for page in well)


def _rss() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


# Through a socket.


def _through_a_socket(count: int) -> list[Figure]:
    with Served("run", "bench.faults.mutations:app", folder=ROOT) as server, Page(server) as well, Page(server) as bad:
        well.join()
        before = psutil.Process(server.pid).memory_info().rss
        closed = asyncio.run(_pour(server, bad, count))
        grown = psutil.Process(server.pid).memory_info().rss - before
        well.send("e", 1, 0, "add", {"by": 1})
        well.receive_until(lambda frame: frame[0] == 0)
        said = server.output
    name = f"{count:,} wrong frames through a socket"
    return [
        Figure(f"{name}: times that it was closed", closed, ""),
        Figure(f"{name}: tracebacks in the log", said.count("Traceback"), "", 0),
        Figure(f"{name}: memory", round(grown / 2**20, 1), "MB", 10),
    ]


async def _pour(server: Served, page: Page, count: int) -> int:
    chance, closed, sent = random.Random(count), 0, 0
    cookies = "; ".join(f"{name}={value}" for name, value in page._client.cookies.items())
    url = f"ws://127.0.0.1:{server.port}{page.data['socket']}"
    while sent < count:
        socket = connect(
            url,
            origin=Origin(server.url),
            subprotocols=[Subprotocol("lv1")],
            additional_headers={"cookie": cookies},
            compression=None,
        )
        async with socket as connection:
            await connection.send(json.dumps(["j", page.data["token"], [0, -1]]))
            try:
                while sent < count:
                    sent += 1
                    text = mutated(chance).encode("utf-8", "replace").decode()
                    if not text.startswith('["l"'):
                        await connection.send(text)
                        await connection.send('["h"]')
                        while await connection.recv() != '["h"]':
                            pass
            except ConnectionClosed:
                closed += 1
    return closed


# Tokens.


def _tokens(count: int) -> list[Figure]:
    chance, tokens = random.Random(count), Tokens(["k" * 32])
    others = Tokens(["o" * 32])
    good = [tokens.issue(str(number), "/", session="s", prefix="") for number in range(50)]
    good += [others.issue(str(number), "/", session="s", prefix="") for number in range(50)]
    opened = unforeseen = 0
    for _ in range(count):
        try:
            tokens.read(mutated_token(chance, good), session="s", prefix="")
            opened += 1
        except TokenError:
            pass
        except Exception:
            unforeseen += 1
    return [
        Figure(f"{count:,} wrong tokens: opened", opened, "", 0),
        Figure(f"{count:,} wrong tokens: errors that nobody has foreseen", unforeseen, "", 0),
    ]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_attack(int(sys.argv[1]), seed=len(VALID)))))
