"""Presence against a model: who is listed is who is there, and the news add up to the list."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liveview import PresenceDiff, Process, PubSub, Supervisor, Tracker, child
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet


class Watcher(Process):
    """Keeps a list by the news alone."""

    def __init__(self) -> None:
        self.here: Counter[tuple[str, Any]] = Counter()
        self.count = 0

    async def init(self) -> None:
        self.subscribe("presence:room")

    async def info(self, message: PresenceDiff) -> None:
        self.count += 1
        self.here.subtract([(key, meta) for key, metas in message.leaves.items() for meta in metas])
        assert min(self.here.values(), default=0) >= 0, "somebody left who had never come"
        self.here.update([(key, meta) for key, metas in message.joins.items() for meta in metas])


who = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("track"), who, st.sampled_from("ab"), st.integers(0, 2)),
    st.tuples(st.just("untrack"), who, st.sampled_from("ab")),
    st.tuples(st.just("end"), who),
    st.tuples(st.just("wait"), st.sampled_from([0.0, 0.03, 0.1, 1.0])),
)


@given(st.lists(steps, max_size=50))
def test_the_list_and_the_news_agree_with_the_model(taken: list[Any]) -> None:
    asyncio.run(_run(taken))


async def _run(taken: list[Any]) -> None:
    clock = VirtualClock()
    clock.settling.append(quiet)
    tree = await Supervisor([PubSub, child(Tracker, id="tracker"), child(Watcher, id="watcher")]).start(clock)
    tracker, watcher = tree.which_child("tracker", Tracker), tree.which_child("watcher", Watcher)
    crowd = [await Process().start(clock) for _ in range(4)]
    model: dict[tuple[int, str], int] = {}
    began = clock.now()
    for step, *rest in taken:
        match step, rest:
            case "track", [at, key, meta]:
                tracker.track(crowd[at], "room", key, meta)
                model[at, key] = meta
            case "untrack", [at, key]:
                tracker.untrack(crowd[at], "room", key)
                model.pop((at, key), None)
            case "end", [at]:
                crowd[at].kill()
                await quiet()
                crowd[at] = await Process().start(clock)
                model = {place: meta for place, meta in model.items() if place[0] != at}
            case "wait", [seconds]:
                await clock.advance(seconds)
        listed = Counter((key, meta) for key, metas in tracker.list("room").items() for meta in metas)
        assert listed == Counter((key, meta) for (_, key), meta in model.items())
    await clock.advance(1)
    assert +watcher.here == Counter((key, meta) for (_, key), meta in model.items())
    assert watcher.count <= 1 + (clock.now() - began) / 0.1
    await tree.stop()
    for process in crowd:
        process.kill()
    await quiet()
