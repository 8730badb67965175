"""Links, monitors and names: how the end of one process reaches others."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest

from liveview.errors import NameTakenError, NoProcessError
from liveview.runtime.exits import Reason, Shutdown
from liveview.runtime.linked import Down, Exit
from liveview.runtime.process import Process
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet

CLOCK = VirtualClock()


class Peer(Process):
    """Keeps what it is told, and calls what can be called."""

    def __init__(self, trap: bool = False) -> None:
        self.trap_exit = trap
        self.told: list[Any] = []

    async def info(self, message: Any) -> None:
        if callable(message):
            found = message()
            if asyncio.iscoroutine(found):
                await found
        else:
            self.told.append(message)

    async def terminate(self, reason: Reason) -> None:
        self.told.append(("terminate", reason))


async def peers(*traps: bool) -> list[Peer]:
    return [await Peer(trap).start(CLOCK) for trap in traps]


async def end(*processes: Process) -> None:
    for process in processes:
        process.kill()
    await quiet()


# Links.


async def test_who_is_linked_ends_with_the_other_for_the_same_reason() -> None:
    one, two, three = await peers(False, False, False)
    one.link(two)
    two.link(three)
    one.send(lambda: 1 // 0)
    await quiet()
    assert isinstance(one.exit_reason, ZeroDivisionError)
    assert one.exit_reason is two.exit_reason is three.exit_reason
    assert two.told == [("terminate", two.exit_reason)]


async def test_a_link_goes_both_ways() -> None:
    one, two = await peers(False, False)
    one.link(two)
    two.exit("gone")
    await quiet()
    assert one.exit_reason == "gone"


async def test_a_normal_end_takes_nobody_along() -> None:
    one, two = await peers(False, False)
    one.link(two)
    one.exit("normal")
    await quiet()
    assert one.exit_reason == "normal" and two.exit_reason is None
    await end(two)


async def test_a_shutdown_takes_the_linked_along() -> None:
    one, two = await peers(False, False)
    one.link(two)
    why = Shutdown("the shop closes")
    one.exit(why)
    await quiet()
    assert two.exit_reason is why


async def test_an_exit_signal_does_not_wait_for_a_handler() -> None:
    one, two = await peers(False, False)
    one.link(two)
    two.send(asyncio.Event().wait)
    await quiet()
    one.exit("gone")
    await quiet()
    assert two.exit_reason == "gone"


async def test_who_traps_exits_gets_a_message_of_every_end() -> None:
    one, two, watcher = await peers(False, False, True)
    watcher.link(one)
    watcher.link(two)
    one.exit("normal")
    two.kill()
    await quiet()
    assert watcher.told == [Exit(one, "normal"), Exit(two, "killed")]
    assert watcher.exit_reason is None
    await end(watcher)


async def test_a_link_to_one_who_has_ended_is_a_noproc() -> None:
    one, two, watcher = await peers(False, False, True)
    await end(one)
    watcher.link(one)
    two.link(one)
    await quiet()
    assert watcher.told == [Exit(one, "noproc")] and two.exit_reason == "noproc"
    await end(watcher)


async def test_without_the_link_nothing_is_told_not_even_what_waits() -> None:
    one, watcher = await peers(False, True)
    watcher.link(one)
    watcher.send(asyncio.Event().wait)
    await quiet()
    await end(one)
    assert len(watcher.mailbox) == 1
    watcher.unlink(one)
    assert len(watcher.mailbox) == 0
    await end(watcher)
    one, two = await peers(False, False)
    one.link(two)
    two.unlink(one)
    one.exit("gone")
    await quiet()
    assert two.exit_reason is None
    await end(two)


async def test_a_link_twice_is_a_link_and_a_link_to_itself_is_none() -> None:
    one, watcher = await peers(False, True)
    watcher.link(one)
    watcher.link(one)
    watcher.link(watcher)
    one.exit("gone")
    await quiet()
    assert watcher.told == [Exit(one, "gone")]
    await end(watcher)


async def test_who_is_started_linked_ends_with_its_starter_who_traps_or_not() -> None:
    parent, child = (await peers(False))[0], Peer(trap=True)
    parent.send(lambda: parent.start_link(child))
    await quiet()
    assert child._parent_ is parent and child.clock is CLOCK
    parent.exit("gone")
    await quiet()
    assert child.exit_reason == "gone"


async def test_a_linked_start_that_fails_leaves_no_link() -> None:
    class Broken(Peer):
        async def init(self) -> None:
            raise ValueError("no")

    parent = (await peers(False))[0]
    with pytest.raises(ValueError, match="no"):
        await parent.start_link(Broken())
    await quiet()
    assert parent.exit_reason is None and not parent._links_
    await end(parent)


# Monitors.


async def test_a_monitor_tells_once_and_takes_nobody_along() -> None:
    one, watcher = await peers(False, False)
    first, second = watcher.monitor(one), watcher.monitor(one)
    one.exit("gone")
    await quiet()
    assert watcher.told == [Down(first, one, "gone"), Down(second, one, "gone")]
    await end(watcher)


async def test_a_monitor_of_one_who_has_ended_tells_at_once() -> None:
    one, watcher = await peers(False, False)
    await end(one)
    ref = watcher.monitor(one)
    await quiet()
    assert watcher.told == [Down(ref, one, "noproc")]
    nobody = watcher.monitor("nobody")
    await quiet()
    assert watcher.told[1:] == [Down(nobody, None, "noproc")]
    await end(watcher)


async def test_a_monitor_that_is_taken_back_tells_nothing_not_even_what_waits() -> None:
    one, two, watcher = await peers(False, False, False)
    first, second = watcher.monitor(one), watcher.monitor(two)
    watcher.demonitor(first)
    await end(one, two)
    assert watcher.told == [Down(second, two, "killed")]
    watcher.send(asyncio.Event().wait)
    await quiet()
    third = watcher.monitor(one)
    watcher.demonitor(third)
    watcher.demonitor(third)
    assert len(watcher.mailbox) == 0
    await end(watcher)


async def test_signals_arrive_in_a_mailbox_that_is_full() -> None:
    one = await Peer().start(CLOCK)
    watcher = await Peer(trap=True).start(CLOCK)
    gate = asyncio.Event()
    watcher.send(gate.wait)
    await quiet()
    while watcher.send("filling"):
        pass
    watcher.link(one)
    ref = watcher.monitor(one)
    await end(one)
    gate.set()
    await quiet()
    assert watcher.told[-2:] == [Down(ref, one, "killed"), Exit(one, "killed")]
    await end(watcher)


async def test_a_watcher_that_has_ended_is_forgotten_by_whom_it_watched() -> None:
    one, watcher = await peers(False, True)
    watcher.monitor(one)
    watcher.link(one)
    one.unlink(watcher)
    gone = weakref.ref(watcher)
    await end(watcher)
    del watcher
    gc.collect()
    assert gone() is None
    await end(one)


# Names.


async def test_a_name_is_found_in_the_whole_tree_and_free_after_the_end() -> None:
    parent = await Peer().start(CLOCK)
    child = await parent.start_link(Process(name="child"))
    grandchild = await child.start_link(Process(name="grandchild"))
    assert parent.whereis("grandchild") is grandchild and grandchild.whereis("child", Process) is child
    assert child.registered_name == "child" and parent.registered_name is None
    grandchild.exit("normal")
    await quiet()
    with pytest.raises(NoProcessError, match=r"nobody has the name 'grandchild'; names here: 'child'$"):
        parent.whereis("grandchild")
    again = await child.start_link(Process(name="grandchild"))
    assert parent.whereis("grandchild") is again
    await end(parent)
    assert child.exit_reason == again.exit_reason == "killed"
    with pytest.raises(
        NoProcessError, match=r"nobody has the name 'child'; a child gets it by `child\(…, name='child'\)`"
    ):
        parent.whereis("child")


async def test_a_name_that_is_taken_keeps_the_second_from_starting() -> None:
    parent = await Peer().start(CLOCK)
    first, second = Process(name="only"), Process(name="only")
    await parent.start_link(first)
    with pytest.raises(NameTakenError, match="'only' is taken by") as caught:
        await parent.start_link(second)
    assert caught.value.process is first and parent.whereis("only") is first
    await end(parent)


async def test_two_trees_do_not_share_names() -> None:
    one, two = Process(name="root"), Process(name="root")
    await one.start(CLOCK)
    await two.start(CLOCK)
    assert one.whereis("root") is one and two.whereis("root") is two
    await end(one, two)


async def test_a_name_of_another_class_is_said() -> None:
    one = await Process(name="one").start(CLOCK)
    with pytest.raises(NoProcessError, match="which is no Peer"):
        one.whereis("one", Peer)
    await end(one)
