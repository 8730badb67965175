"""The views that the fault tests serve and mistreat."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liveview import Async, Gap, LiveApp, LiveView, Presence, Process, cast, event, live, on, state

logger = logging.getLogger(__name__)


class Counter(LiveView):
    """Counts what it is told."""

    template_string = '<h1>{{ count }}</h1><button lv-click="add">+</button><p>{{ note }}</p>'
    count: int = 0
    note: str = ""

    @event
    async def add(self, by: int = 1) -> None:
        self.count += by

    @event
    async def write(self, note: str) -> None:
        self.note = note

    @event
    async def fail(self) -> None:
        raise RuntimeError("planned")


class Flood(LiveView):
    """Changes by more than a page can be told that does not read."""

    template_string = "<p>{{ count }} {{ text }}</p>"
    count: int = 0
    text: str = ""

    @event
    async def grow(self) -> None:
        self.count += 1
        self.text = str(self.count % 10) * 100_000
        if self.count == 300:
            logger.warning("Flood has taken 300 events")


class Blocked(LiveView):
    """Makes everybody wait, as a slow query in an `async def` does."""

    template_string = "<p>{{ done }}</p>"
    done: bool = False

    @event
    async def query(self) -> None:
        time.sleep(60)  # noqa: ASYNC251 (the mistake that is tested)
        self.done = True


class Modest(LiveView):
    """Computes for less than anybody is named for, by the time of its own thread."""

    template_string = "<p>{{ count }}</p>"
    count: int = 0

    @event
    async def add(self) -> None:
        began = time.thread_time()
        while time.thread_time() - began < 0.03:
            pass
        self.count += 1


class Hanging(LiveView):
    """Has a handler that never ends, however it is asked to."""

    template_string = "<p>{{ count }}</p>"
    count: int = 0

    @event
    async def hang(self) -> None:
        logger.warning("Hanging hangs")
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)


async def _in_a_group(leave: Coroutine[Any, Any, None]) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(leave)


async def _in_anyios(leave: Coroutine[Any, Any, None]) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(lambda: leave)


async def _at_last(leave: Coroutine[Any, Any, None]) -> None:
    """By tasks that tasks make."""
    await asyncio.gather(_in_a_group(leave))


EXITS: dict[str, type[BaseException]] = {kind.__name__: kind for kind in (SystemExit, KeyboardInterrupt, GeneratorExit)}
WAYS: dict[str, Callable[[Coroutine[Any, Any, None]], Awaitable[object]]] = {
    "await": lambda leave: leave,
    "wait_for": lambda leave: asyncio.wait_for(leave, 5),
    "gather": lambda leave: asyncio.gather(leave, asyncio.sleep(0)),
    "TaskGroup": _in_a_group,
    "anyio": _in_anyios,
    "create_task": asyncio.create_task,
    "ensure_future": asyncio.ensure_future,
    "tasks of tasks": _at_last,
}


class Exiting(LiveView):
    """Calls what was written for a command line."""

    template_string = "<p>{{ count }}</p>"
    count: int = 0

    @event
    async def leave(self, way: str, kind: str) -> None:
        async def leave() -> None:
            await asyncio.sleep(0)
            raise EXITS[kind]

        await WAYS[way](leave())


class Unspeakable(Exception):
    """Ends the program as soon as one looks at it."""

    def __repr__(self) -> str:
        raise SystemExit(1)


class Failing(LiveView):
    """Has work that fails, and nobody can say how."""

    template_string = "<p>{{ 'failed' if work.failed else '' }}</p>"
    work: Async[int] = Async()

    @event
    async def begin(self) -> None:
        async def fail() -> int:
            raise Unspeakable

        self.work.run(fail)


async def leaving_at_the_join(connection: HTTPConnection) -> None:
    """A guard that calls what was written for a command line."""
    if connection.scope["type"] == "websocket":
        await asyncio.wait_for(_leave(), 5)


async def _leave() -> None:
    raise SystemExit(2)


class Room(LiveView):
    """Hears what is said, whoever serves it, and tells which process that is."""

    template_string = (
        "<h1>{{ pid }}</h1><b>{{ people|length }} here</b>{% for one in said %}<p>{{ one }}</p>{% endfor %}"
        "<i>{{ gaps }}</i>"
    )
    said: list[str] = []
    pid: int = state(transient=True)
    name: str = ""
    gaps: int = 0
    people: Presence = Presence("room")

    def mount(self) -> None:
        self.pid = os.getpid()
        self.name = secrets.token_hex(8)

    async def joined(self, resumed: bool) -> None:
        self.live.track("room", self.name)

    async def info(self, message: object) -> None:
        self.gaps += isinstance(message, Gap)

    @on("room")
    async def heard(self, text: str) -> None:
        self.said.append(text)

    @event
    async def say(self, text: str) -> None:
        self.publish("room", text)


BLOCK = bytes(range(256)) * 256


class Files(LiveView):
    """Gives files, and tells which process has them."""

    template_string = "<h1>{{ pid }}</h1>"
    pid: int = state(transient=True)

    def mount(self) -> None:
        self.pid = os.getpid()

    @event
    async def give(self, kind: str, blocks: int) -> None:
        content: dict[str, Callable[[], Any]] = {
            "generator": lambda: blocks_of(blocks),
            "bytes": lambda: BLOCK * blocks,
            "path": lambda: Path(__file__),
        }
        self.download(content[kind](), f"{kind}.bin")


def blocks_of(count: int) -> Iterator[bytes]:
    try:
        for _ in range(count):
            yield BLOCK
    finally:
        logger.warning("the blocks are closed")


async def pid(request: Request) -> Response:
    """Who serves this connection."""
    return PlainTextResponse(str(os.getpid()))


class Saboteur(Process):
    """Once told, it and whoever comes after it end the PubSub, on which all others stand."""

    was_told = False

    async def init(self) -> None:
        if Saboteur.was_told:
            self.sabotage()

    @cast
    async def sabotage(self) -> None:
        Saboteur.was_told = True
        self.whereis("liveview.pubsub").kill()


class Hopeless(LiveView):
    """An app of which nothing can be kept alive."""

    template_string = "<p>as long as it lasts</p>"

    @event
    async def collapse(self) -> None:
        self.live.whereis("saboteur", Saboteur).sabotage()


app = LiveApp(
    routes=[
        live("/", Counter),
        live("/flood", Flood),
        live("/blocked", Blocked),
        live("/modest", Modest),
        live("/hopeless", Hopeless),
        live("/hanging", Hanging),
        live("/exiting", Exiting),
        live("/guarded", Counter, guard=leaving_at_the_join),
        live("/failing", Failing),
        live("/room", Room),
        live("/files", Files),
        Route("/pid", pid),
    ],
    children=[Saboteur(name="saboteur")],
    cluster=os.environ.get("CLUSTER"),
)
