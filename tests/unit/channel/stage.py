"""A channel with a page in front of it: time is turned by hand, and the page is what the frames make of it."""

from __future__ import annotations

import asyncio
import heapq
import json
from collections.abc import Callable, Mapping
from typing import Any

from liveview.channel.channel import Channel
from liveview.channel.limits import Limits
from liveview.channel.mount import mount
from liveview.channel.services import Services
from liveview.channel.sharing import Sharing
from liveview.channel.views import Views
from liveview.engine import LiveEnvironment, Rendering, apply_patch
from liveview.protocol import frames
from liveview.runtime.threads import ThreadPool
from liveview.view.live_view import LiveView
from liveview.view.request import Request


class TurnedClock:
    """Time that moves when told."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._calls: list[tuple[float, int, Turned]] = []
        self._count = 0

    def now(self) -> float:
        return self._now

    def wall(self) -> float:
        return self._now

    def call_later(self, delay: float, callback: Callable[[], object]) -> Turned:
        turned = Turned(callback)
        self._count += 1
        heapq.heappush(self._calls, (self._now + delay, self._count, turned))
        return turned

    def together(self, at: float, within: float) -> float:
        return at

    def turn(self, seconds: float) -> None:
        """Lets time pass, without letting anybody run in between but what is due."""
        end = self._now + seconds
        while self._calls and self._calls[0][0] <= end + 1e-9:
            at, _, turned = heapq.heappop(self._calls)
            self._now = max(self._now, at)
            turned.call()
        self._now = end


class Turned:
    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self._callback = None

    def call(self) -> None:
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class Client:
    """A page and its connection: it keeps every frame, applies those that change it, and acknowledges on demand."""

    def __init__(self, fragments: Mapping[str, Any] | None = None, values: list[Any] | None = None) -> None:
        self.frames: list[Any] = []
        self.closed: tuple[int, str] | None = None
        self.pressure = 0
        self.version = 0 if values else -1
        self.values = values
        self.fragments: dict[str, Any] = dict(fragments or {})
        self.title: str | None = None

    def send(self, frame: str) -> None:
        assert self.closed is None, "a frame after the close"
        parts = json.loads(frame)
        self.frames.append(parts)
        if isinstance(parts[0], int):
            assert parts[1] == self.version + 1, f"version {parts[1]} after {self.version}"
            assert self.values is not None
            self.values = apply_patch(self.values, parts[2], self.fragments)
            self.version = parts[1]
        elif parts[0] == "=":
            self.version, self.values = parts[2], parts[3]
        elif parts[0] == "d":
            self.fragments |= parts[1]
        elif parts[0] == "t":
            self.title = parts[1]

    def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)

    def take(self) -> list[Any]:
        """The frames since the last call."""
        taken, self.frames = self.frames, []
        return taken


class Stage:
    """An app's services around channels."""

    def __init__(self, *, debug: bool = False, **limits: Any) -> None:
        self.clock = TurnedClock()
        self.threads = ThreadPool(4)
        self.services = Services(self.clock, self.threads, LiveEnvironment(), debug=debug, limits=Limits(**limits))
        self.services.sharing = Sharing(self.services)
        self.views = Views(self.clock, self.services.limits)
        self._refs: dict[str, int] = {}
        self.channels: list[Channel] = []

    async def close(self) -> None:
        """Ends what is still there."""
        for channel in self.channels:
            await channel.stop()
        self.services.close()

    async def open(self, view: type[LiveView], **request: Any) -> tuple[Channel, Client]:
        """A page that is served and not joined yet."""
        channel = await mount(view, Request(**request), self.services)
        self.channels.append(channel)
        page = channel.page()
        rendering = channel._screen._rendering
        return channel, Client(page.fragments, json.loads(json.dumps(rendering.values())))

    async def joined(self, view: type[LiveView], **request: Any) -> tuple[Channel, Client]:
        """A page that is connected, with nothing on its way."""
        channel, client = await self.open(view, **request)
        channel.join(client, {0: client.version})
        await self.settle(channel)
        return channel, client

    async def settle(self, channel: Channel) -> None:
        """Waits until the view has handled its mail, and what it has sent itself by way of the loop."""
        rested = 0
        while channel.exit_reason is None and rested < 2:
            rested = rested + 1 if not len(channel.mailbox) and channel.mailbox.is_awaited else 0
            await asyncio.sleep(0)

    async def event(self, channel: Channel, name: str, *, wait: bool = True, **sent: Any) -> bool:
        """What a client sends for an event; the ref counts up."""
        ref = self._refs[channel.id] = self._refs.get(channel.id, 0) + 1
        values = {key.replace("_", "-"): value for key, value in (sent.pop("values", None) or {}).items()}
        taken = channel.receive(frames.Event(ref, sent.pop("address", 0), name, values, **sent))
        if wait:
            await self.settle(channel)
        return taken

    def shows_the_state(self, channel: Channel, client: Client) -> bool:
        """Whether the page equals a fresh render of the state."""
        compiled = self.services.templates.of(type(channel.view))
        rendering = Rendering(compiled.template)
        rendering.mount(compiled.values(channel.view))
        return bool(json.loads(json.dumps(rendering.values())) == client.values)
