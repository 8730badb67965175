"""Who a page has come back to asks for it, and waits until whoever has it has written it, but not for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from liveview.runtime.pubsub import PubSub
from liveview.runtime.supervisor import Supervisor
from liveview.testing import Cable, VirtualClock
from liveview.web.handing_over import HandingOver
from liveview.web.notices import sign_of

pytestmark = pytest.mark.asyncio


class Worker:
    """One of several, and what it was asked for."""

    def __init__(self, name: str, pubsub: PubSub) -> None:
        self.asked: list[tuple[str, Callable[[], object]]] = []
        self.handing_over = HandingOver(name, lambda sign, then: self.asked.append((sign, then)))
        self.tree = Supervisor([pubsub, self.handing_over])


async def settled() -> None:
    """Until nobody has mail: one answer to one question."""
    for _ in range(50):
        await asyncio.sleep(0)


@pytest_asyncio.fixture
async def workers() -> AsyncIterator[list[Worker]]:
    cable, clock = Cable(), VirtualClock()
    workers = [Worker(name, PubSub(cable.plug())) for name in ("one", "two", "three")]
    for worker in workers:
        await worker.tree.start(clock)
    yield workers
    for worker in workers:
        await worker.tree.stop()


async def test_who_asks_waits_until_the_page_is_written(workers: list[Worker]) -> None:
    here, there, other = workers
    asking = [asyncio.create_task(here.handing_over.ask("page")) for _ in range(2)]
    await settled()
    assert [sign for sign, _ in there.asked] == [sign_of("page")] * 2
    assert not here.asked and not any(task.done() for task in asking)
    other.asked[0][1]()
    await settled()
    assert all(task.done() for task in asking)
    assert not here.handing_over._awaited


async def test_what_others_are_given_is_not_ours(workers: list[Worker]) -> None:
    here, there, other = workers
    asking = asyncio.create_task(here.handing_over.ask("page"))
    also = asyncio.create_task(there.handing_over.ask("another"))
    await settled()
    other.asked[1][1]()
    await settled()
    assert also.done() and not asking.done()
    await asking  # nobody has it, and nobody says so
    assert not here.handing_over._awaited and not there.handing_over._awaited


async def test_who_is_alone_asks_nobody() -> None:
    worker = Worker("one", PubSub())
    await worker.tree.start(VirtualClock())
    with pytest.raises(StopIteration):
        worker.handing_over.ask("page").send(None)
    await worker.tree.stop()
