"""Many pages that are asked for, or joined, at the same moment: whoever is here already has the loop in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import ClassVar

from liveview import LiveApp, LiveView, live
from liveview.channel.limits import Limits
from liveview.testing.asgi import Lifespan, get
from liveview.web.host import BEGUN_AT_ONCE
from tests.integration.wire import SECRET

MANY = 40


class Begun(LiveView):
    """It notes in which turn of somebody else it was asked for, and in which it was joined."""

    template_string = "<p>hello</p>"
    turn: ClassVar[int] = 0
    asked: ClassVar[Counter[int]] = Counter()


async def guard(request: object) -> None:
    Begun.asked[Begun.turn] += 1


async def test_pages_that_are_asked_for_together_begin_a_few_in_each_turn_of_the_loop() -> None:
    Begun.turn, Begun.asked = 0, Counter()
    app = LiveApp(routes=[live("/", Begun, guard=guard)], secret=SECRET, store="memory:", limits=Limits(arrivals=None))
    lifespan = Lifespan(app)
    await lifespan.start()
    try:
        asked = [asyncio.create_task(get(app, "/")) for _ in range(MANY)]
        while not all(task.done() for task in asked):
            Begun.turn += 1
            await asyncio.sleep(0)
        assert {(await task).status for task in asked} == {200}
        assert Begun.asked.total() == MANY
        assert max(Begun.asked.values()) <= BEGUN_AT_ONCE
    finally:
        await lifespan.stop()
