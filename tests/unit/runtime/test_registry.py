"""The registry: keys to processes, and what remains of those that ended: nothing."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.errors import ConfigurationError, NameTakenError, NoProcessError
from liveview.runtime.process import Process
from liveview.runtime.registry import Registry
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet

CLOCK = VirtualClock()


class Keeper(Process, limit=2):
    def __init__(self) -> None:
        self.told: list[Any] = []

    async def info(self, message: Any) -> None:
        self.told.append(message)


async def keepers(count: int) -> list[Keeper]:
    return [await Keeper().start(CLOCK) for _ in range(count)]


async def end(*processes: Process) -> None:
    for process in processes:
        process.kill()
    await quiet()


@pytest.mark.parametrize("keys", ["unique", "duplicate"])
async def test_entries_are_counted_and_go_with_their_process(keys: Any) -> None:
    registry = Registry(keys)
    one, two = await keepers(2)
    assert len(registry) == 0 and list(registry) == []
    registry.register(one, "a", 1)
    registry.register(one, ("b", 2))
    registry.register(two, "c")
    assert len(registry) == 3 and registry.keys(one) == ["a", ("b", 2)]
    assert list(registry) == [("a", one, 1), (("b", 2), one, None), ("c", two, None)]
    await end(one)
    assert len(registry) == 1 and registry.lookup("a") == [] and registry.keys(one) == []
    await end(two)
    assert not registry._entries and not registry._keys


async def test_a_unique_key_is_one_processs() -> None:
    registry = Registry()
    one, two = await keepers(2)
    registry.register(one, "a", "value")
    for process in (one, two):
        with pytest.raises(NameTakenError) as caught:
            registry.register(process, "a")
        assert caught.value.process is one
    assert registry.lookup("a") == [(one, "value")] and registry.whereis("a") is one
    assert registry.whereis("b") is None
    await end(one, two)


async def test_keys_are_told_apart_as_python_does_it() -> None:
    registry = Registry()
    one, two = await keepers(2)
    registry.register(one, "1")
    registry.register(two, 1)
    assert registry.whereis("1") is one and registry.whereis(1) is two
    await end(one, two)


async def test_the_key_is_free_for_whoever_hears_of_the_end() -> None:
    registry = Registry()
    one, two = await keepers(2)
    found: list[Process | None] = []
    registry.register(one, "a")
    one.on_exit(lambda _: found.append(registry.whereis("a")))
    one.on_exit(lambda _: registry.register(two, "a"))
    await end(one)
    assert found == [None] and registry.whereis("a") is two
    await end(two)


async def test_a_duplicate_key_is_any_number_of_processes_and_dispatches_to_all() -> None:
    registry = Registry("duplicate")
    one, two, three = await keepers(3)
    registry.register(one, "topic", 1)
    registry.register(one, "topic", 2)
    registry.register(two, "topic")
    registry.register(three, "other")
    assert registry.lookup("topic") == [(one, 1), (one, 2), (two, None)]
    assert registry.dispatch("topic", "hello") == 3
    await quiet()
    assert (one.told, two.told, three.told) == (["hello", "hello"], ["hello"], [])
    assert registry.dispatch("nobody's", "hello") == 0
    await end(one, two, three)


async def test_a_dispatch_says_how_many_took_it() -> None:
    registry = Registry("duplicate")
    one, two = await keepers(2)
    registry.register(one, "topic")
    registry.register(two, "topic")
    while one.send("filling"):
        pass
    assert registry.dispatch("topic", "hello") == 1
    await end(one, two)


async def test_to_unregister_takes_all_entries_of_a_process_under_that_key() -> None:
    registry = Registry("duplicate")
    one, two = await keepers(2)
    for process in (one, one, two):
        registry.register(process, "topic")
    registry.register(one, "other")
    registry.unregister(one, "topic")
    registry.unregister(one, "never")
    assert registry.lookup("topic") == [(two, None)] and registry.keys(one) == ["other"]
    await end(one, two)
    assert len(registry) == 0


async def test_a_value_can_be_changed() -> None:
    registry = Registry()
    (one,) = await keepers(1)
    registry.register(one, "a", 1)
    registry.update_value(one, "a", 2)
    assert registry.lookup("a") == [(one, 2)]
    with pytest.raises(NoProcessError, match="not registered as 'b'"):
        registry.update_value(one, "b", 2)
    await end(one)


async def test_who_has_ended_is_not_registered() -> None:
    (one,) = await keepers(1)
    await end(one)
    with pytest.raises(NoProcessError, match="can have no name"):
        Registry().register(one, "a")


async def test_a_via_is_a_name() -> None:
    registry = Registry()
    room = registry.via(("room", 7), "the seventh")
    one = await Process(name=room).start(CLOCK)
    assert registry.lookup(("room", 7)) == [(one, "the seventh")]
    assert one.whereis(room) is one and one.registered_name == room
    second = Process(name=room)
    with pytest.raises(NameTakenError):
        await second.start(CLOCK)
    with pytest.raises(NoProcessError, match=r"nobody has the name via \('room', 8\)"):
        one.whereis(registry.via(("room", 8)))
    await end(one)
    third = await Process(name=room).start(CLOCK)
    assert third.whereis(room, Process) is third
    await end(third)


def test_what_needs_unique_keys_says_so() -> None:
    registry = Registry("duplicate")
    for use in (lambda: registry.via("a"), lambda: registry.whereis("a")):
        with pytest.raises(ConfigurationError, match="use `lookup`"):
            use()
    with pytest.raises(ConfigurationError, match="'unique' or 'duplicate'"):
        Registry("both")  # type: ignore[arg-type]
