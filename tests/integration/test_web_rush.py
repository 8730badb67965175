"""Many pages that are asked for, or joined, at the same moment: whoever is here already has the loop in between."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import ClassVar

import pytest

from liveview import LiveApp, LiveView, live
from liveview.channel.limits import Limits
from liveview.testing.asgi import ORIGIN, Lifespan, Response, Socket, get
from liveview.web.host import BEGUN_AT_ONCE
from tests.integration.wire import DATA, SECRET

MANY = 40


class Begun(LiveView):
    """It notes in which turns of somebody else its guard was asked: for each page, and for each join."""

    template_string = "<p>hello</p>"
    turn: ClassVar[int] = 0
    asked: ClassVar[Counter[int]] = Counter()


async def guard(request: object) -> None:
    Begun.asked[Begun.turn] += 1


@pytest.fixture
async def app() -> AsyncIterator[LiveApp]:
    limits = Limits(arrivals=None, joins=None)
    found = LiveApp(routes=[live("/", Begun, guard=guard)], secret=SECRET, store="memory:", limits=limits)
    lifespan = Lifespan(found)
    await lifespan.start()
    yield found
    await lifespan.stop()


async def turns(tasks: Iterable[asyncio.Task[object]]) -> list[int]:
    """How often guards were asked in each turn, until all is done."""
    Begun.turn, Begun.asked = 0, Counter()
    while not all(task.done() for task in tasks):
        Begun.turn += 1
        await asyncio.sleep(0)
    return list(Begun.asked.values())


async def asked_for(app: LiveApp) -> list[asyncio.Task[Response]]:
    return [asyncio.create_task(get(app, "/")) for _ in range(MANY)]


async def test_pages_that_are_asked_for_together_begin_a_few_in_each_turn_of_the_loop(app: LiveApp) -> None:
    pages = await asked_for(app)
    asked = await turns([*pages])
    assert {(await page).status for page in pages} == {200}
    assert sum(asked) == MANY
    assert max(asked) <= BEGUN_AT_ONCE


async def test_pages_that_join_together_do_so_a_few_in_each_turn_of_the_loop(app: LiveApp) -> None:
    sockets = []
    for response in await asyncio.gather(*await asked_for(app)):
        found = DATA.search(response.text)
        assert found is not None
        data = json.loads(found[1])
        cookie = (response.header("set-cookie") or "").partition(";")[0]
        sockets.append(Socket(app, data["socket"], [("origin", ORIGIN), ("cookie", cookie)], ["lv1"]))
        sockets[-1].send(json.dumps(["j", data["token"], [0, data["version"]]]))
    answers = [asyncio.create_task(socket.receive()) for socket in sockets]
    asked = await turns([*answers])
    assert {str(await answer)[:4] for answer in answers} == {'["j"'}
    assert sum(asked) == MANY
    assert max(asked) <= BEGUN_AT_ONCE
    for socket in sockets:
        await socket.close()
