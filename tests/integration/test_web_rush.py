"""Many requests at the same moment: whoever is here already has the loop in between."""

from __future__ import annotations

import asyncio
from collections import Counter

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from liveview import LiveApp, LiveView, live
from liveview.channel.limits import Limits
from liveview.testing.asgi import Lifespan, get
from liveview.web.app import BEGUN_AT_ONCE
from tests.integration.wire import SECRET

MANY = 40


class Mounted(LiveView):
    template_string = "<p>{{ number }}</p>"
    number: int = 0


async def test_requests_that_come_together_begin_a_few_in_each_turn_of_the_loop() -> None:
    turn, begun = 0, Counter[int]()

    async def noted(request: Request) -> PlainTextResponse:
        begun[turn] += 1
        return PlainTextResponse("well")

    app = LiveApp(
        routes=[live("/", Mounted), Route("/noted", noted)],
        secret=SECRET,
        store="memory:",
        limits=Limits(arrivals=None),
    )
    lifespan = Lifespan(app)
    await lifespan.start()
    try:
        asked = [asyncio.create_task(get(app, "/noted" if number % 2 else "/")) for number in range(MANY)]
        while not all(task.done() for task in asked):
            turn += 1
            await asyncio.sleep(0)
        assert {(await task).status for task in asked} == {200}
        assert begun.total() == MANY // 2
        assert max(begun.values()) <= BEGUN_AT_ONCE
    finally:
        await lifespan.stop()
