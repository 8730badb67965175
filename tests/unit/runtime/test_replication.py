"""Who is where, across workers that hear of each other, or do not."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from liveview import PresenceDiff, Process, PubSub, Supervisor, Tracker, child
from liveview.cluster import UnixHub
from liveview.cluster.message import Packed, pack
from liveview.errors import PresenceTooLargeError
from liveview.runtime.replication import BEAT_SECONDS, BEATS, NEWS_SECONDS
from liveview.runtime.telling import MOST, MOST_BYTES, PACE_SECONDS, TOPIC
from liveview.testing import Cable, VirtualClock
from liveview.testing.cable import Plug
from tests.unit.runtime.settling import quiet

pytestmark = pytest.mark.asyncio

# After which a worker that says nothing is gone, at the next look.
DOWN = BEAT_SECONDS * (BEATS + 2)


class Watcher(Process):
    def __init__(self) -> None:
        self.news: list[tuple[dict[Any, Any], dict[Any, Any]]] = []

    async def init(self) -> None:
        self.subscribe("presence:room")

    async def info(self, message: PresenceDiff) -> None:
        self.news.append((dict(message.joins), dict(message.leaves)))


class Wire:
    """A plug whose messages are bytes on their way, as over a socket."""

    def __init__(self, plug: Plug) -> None:
        self.plug = plug
        self.sent: list[str] = []
        self.sizes: list[int] = []

    async def start(self, receiver: Any) -> None:
        await self.plug.start(receiver)

    async def stop(self) -> None:
        await self.plug.stop()

    def publish(self, topic: str, message: object) -> None:
        packed = pack(message)
        self.sent.append(getattr(message, "kind", ""))
        self.sizes.append(len(packed))
        self.plug.publish(topic, Packed(packed))

    def subscribe(self, topic: str) -> None:
        self.plug.subscribe(topic)

    def unsubscribe(self, topic: str) -> None:
        self.plug.unsubscribe(topic)


class Worker:
    """One worker: its tree and its people."""

    def __init__(self, plug: Plug, clock: VirtualClock) -> None:
        self.wire = Wire(plug)
        self.clock = clock
        self.tree = Supervisor(
            [child(PubSub(self.wire), id="PubSub"), child(Tracker, id="Tracker"), Watcher], max_restarts=1000
        )
        self.people: dict[Any, Process] = {}

    async def start(self) -> Worker:
        await self.tree.start(self.clock)
        return self

    @property
    def tracker(self) -> Tracker:
        return self.tree.which_child("Tracker", Tracker)

    @property
    def news(self) -> list[tuple[dict[Any, Any], dict[Any, Any]]]:
        watcher = self.tree.which_child("Watcher", Watcher)
        news, watcher.news = watcher.news, []
        return news

    async def enter(self, key: Any, meta: Any = None, topic: str = "room") -> Process:
        person = self.people[key] = await Process().start(self.clock)
        self.tracker.track(person, topic, key, meta)
        return person

    def here(self, topic: str = "room") -> dict[Any, Any]:
        return {key: sorted(metas, key=repr) for key, metas in self.tracker.list(topic).items()}

    def kill(self) -> None:
        """Nothing of it is heard any more."""
        self.wire.plug.pull()


class Cluster:
    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.clock.settling.append(quiet)
        self.cable = Cable()
        self.workers: list[Worker] = []

    async def start(self) -> Worker:
        worker = await Worker(self.cable.plug(), self.clock).start()
        self.workers.append(worker)
        return worker

    async def pass_time(self, seconds: float = 0.2) -> None:
        await self.clock.advance(0)  # whoever was ended has ended
        await self.clock.advance(seconds)


@pytest_asyncio.fixture
async def cluster() -> AsyncIterator[Cluster]:
    made = Cluster()
    yield made
    for worker in made.workers:
        await worker.tree.stop()


async def test_everybody_knows_of_everybody_and_in_one_piece_of_news(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await cluster.pass_time(2)
    _ = here.news, there.news
    await here.enter("ann", {"at": "desk"})
    await here.enter("bob", 7)
    await there.enter(("cid", 1))
    await cluster.pass_time()
    expected = {"ann": [{"at": "desk"}], "bob": [7], ("cid", 1): [None]}
    assert here.here() == there.here() == expected
    assert there.news == [({("cid", 1): (None,)}, {}), ({"ann": ({"at": "desk"},), "bob": (7,)}, {})]


async def test_who_leaves_or_ends_is_gone_everywhere(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    for key in ("ann", "bob", "cid"):
        await here.enter(key)
    await cluster.pass_time()
    here.tracker.untrack(here.people["ann"], "room", "ann")
    here.people["bob"].kill()
    await cluster.pass_time()
    assert here.here() == there.here() == {"cid": [None]}


async def test_two_tabs_in_two_workers_are_one_key_with_two_metas(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await here.enter("ann", "first tab")
    await there.enter("ann", "second tab")
    await cluster.pass_time()
    assert here.here() == there.here() == {"ann": ["first tab", "second tab"]}
    here.people["ann"].kill()
    await cluster.pass_time()
    assert here.here() == there.here() == {"ann": ["second tab"]}


async def test_what_is_known_of_somebody_changes_everywhere(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    ann = await here.enter("ann", "online")
    await cluster.pass_time()
    here.tracker.track(ann, "room", "ann", "typing")
    await cluster.pass_time()
    assert there.here() == {"ann": ["typing"]}


async def test_who_comes_late_hears_of_all(cluster: Cluster) -> None:
    first = await cluster.start()
    for number in range(2 * MOST + 7):
        await first.enter(number)
    await cluster.pass_time()
    late = await cluster.start()
    await cluster.pass_time()
    assert late.here() == first.here() and len(late.here()) == 2 * MOST + 7


async def test_a_worker_that_ends_takes_its_people_along_at_once(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await here.enter("ann")
    await there.enter("bob")
    await cluster.pass_time()
    await there.tree.stop()
    await cluster.pass_time()
    assert here.here() == {"ann": [None]}


async def test_one_that_was_killed_is_noticed_within_ten_seconds_and_once(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await there.enter("bob")
    await cluster.pass_time()
    there.kill()
    _ = here.news
    await cluster.pass_time(BEAT_SECONDS * (BEATS - 1))
    assert here.here() == {"bob": [None]}
    await cluster.pass_time(10 - BEAT_SECONDS * (BEATS - 1))
    assert here.here() == {}
    await cluster.pass_time(60)
    assert here.news == [({}, {"bob": (None,)})]


async def test_a_partition_heals_and_all_know_the_same(cluster: Cluster) -> None:
    workers = [await cluster.start() for _ in range(3)]
    for number, worker in enumerate(workers):
        await worker.enter(number)
    await cluster.pass_time()
    cut = workers[0]
    cut.wire.plug.pull()
    await cut.enter("on this side")
    await workers[1].enter("on that side")
    workers[2].people[2].kill()
    await cluster.pass_time(DOWN)
    assert cut.here() == {0: [None], "on this side": [None]}
    assert workers[1].here() == workers[2].here() == {1: [None], "on that side": [None]}
    cut.wire.plug.push()
    await cluster.pass_time(BEAT_SECONDS * 2)
    expected = {0: [None], 1: [None], "on this side": [None], "on that side": [None]}
    assert [worker.here() for worker in workers] == [expected] * 3


async def test_a_short_hole_is_seen_by_the_count(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await cluster.pass_time()
    there.wire.plug._is_pulled = True  # and nobody says that something was lost
    await there.enter("ann")
    await cluster.pass_time(0.1)
    there.wire.plug._is_pulled = False
    await cluster.pass_time(BEAT_SECONDS * 2)
    assert here.here() == {"ann": [None]}


async def test_a_tracker_that_begins_anew_is_another_one(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await there.enter("bob")
    await cluster.pass_time()
    there.tracker.kill()
    await cluster.pass_time(0.5)
    await there.enter("cid")
    await cluster.pass_time(DOWN)
    assert here.here() == {"cid": [None]}


async def test_what_cannot_be_sent_is_known_here_and_told_in_the_log(
    cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = await cluster.start(), await cluster.start()
    await here.enter("ann", object())
    await cluster.pass_time()
    assert list(here.here()) == ["ann"] and there.here() == {}
    assert "other workers are not told of somebody who is here" in caplog.text


async def test_one_who_cannot_be_told_of_holds_up_nobody(cluster: Cluster, caplog: pytest.LogCaptureFixture) -> None:
    here, there = await cluster.start(), await cluster.start()
    await there.enter("zoe")
    await here.enter("bob", "told before")
    await cluster.pass_time()
    for number in range(5):
        await here.enter(number, "x" * (number + 1))
        await here.enter(("odd", number), object() if number == 3 else None)
    here.tracker.track(here.people["bob"], "room", "bob", object())
    here.tracker.track(here.people["bob"], "room", object(), "a key that is no data")
    await here.enter("ann")
    await cluster.pass_time()
    told = {
        key: metas for key, metas in here.here().items() if key not in (("odd", 3), "bob") and type(key) is not object
    }
    assert there.here() == told
    assert len(told) == 11
    assert caplog.text.count("other workers are not told of somebody who is here") == 3
    late = await cluster.start()  # everybody says anew who is there
    here.people["ann"].kill()
    here.people["bob"].kill()
    await cluster.pass_time()
    del told["ann"]
    assert late.here() == there.here() == told
    assert caplog.text.count("other workers are not told of somebody who is here") == 3


async def test_messages_are_of_so_many_bytes_and_not_all_at_once(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await cluster.pass_time(BEAT_SECONDS)
    for number in range(100):
        await here.enter(number, "ä" * 2000)
    here.wire.sizes.clear()
    await cluster.pass_time(NEWS_SECONDS)
    assert len(here.wire.sizes) == 1
    await cluster.pass_time(PACE_SECONDS * 10)
    assert len(here.wire.sizes) > 5
    assert max(here.wire.sizes) < MOST_BYTES + 1000
    assert there.here() == here.here()


async def test_who_changes_faster_than_can_be_told_is_told_of_as_of_now(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    for number in range(160):
        await here.enter(number, "x" * 8000)
    for turn in range(20):  # all that they are, one after the other, would take some seconds to say
        for number, person in here.people.items():
            here.tracker.track(person, "room", number, str(turn) * 4000)
        await cluster.pass_time(NEWS_SECONDS)
    await cluster.pass_time(1)
    assert there.here() == here.here() == {number: ["19" * 4000] for number in range(160)}


async def test_nobody_seems_to_leave_while_a_worker_says_anew_who_is_there(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    for number in range(160):
        await here.enter(number, "x" * 8000)
    await cluster.pass_time(1)
    _ = there.news
    there.wire.plug._is_pulled = True
    here.people[7].kill()
    await cluster.pass_time(0.1)
    there.wire.plug.push()
    await cluster.pass_time(1)
    assert there.news == [({}, {7: ("x" * 8000,)})]


async def test_more_than_everybody_can_be_told_is_refused(cluster: Cluster) -> None:
    here = await cluster.start()
    ann = await here.enter("ann", ["x" * 8000])
    for key, meta in (("ann", "x" * 9000), ("x" * 9000, None), ("ann", {"status": ["ä" * 4500]})):
        with pytest.raises(PresenceTooLargeError, match="8,192 bytes"):
            here.tracker.track(ann, "room", key, meta)
    assert here.here() == {"ann": [["x" * 8000]]}


async def test_a_crowd_is_known_over_the_hub_of_a_machine_at_the_first_go(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = (Supervisor([PubSub(UnixHub(tmp_path / "hub.sock")), child(Tracker, id="Tracker")]) for _ in range(2))
    await here.start()
    person = await Process().start()
    tracker = here.which_child("Tracker", Tracker)
    for number in range(400):
        tracker.track(person, "room", number, "x" * 8000)
    await there.start()
    async with asyncio.timeout(20):
        while len(there.which_child("Tracker", Tracker).list("room")) < 400:
            await asyncio.sleep(0.01)
    assert "do not get what is published" not in caplog.text
    person.kill()
    for tree in (there, here):
        await tree.stop()


async def test_quiet_workers_say_only_that_they_live(cluster: Cluster) -> None:
    here, there = await cluster.start(), await cluster.start()
    await here.enter("ann")
    await cluster.pass_time(BEAT_SECONDS * 3)
    here.wire.sent.clear()
    there.wire.sent.clear()
    await cluster.pass_time(BEAT_SECONDS * 10)
    assert set(here.wire.sent) == set(there.wire.sent) == {"beat"}
    assert len(here.wire.sent) == 10


@pytest.mark.parametrize("seed", range(30))
async def test_whatever_happens_in_the_end_all_know_the_same(cluster: Cluster, seed: int) -> None:
    chosen = random.Random(seed)
    workers = [await cluster.start() for _ in range(3)]
    for _ in range(60):
        worker = chosen.choice(workers)
        match chosen.choice(("enter", "enter", "end", "change", "pull", "push", "hole", "time", "restart")):
            case "enter":
                await worker.enter(chosen.randrange(5), chosen.randrange(3))
            case "end" if worker.people:
                worker.people.pop(chosen.choice(list(worker.people))).kill()
            case "change" if worker.people:
                key = chosen.choice(list(worker.people))
                worker.tracker.track(worker.people[key], "room", key, chosen.randrange(3))
            case "pull":
                worker.wire.plug.pull()
            case "push" if worker.wire.plug._is_pulled:
                worker.wire.plug.push()
            case "hole":
                worker.wire.plug._is_pulled = True
                await cluster.pass_time(0.1)
                worker.wire.plug._is_pulled = False
            case "restart":
                worker.tracker.kill()
                worker.people.clear()
                await cluster.pass_time(0.01)
            case _:
                await cluster.pass_time(chosen.choice((0, 0.05, 1, 10)))
    for worker in workers:
        if worker.wire.plug._is_pulled:
            worker.wire.plug.push()
    await cluster.pass_time(DOWN + BEAT_SECONDS * 3)
    shown = [worker.here() for worker in workers]
    own = [worker.tracker._others._own for worker in workers]  # type: ignore[union-attr]
    expected: dict[Any, list[Any]] = {}
    for entries in own:
        for (_, key, _), meta in entries.items():
            expected.setdefault(key, []).append(meta)
    assert shown == [{key: sorted(metas, key=repr) for key, metas in one.items()} for one in shown]
    assert [dict(sorted(one.items())) for one in shown] == [
        {key: sorted(metas, key=repr) for key, metas in sorted(expected.items())}
    ] * 3


async def test_alone_nothing_is_said() -> None:
    clock = VirtualClock()
    tree = Supervisor([PubSub, child(Tracker, id="Tracker")])
    await tree.start(clock)
    assert tree.which_child("PubSub", PubSub).subscribers(TOPIC) == []
    await tree.stop()
