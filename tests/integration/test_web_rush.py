"""Many pages that are asked for, or joined, at the same moment: whoever is here already has the loop in between."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import ClassVar

import pytest

from liveview import LiveApp, LiveView, live, state
from liveview.store import Taken
from liveview.testing.asgi import ORIGIN, Response, Socket, get
from liveview.testing.running import Memory, Running
from liveview.web.host import BEGUN_AT_ONCE
from liveview.web.keeping import RETURNING
from tests.integration.wire import DATA, SECRET

MANY = 40


class Begun(LiveView):
    """It notes in which turns of somebody else its guard was asked: for each page, and for each join."""

    template_string = "<p>hello</p>"
    turn: ClassVar[int] = 0
    asked: ClassVar[Counter[int]] = Counter()


class Restored(LiveView):
    """It notes in which turns of somebody else it came back, and takes as long for it as a database that hangs."""

    template_string = "<p>hello</p>"
    rows: list[int] = state(default_factory=list, transient=True)
    is_answered: ClassVar[asyncio.Event]

    async def restore(self) -> None:
        Begun.asked[Begun.turn] += 1
        await self.is_answered.wait()


class Database(Memory):
    """Who has asked it meanwhile is answered at the same moment."""

    async def take(self, key: str) -> Taken:
        while Begun.turn % 8:
            await asyncio.sleep(0)
        return await super().take(key)


async def guard(request: object) -> None:
    Begun.asked[Begun.turn] += 1


@pytest.fixture
def app() -> LiveApp:
    routes = [live("/", Begun, guard=guard), live("/restored", Restored)]
    return LiveApp(routes=routes, secret=SECRET, store=Database())


@pytest.fixture(autouse=True)
async def running(app: LiveApp) -> AsyncIterator[Running]:
    Begun.turn, Begun.asked, Restored.is_answered = 0, Counter(), asyncio.Event()
    found = Running(app)
    await found.start()
    yield found
    Restored.is_answered.set()
    await found.stop()


async def turns(tasks: Iterable[asyncio.Task[object]]) -> list[int]:
    """How often guards were asked in each turn, until all is done."""
    Begun.turn, Begun.asked = 0, Counter()
    while not all(task.done() for task in tasks):
        Begun.turn += 1
        await asyncio.sleep(0)
    return list(Begun.asked.values())


async def asked_for(app: LiveApp, path: str = "/", count: int = MANY) -> list[asyncio.Task[Response]]:
    return [asyncio.create_task(get(app, path)) for _ in range(count)]


def joining(app: LiveApp, page: Response) -> Socket:
    found = DATA.search(page.text)
    assert found is not None
    data = json.loads(found[1])
    cookie = (page.header("set-cookie") or "").partition(";")[0]
    socket = Socket(app, data["socket"], [("origin", ORIGIN), ("cookie", cookie)], ["lv1"])
    socket.send(json.dumps(["j", data["token"], [0, data["version"]]]))
    return socket


async def test_pages_that_are_asked_for_together_begin_a_few_in_each_turn_of_the_loop(app: LiveApp) -> None:
    pages = await asked_for(app)
    asked = await turns([*pages])
    assert {(await page).status for page in pages} == {200}
    assert sum(asked) == MANY
    assert max(asked) <= BEGUN_AT_ONCE


async def test_pages_that_join_together_do_so_a_few_in_each_turn_of_the_loop(app: LiveApp) -> None:
    sockets = [joining(app, page) for page in await asyncio.gather(*await asked_for(app))]
    answers = [asyncio.create_task(socket.receive()) for socket in sockets]
    asked = await turns([*answers])
    assert {str(await answer)[:4] for answer in answers} == {'["j"'}
    assert sum(asked) == MANY
    assert max(asked) <= BEGUN_AT_ONCE
    for socket in sockets:
        await socket.close()


async def come_back(app: LiveApp, running: Running, count: int) -> list[Socket]:
    pages = await asyncio.gather(*await asked_for(app, "/restored", count))
    await running.restart()
    return [joining(app, page) for page in pages]


async def test_pages_that_come_back_together_do_so_a_few_in_each_turn_of_the_loop(
    app: LiveApp, running: Running
) -> None:
    Restored.is_answered.set()
    sockets = await come_back(app, running, MANY)
    answers = [asyncio.create_task(socket.receive()) for socket in sockets]
    asked = await turns([*answers])
    assert {str(await answer)[:4] for answer in answers} == {'["j"'}
    assert sum(asked) == MANY
    assert max(asked) <= 2 * BEGUN_AT_ONCE  # some were told in the turn before that they may
    for socket in sockets:
        await socket.close()


async def test_nobody_waits_for_what_the_app_takes_for_the_pages_of_others(app: LiveApp, running: Running) -> None:
    hang = await come_back(app, running, RETURNING + 1)
    async with asyncio.timeout(5):
        while Begun.asked.total() < len(hang):  # until all of them wait for the database
            await asyncio.sleep(0)
        other = joining(app, await get(app, "/"))
        assert str(await other.receive()).startswith('["j"')
    Restored.is_answered.set()
    for socket in [*hang, other]:
        await socket.close()
