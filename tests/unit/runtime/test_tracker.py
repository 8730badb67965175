"""Who is where: until their processes end, told in few pieces of news."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from liveview import PresenceDiff, Process, PubSub, Supervisor, Tracker, child
from liveview.errors import NoProcessError
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet


class Watcher(Process):
    def __init__(self) -> None:
        self.news: list[Any] = []

    async def init(self) -> None:
        self.subscribe("presence:room")

    async def info(self, message: PresenceDiff) -> None:
        assert message.topic == "room"
        self.news.append((dict(message.joins), dict(message.leaves)))


class Stage:
    def __init__(self, tree: Supervisor, clock: VirtualClock) -> None:
        self.tree = tree
        self.clock = clock
        self.tracker = tree.which_child("Tracker", Tracker)
        self.watcher = tree.which_child("Watcher", Watcher)

    async def someone(self) -> Process:
        return await Process().start(self.clock)

    def here(self) -> dict[Any, Any]:
        return dict(self.tracker.list("room"))

    async def news(self, seconds: float = 1) -> list[Any]:
        await self.clock.advance(seconds)
        news, self.watcher.news = self.watcher.news, []
        return news


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = VirtualClock()
    clock.settling.append(quiet)
    tree = Supervisor([PubSub, child_named(Tracker), Watcher])
    await tree.start(clock)
    yield Stage(tree, clock)
    await tree.stop()


def child_named(kind: type[Process]) -> Any:
    return child(kind, id=kind.__name__)


async def test_who_is_there_is_listed_until_their_process_ends(stage: Stage) -> None:
    one, two = await stage.someone(), await stage.someone()
    stage.tracker.track(one, "room", "ann", {"on": "phone"})
    stage.tracker.track(two, "room", "ann", {"on": "desk"})
    stage.tracker.track(two, "room", "bob")
    stage.tracker.track(two, "other", "bob")
    assert stage.here() == {"ann": ({"on": "phone"}, {"on": "desk"}), "bob": (None,)}
    two.kill()
    await quiet()
    assert stage.here() == {"ann": ({"on": "phone"},)} and dict(stage.tracker.list("other")) == {}
    one.kill()
    await stage.news()
    assert stage.here() == {} and stage.tracker._places == {} and stage.tracker._tracked == {}


async def test_the_list_is_one_object_until_it_changes(stage: Stage) -> None:
    one = await stage.someone()
    stage.tracker.track(one, "room", "ann")
    before = stage.tracker.list("room")
    stage.tracker.track(one, "room", "ann")
    assert stage.tracker.list("room") is before
    with pytest.raises(TypeError):
        before["bob"] = ()  # type: ignore[index]


async def test_what_comes_together_is_one_piece_of_news(stage: Stage) -> None:
    one, two = await stage.someone(), await stage.someone()
    stage.tracker.track(one, "room", "ann", 1)
    stage.tracker.track(two, "room", "ann", 2)
    stage.tracker.track(two, "room", "bob", 3)
    assert await stage.news(0) == [({"ann": (1, 2), "bob": (3,)}, {})]
    two.kill()
    await quiet()
    stage.tracker.untrack(one, "room", "ann")
    stage.tracker.untrack(one, "room", "ann")
    assert await stage.news(0.05) == []
    assert await stage.news() == [({}, {"ann": (2, 1), "bob": (3,)})]


async def test_a_meta_that_changes_has_left_and_come(stage: Stage) -> None:
    one = await stage.someone()
    stage.tracker.track(one, "room", "ann", "typing")
    await stage.news()
    stage.tracker.track(one, "room", "ann", "idle")
    assert await stage.news() == [({"ann": ("idle",)}, {"ann": ("typing",)})]
    assert stage.here() == {"ann": ("idle",)}


async def test_who_was_there_for_a_moment_only_is_no_news(stage: Stage) -> None:
    one = await stage.someone()
    stage.tracker.track(one, "room", "ann")
    stage.tracker.untrack(one, "room", "ann")
    assert await stage.news() == [] and stage.tracker._places == {}


async def test_a_thousand_who_come_in_a_second_are_ten_pieces_of_news(stage: Stage) -> None:
    crowd = [await stage.someone() for _ in range(1000)]
    for number, process in enumerate(crowd):
        stage.tracker.track(process, "room", number)
        await stage.clock.advance(0.00099)
    news = await stage.news(0)
    assert len(news) == 10
    news += await stage.news()
    assert sorted(key for joins, _ in news for key in joins) == list(range(1000))


async def test_owners_of_one_process_are_told_apart(stage: Stage) -> None:
    one = await stage.someone()
    stage.tracker.track(one, "room", "ann", 1, owner="view")
    stage.tracker.track(one, "room", "ann", 2, owner="component")
    stage.tracker.untrack(one, "room", "ann", owner="view")
    assert stage.here() == {"ann": (2,)}


async def test_who_has_ended_is_nowhere(stage: Stage) -> None:
    one = await stage.someone()
    one.kill()
    await quiet()
    with pytest.raises(NoProcessError, match="nowhere"):
        stage.tracker.track(one, "room", "ann")


async def test_a_tracker_that_has_ended_says_nothing_more(stage: Stage) -> None:
    one = await stage.someone()
    stage.tracker.track(one, "room", "ann")
    stage.tracker.kill()
    await quiet()
    one.kill()
    assert await stage.news() == []
