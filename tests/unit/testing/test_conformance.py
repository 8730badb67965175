"""The check of adapters: the cable passes it, and an adapter that breaks a rule does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from liveview import Gap, Process, PubSub, Supervisor, on
from liveview.runtime.adapter import Encoded, Receiver
from liveview.testing import Cable, check_adapter
from liveview.testing.cable import Plug
from tests.unit.runtime.settling import quiet


async def check(kind: type[Plug], *, is_interrupted: bool = True) -> None:
    plugs: list[Plug] = []

    def make() -> Plug:
        plugs.append(kind(plugs))
        return plugs[-1]

    async def interrupt() -> None:
        for plug in plugs:
            plug.pull()
        for plug in plugs:
            plug.push()

    await check_adapter(make, interrupt if is_interrupted else None, seconds=0.2)


async def test_the_cable_keeps_the_rules() -> None:
    await check(Plug)
    await check(Plug, is_interrupted=False)


class Deaf(Plug):
    def publish(self, topic: str, message: object) -> None: ...


class Echo(Plug):
    def publish(self, topic: str, message: object) -> None:
        super().publish(topic, message)
        if self._receiver is not None:
            self._receiver.deliver(topic, message)


class Twice(Plug):
    def publish(self, topic: str, message: object) -> None:
        super().publish(topic, message)
        super().publish(topic, message)


class Careless(Plug):
    def unsubscribe(self, topic: str) -> None: ...


class Silent(Plug):
    def push(self) -> None:
        self._is_pulled = False


class Gone(Plug):
    def push(self) -> None:
        super().push()
        self.pull()


class Restless(Plug):
    async def stop(self) -> None: ...


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Deaf, "reaches another worker"),
        (Echo, "does not get back"),
        (Twice, "once, in the order"),
        (Careless, "nobody listens"),
        (Silent, "`gap` is called"),
        (Gone, "again after"),
        (Restless, "stopped delivers nothing"),
    ],
)
async def test_a_broken_rule_is_named(kind: type[Plug], rule: str) -> None:
    with pytest.raises(AssertionError, match=rule):
        await check(kind)


class Listener(Process):
    def __init__(self) -> None:
        self.heard: list[object] = []

    async def init(self) -> None:
        self.subscribe("news")

    async def info(self, message: object) -> None:
        self.heard.append(message)


async def test_workers_on_a_cable_hear_each_other_and_of_gaps() -> None:
    cable = Cable()
    plug: Callable[[], Plug] = cable.plug
    ends = [plug(), plug()]
    one, two = (Supervisor([PubSub(end), Listener]) for end in ends)
    async with one, two:
        here, there = one.which_child("Listener", Listener), two.which_child("Listener", Listener)
        here.publish("news", 1)
        ends[1].pull()
        here.publish("news", 2)
        ends[1].push()
        there.publish("news", 3, to_self=False)
        await quiet()
        assert here.heard == [1, 2, 3] and there.heard == [1, Gap("news")]


async def test_a_message_that_came_encoded_is_decoded_for_who_listens() -> None:
    class Text(Encoded):
        def __init__(self, text: str) -> None:
            self.text = text

        def decode(self, kind: type) -> object:
            return kind(self.text)

    class Counter(Listener):
        @on("numbers")
        async def number(self, message: int) -> None:
            self.heard.append(message)

    receivers: list[Receiver] = []

    class Wire(Plug):
        async def start(self, receiver: Receiver) -> None:
            receivers.append(receiver)

    async with Supervisor([PubSub(Wire([])), Counter]) as tree:
        for text in ("7", "seven", "8"):
            receivers[0].deliver("numbers", Text(text))
        await quiet()
        assert tree.which_child("Counter", Counter).heard == [7, 8]
