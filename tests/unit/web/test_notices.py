"""What workers tell each other of sessions, also where some of it was lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from liveview.runtime.pubsub import PubSub
from liveview.runtime.supervisor import Supervisor
from liveview.testing import Cable, VirtualClock
from liveview.web.notices import KNOWN_SECONDS, Disconnected, Notices, sign_of

pytestmark = pytest.mark.asyncio


class Worker:
    """One of several, and what it was told."""

    def __init__(self, cable: Cable, clock: VirtualClock) -> None:
        self.over: list[str] = []
        self.gone: list[Disconnected] = []
        self.plug = cable.plug()
        self.notices = Notices(self.over.append, self.gone.append, lambda page: None)
        self.tree = Supervisor([PubSub(self.plug), self.notices])
        self.clock = clock

    async def back(self) -> None:
        """What was between it and the others is so again."""
        self.plug.push()
        await settled()


async def settled() -> None:
    """Until nobody has mail: one answer to one question."""
    for _ in range(50):
        await asyncio.sleep(0)


Pair = tuple[Worker, Worker]


@pytest_asyncio.fixture
async def workers() -> AsyncIterator[Pair]:
    cable, clock = Cable(), VirtualClock()
    pair = Worker(cable, clock), Worker(cable, clock)
    for worker in pair:
        await worker.tree.start(clock)
    yield pair
    for worker in pair:
        await worker.tree.stop()


async def test_all_workers_hear_of_a_session_that_is_over(workers: Pair) -> None:
    here, there = workers
    here.notices.session_over("a")
    await settled()
    assert here.over == there.over == [sign_of("a")]


async def test_who_has_missed_it_is_told_again(workers: Pair) -> None:
    here, there = workers
    there.plug.pull()
    here.notices.session_over("a")
    here.notices.session_over("b")
    await settled()
    assert there.over == []
    await there.back()
    assert set(there.over) == {sign_of("a"), sign_of("b")}
    assert here.over == [sign_of("a"), sign_of("b")]  # it knew


async def test_who_could_not_say_it_says_it_again(workers: Pair) -> None:
    here, there = workers
    here.plug.pull()
    here.notices.session_over("a")
    await settled()
    await here.back()
    assert there.over == [sign_of("a")]


async def test_all_workers_hear_of_somebody_who_is_to_see_nothing_more_also_who_has_missed_it(workers: Pair) -> None:
    here, there = workers
    here.notices.user_over("ann")
    await settled()
    assert [gone.sign for gone in here.gone] == [gone.sign for gone in there.gone] == [sign_of("ann")]
    there.plug.pull()
    here.notices.user_over("bob")
    await settled()
    await there.back()
    assert {gone.sign for gone in there.gone} == {sign_of("ann"), sign_of("bob")}
    assert there.gone[-1].at == here.clock.wall()
    assert here.over == there.over == []


async def test_what_is_long_over_is_not_said_again(workers: Pair) -> None:
    here, there = workers
    there.plug.pull()
    here.notices.session_over("a")
    await here.clock.advance(KNOWN_SECONDS + 1)
    here.notices.session_over("b")
    await there.back()
    assert there.over == [sign_of("b")]
