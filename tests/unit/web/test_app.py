"""What the app does with every request."""

from __future__ import annotations

import asyncio

from starlette.requests import HTTPConnection

from liveview import LiveApp
from liveview.runtime.stirring import asleep
from liveview.testing.asgi import get
from liveview.web.guards import admit


async def test_a_request_wakes_who_sleeps_while_nothing_runs() -> None:
    woken: list[bool] = []
    asleep.add(lambda: woken.append(True))
    await get(LiveApp(routes=[]), "/healthz")
    assert woken == [True]


async def test_a_guard_wakes_them_too_when_it_begins_and_when_it_has_waited() -> None:
    woken: list[str] = []

    async def guard(connection: HTTPConnection) -> str:
        woken.append("begins")
        asleep.add(lambda: woken.append("awake"))
        await asyncio.sleep(0)
        return "somebody"

    asleep.add(lambda: woken.append("awake"))
    assert await admit([guard], HTTPConnection({"type": "http"})) == "somebody"
    assert woken == ["awake", "begins", "awake"]
