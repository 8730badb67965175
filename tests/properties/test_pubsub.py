"""PubSub against a model: any order of subscribing, publishing, being slow, crashing, leaving."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liveview import Gap, Process, PubSub, Supervisor, child
from liveview.runtime.topics import Backlog
from tests.unit.runtime.settling import quiet

TOPICS = ("a", "b")
LIMIT = 3


class Listener(Process, restart="temporary"):
    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.is_shut = False
        self.opened = asyncio.Event()

    async def info(self, message: Any) -> None:
        if self.is_shut:
            await self.opened.wait()
        self.heard.append(message)


@dataclass
class Model:
    """One listener of one topic: what it has heard, and what waits."""

    keyed: bool
    heard: list[Any] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    in_hand: list[Any] = field(default_factory=list)

    def put(self, message: Any, *, shut: bool) -> None:
        if not shut:
            self.heard.append(message)
        elif not self.in_hand:
            self.in_hand.append(message)
        else:
            self._wait(message)

    def _wait(self, message: Any) -> None:
        about = [one for one in self.waiting if not isinstance(one, Gap) and one[1] == message[1]]
        if self.keyed and about:
            self.waiting[self.waiting.index(about[0])] = message
            return
        messages = [one for one in self.waiting if not isinstance(one, Gap)]
        if len(messages) == LIMIT:
            self.waiting.remove(messages[0])
            if len(self.waiting) == len(messages) - 1:
                self.waiting.insert(0, Gap(message[0]))
        self.waiting.append(message)

    def gap(self, topic: str, *, shut: bool) -> None:
        if not shut:
            self.heard.append(Gap(topic))
        elif not self.in_hand:
            self.in_hand.append(Gap(topic))
        else:
            self.waiting = [one for one in self.waiting if not isinstance(one, Gap)] + [Gap(topic)]

    def open(self) -> None:
        self.heard += self.in_hand + self.waiting
        self.in_hand, self.waiting = [], []


listeners = st.integers(0, 2)
steps = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from(TOPICS), st.integers(0, 3)),
    st.tuples(st.just("shut"), listeners),
    st.tuples(st.just("open"), listeners),
    st.tuples(st.just("listen"), listeners, st.booleans()),
    st.tuples(st.just("drop"), listeners),
    st.tuples(st.just("kill"), listeners),
    st.tuples(st.just("gap"), st.sampled_from(TOPICS)),
)


@given(st.lists(steps, max_size=40))
def test_each_hears_what_the_model_says(taken: list[Any]) -> None:
    asyncio.run(_run(taken))


async def _run(taken: list[Any]) -> None:
    async with Supervisor([PubSub]) as tree:
        pubsub = tree.which_child("PubSub", PubSub)
        # Each listens to one topic at a time: two queues of one process take turns, which is another matter.
        everybody: list[Any] = [await tree.start_child(_named(at)) for at in range(3)]
        models: dict[int, Model] = {}
        before: dict[int, list[Any]] = {at: [] for at in range(3)}
        subscriptions: dict[int, Any] = {}
        number = 0
        for step, *rest in taken:
            match step, rest:
                case "publish", [topic, about]:
                    number += 1
                    pubsub.publish(topic, (topic, about, number))
                    for at, model in models.items():
                        if subscriptions[at].topic == topic:
                            model.put((topic, about, number), shut=everybody[at].is_shut)
                case "gap", [topic]:
                    pubsub.gap(topic)
                    for at, model in models.items():
                        if subscriptions[at].topic == topic:
                            model.gap(topic, shut=everybody[at].is_shut)
                case "shut", [at]:
                    everybody[at].is_shut = True
                case "open", [at] if everybody[at].is_shut:
                    everybody[at].is_shut = False
                    everybody[at].opened.set()
                    everybody[at].opened = asyncio.Event()
                    if at in models:
                        models[at].open()
                case "listen", [at, keyed] if at not in models and everybody[at].exit_reason is None:
                    if everybody[at].is_shut:
                        continue
                    backlog = Backlog(LIMIT, coalesce=(lambda message: message[1]) if keyed else None)
                    subscriptions[at] = pubsub.listen(everybody[at], TOPICS[at % 2], backlog=backlog)
                    models[at] = Model(keyed, heard=list(before[at]))
                case "drop", [at] if at in models:
                    pubsub.drop(subscriptions[at])
                    model = models.pop(at)
                    before[at] = model.heard + model.in_hand
                    if everybody[at].is_shut:
                        everybody[at].is_shut = False
                        everybody[at].opened.set()
                        everybody[at].opened = asyncio.Event()
                case "kill", [at]:
                    everybody[at].kill()
                    dead = models.pop(at, None)
                    before[at] = dead.heard if dead is not None else before[at]
            await quiet()
            for at, process in enumerate(everybody):
                assert process.heard == (models[at].heard if at in models else before[at]), (step, rest, at)
        alive = [process for at, process in enumerate(everybody) if at in models]
        assert sum(len(pubsub.subscribers(topic)) for topic in TOPICS) == len(alive)
        assert all(pubsub._topics.values())


def _named(at: int) -> Any:
    return child(Listener, id=at)
