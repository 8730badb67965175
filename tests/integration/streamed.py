"""A page whose WebSockets are blocked, over a real ASGI app: it posts, and reads a stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message, Scope

from liveview.testing import asgi
from tests.integration.wire import DATA

# Whoever waits longer waits for what does not come.
PATIENCE = 10.0


class Answer:
    """What comes back for one request.

    Attributes:
        status: once it is there.
        headers: the same.
    """

    def __init__(self, app: ASGIApp, scope: Mapping[str, Any], body: Iterable[bytes], is_whole: bool = True) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self._requests = [
            *({"type": "http.request", "body": part, "more_body": True} for part in body),
        ]
        if is_whole:
            self._requests.append({"type": "http.request", "body": b"", "more_body": False})
        self._started = asyncio.Event()
        self._gone = asyncio.Event()
        self._flows = asyncio.Event()
        self._flows.set()
        self._written: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._rest = b""
        self._kept: dict[str, list[str]] = {}
        self.task: asyncio.Task[None] = asyncio.create_task(self._run(app, dict(scope)))

    async def _run(self, app: ASGIApp, scope: Scope) -> None:
        await app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._requests:
            return self._requests.pop(0)
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self._flows.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            self._started.set()
        else:
            self._written.put_nowait(message.get("body", b""))
            if not message.get("more_body", False):
                self._written.put_nowait(None)

    async def started(self) -> Answer:
        """Waits for the head."""
        async with asyncio.timeout(PATIENCE):
            await self._started.wait()
        return self

    async def event(self) -> tuple[str, str] | None:
        """The next event as its name and its data, a comment too; None at the end."""
        while b"\n\n" not in self._rest:
            async with asyncio.timeout(PATIENCE):
                part = await self._written.get()
            if part is None:
                self._written.put_nowait(None)
                return None
            self._rest += part
        event, _, self._rest = self._rest.partition(b"\n\n")
        name, data = "", ""
        for line in event.decode().split("\n"):
            field, _, value = line.partition(":")
            name, data = (value.strip(), data) if field == "event" else (name, value.strip())
        return name, data

    async def frame(self) -> list[Any]:
        """The next frame, of those that are no modules. What the stream says of itself stands where it happens to."""
        frame: list[Any] = json.loads(await self.said(""))
        return await self.frame() if frame[0] == "m" else frame

    async def said(self, name: str) -> str:
        """The data of the next event of a name."""
        kept = self._kept.setdefault(name, [])
        while not kept:
            event = await self.event()
            assert event is not None, f"the stream has ended, and never said {name!r}"
            if event[1]:
                self._kept.setdefault(event[0], []).append(event[1])
        return kept.pop(0)

    def stall(self) -> None:
        """Reads nothing any more."""
        self._flows.clear()

    async def leave(self) -> None:
        """Breaks it off, and waits until the app is done with it."""
        self._gone.set()
        self._flows.set()
        await asyncio.wait_for(self.task, PATIENCE)


class Visitor:
    """A browser.

    Args:
        app: what it visits.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.cookie = ""
        self.origin = asgi.ORIGIN
        self.data: dict[str, Any] = {}
        self.number = 0
        self.id = ""
        self._answers: list[Answer] = []

    async def load(self, path: str = "/") -> Visitor:
        """GETs a page."""
        response = await asgi.get(self.app, path, [("cookie", self.cookie)] if self.cookie else [])
        found = DATA.search(response.text)
        assert found is not None, response.text
        self.data = json.loads(found[1])
        self.cookie = (response.header("set-cookie") or self.cookie).partition(";")[0]
        return self

    @property
    def headers(self) -> dict[str, str]:
        """Those of a browser's post."""
        return {"origin": self.origin, "lv-socket": "lv1", "cookie": self.cookie}

    async def post(
        self, body: str | bytes | list[bytes], headers: Mapping[str, str] | None = None, app: ASGIApp | None = None
    ) -> Answer:
        """Posts something, and waits for the head of the answer."""
        return await self._post(body, headers, app).started()

    def begin(self, body: str) -> Answer:
        """Posts something that does not come to its end."""
        return self._post(body, is_whole=False)

    def _post(
        self,
        body: str | bytes | list[bytes],
        headers: Mapping[str, str] | None = None,
        app: ASGIApp | None = None,
        is_whole: bool = True,
    ) -> Answer:
        if isinstance(body, str):
            body = body.encode()
        given = self.headers if headers is None else headers
        scope = {
            **asgi._scope("http", "http", self.data["socket"], [(name, value) for name, value in given.items()]),
            "method": "POST",
        }
        parts = [body] if isinstance(body, bytes) else body
        answer = Answer(self.app if app is None else app, scope, parts, is_whole)
        self._answers.append(answer)
        return answer

    def join_frame(self, version: int | None = None) -> str:
        """What a page begins with."""
        shown = self.data["version"] if version is None else version
        return json.dumps(["j", self.data["token"], [0, shown]])

    async def join(self, version: int | None = None) -> Answer:
        """Opens a stream and joins."""
        stream = await self.post("\n" + self.join_frame(version))
        assert stream.status == 200
        assert (await stream.frame())[0] == "j"
        self.id, self.number = await stream.said("open"), 0
        return stream

    async def say(self, *frames: list[Any], app: ASGIApp | None = None) -> int:
        """Posts frames; the status of the answer."""
        self.number += 1
        return await self.say_as(self.id, self.number, *frames, app=app)

    async def say_as(self, id: str, number: int, *frames: list[Any], app: ASGIApp | None = None) -> int:
        """Posts frames under any id and number."""
        body = "\n".join([f"{id} {number}", *map(json.dumps, frames)])
        return (await self.post(body, app=app)).status

    async def close(self) -> None:
        """Leaves everything that it has opened."""
        for answer in self._answers:
            await answer.leave()


@asynccontextmanager
async def visiting(app: ASGIApp) -> AsyncIterator[Visitor]:
    """Runs an app, for one browser."""
    lifespan = asgi.Lifespan(app)
    await lifespan.start()
    visitor = Visitor(app)
    try:
        yield visitor
    finally:
        await visitor.close()
        await lifespan.stop()
