"""Supervisors, behaviour by behaviour as OTP's own suite has them: starts, stops, restarts, and when they give up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio

from liveview.errors import ChildError, ConfigurationError, NoProcessError, ProcessExitError, StartError
from liveview.runtime.children import child
from liveview.runtime.exits import MaxRestarts, Reason, Shutdown
from liveview.runtime.process import Process
from liveview.runtime.reports import CrashReport
from liveview.runtime.supervisor import Supervisor
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import begun, quiet, within
from tests.unit.runtime.trees import Flaky, Tree, Unneeded, Worker

Plant = Callable[..., Any]


@pytest_asyncio.fixture
async def trees() -> AsyncIterator[list[Tree]]:
    """Those that are stopped after the test."""
    made: list[Tree] = []
    yield made
    for tree in made:
        tree.top.kill()
    await quiet()


@pytest.fixture
def plant(trees: list[Tree]) -> Plant:
    async def plant(*specs: Any, **options: Any) -> Tree:
        tree = Tree(*specs, **options)
        trees.append(tree)
        return await tree.start()

    return plant


# Starting.


async def test_children_start_in_order_and_stop_in_reverse(plant: Plant) -> None:
    tree = await plant("a", "b", "c")
    assert tree.take() == "+a +b +c"
    assert [info.id for info in tree.top.which_children()] == ["a", "b", "c"]
    await tree.close()
    assert tree.take() == "-c -b -a" and tree.top.exit_reason == "shutdown"


async def test_a_child_starts_when_the_one_before_it_is_done(trees: list[Tree]) -> None:
    gate = asyncio.Event()
    tree = Tree()
    tree.top = Supervisor([tree.child("a", gate.wait), tree.child("b")])
    starting = begun(tree.start())
    await quiet()
    assert tree.take() == ""
    gate.set()
    await starting
    assert tree.take() == "+a +b"
    await tree.close()


async def test_a_child_that_fails_to_start_fails_the_supervisor_and_stops_those_before() -> None:
    tree = Tree()
    tree.top = Supervisor([tree.child("a"), tree.child("b"), tree.child("c", Flaky(1)), tree.child("d")])
    with pytest.raises(StartError, match="its child 'c' did not start") as caught:
        await tree.start()
    assert caught.value.child == "c" and isinstance(caught.value.__cause__, ValueError)
    assert tree.take() == "+a +b -b -a"


async def test_a_child_that_never_says_that_it_is_ready_does_not_hold_up_the_rest() -> None:
    tree = Tree()
    tree.top = Supervisor([tree.child("a"), tree.child("b", asyncio.Event().wait, start_timeout=2)])
    with pytest.raises(StartError, match="'b' did not start") as caught:
        await within(tree.clock, 3, tree.start())
    assert "init did not end within 2 s" in str(caught.value.__cause__)
    await quiet()
    assert tree.take() == "+a -a"


async def test_a_start_that_is_cancelled_stops_what_it_had_started() -> None:
    tree = Tree()
    tree.top = Supervisor([tree.child("a"), tree.child("b", asyncio.Event().wait)])
    starting = begun(tree.start())
    await quiet()
    starting.cancel()
    await quiet()
    assert tree.take() == "+a -a"
    assert tree.top.exit_reason is not None


async def test_a_child_that_is_not_needed_is_kept_without_a_process(plant: Plant) -> None:
    tree = await plant()
    assert await tree.top.start_child(tree.child("a", Unneeded(1))) is None
    assert isinstance(await tree.top.start_child(tree.child("b")), Worker)
    assert tree.counts() == (2, 1, 0, 2)
    assert isinstance(await tree.top.restart_child("a"), Worker)
    assert tree.counts() == (2, 2, 0, 2)


async def test_a_temporary_child_that_is_not_needed_is_not_kept(trees: list[Tree]) -> None:
    tree = Tree()
    trees.append(tree)
    tree.top = Supervisor([tree.child("a", Unneeded(1), restart="temporary"), tree.child("b", restart="temporary")])
    await tree.start()
    assert [info.id for info in tree.top.which_children()] == ["b"]
    assert await tree.top.start_child(tree.child("c", Unneeded(1), restart="temporary")) is None
    assert tree.counts() == (1, 1, 0, 1)


async def test_specifications_have_otps_defaults(plant: Plant) -> None:
    tree = await plant()
    await tree.top.start_child(tree.child("a"))
    await tree.top.start_child(child(Worker("b", tree.log), id="b", shutdown="kill"))
    await tree.top.start_child(Supervisor(name="c"))
    a, b, c = (tree.top.get_childspec(id) for id in "abc")
    assert (a.restart, a.shutdown, a.is_supervisor) == ("permanent", 5.0, False)
    assert b.shutdown == "kill" and (c.shutdown, c.is_supervisor) == (None, True)
    with pytest.raises(ChildError, match="has no child 'd'; there are: 'a', 'b', 'c'"):
        tree.top.get_childspec("d")


async def test_a_class_says_how_its_processes_are_supervised(plant: Plant) -> None:
    class Job(Process, restart="transient", shutdown=30):
        pass

    class NightJob(Job, shutdown=None):
        pass

    specs = [child(Job), child(NightJob()), child(lambda: NightJob(), id="made")]
    assert [(spec.id, spec.restart, spec.shutdown) for spec in specs] == [
        ("Job", "transient", 30),
        ("NightJob", "transient", None),
        ("made", "permanent", 5.0),
    ]
    tree = await plant(*specs)
    assert [type(info.process) for info in tree.top.which_children()] == [Job, NightJob, NightJob]


# Stopping.


async def test_a_child_has_its_time_to_stop_and_is_cancelled_then(plant: Plant) -> None:
    tree = await plant()
    slow = await tree.top.start_child(tree.child("slow", shutdown=10))
    await tree.top.start_child(tree.child("fast"))
    slow.send(asyncio.Event().wait)
    stopping = begun(tree.close())
    await quiet()
    assert tree.take() == "+slow +fast -fast"
    tree.clock.turn(9.9)
    await quiet()
    assert not stopping.done()
    tree.clock.turn(0.2)
    await stopping
    assert tree.take() == "-slow"


async def test_a_child_without_a_limit_is_waited_for(plant: Plant) -> None:
    tree = await plant()
    gate = asyncio.Event()
    (await tree.top.start_child(tree.child("slow", shutdown=None))).send(gate.wait)
    stopping = begun(tree.close())
    await quiet()
    tree.clock.turn(1_000_000)
    await quiet()
    assert not stopping.done()
    gate.set()
    await stopping
    assert tree.take() == "+slow -slow"


async def test_a_child_to_be_killed_does_not_hear_of_it(plant: Plant, caplog: pytest.LogCaptureFixture) -> None:
    tree = await plant("a")
    killed = await tree.top.start_child(tree.child("b", shutdown="kill"))
    killed.send(asyncio.Event().wait)
    await quiet()
    await tree.close()
    assert killed.exit_reason == "killed" and tree.take() == "+a +b -a"
    assert caplog.records == []  # as it was asked for


async def test_a_child_that_fails_while_it_stops_is_reported(plant: Plant, caplog: pytest.LogCaptureFixture) -> None:
    tree = await plant("a")
    gate = asyncio.Event()

    async def fail() -> None:
        await gate.wait()
        raise ValueError("at the last moment")

    tree.worker("a").send(fail)
    stopping = begun(tree.close())
    await quiet()
    gate.set()
    await stopping
    assert "its child 'a' ended: ValueError('at the last moment')" in caplog.text


async def test_a_child_that_cannot_be_stopped_is_left_behind_and_the_others_stop(
    plant: Plant, caplog: pytest.LogCaptureFixture
) -> None:
    tree = await plant("a", "b")
    gate = asyncio.Event()

    async def ignore() -> None:
        while not gate.is_set():
            with suppress(asyncio.CancelledError):
                await gate.wait()

    stubborn = tree.worker("b")
    stubborn.send(ignore)
    await quiet()
    await within(tree.clock, 20, tree.close())
    assert "left behind" in caplog.text and stubborn in Process.left_behind
    assert ("stop", "a") in tree.log
    gate.set()
    await quiet()
    assert stubborn not in Process.left_behind


async def test_a_second_cancel_makes_haste_and_leaves_nobody_behind(plant: Plant) -> None:
    tree = await plant("a", Supervisor([], name="inner"), "c")
    inner = tree.top.which_child("inner", Supervisor)
    for top, id in ((inner, "deep"), (tree.top, "d")):
        (await top.start_child(tree.child(id, shutdown=None))).send(asyncio.Event().wait)
    everybody = [tree.worker(id) for id in "acd"] + [inner, inner.which_child("deep")]
    stopping = begun(tree.close())
    await quiet()
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping
    await quiet()
    assert tree.top.exit_reason == "shutdown"
    assert all(process.exit_reason is not None for process in everybody)


async def test_a_supervisor_that_is_killed_takes_everybody_below_with_it(plant: Plant) -> None:
    tree = await plant("a", Supervisor([], name="inner"))
    inner = tree.top.which_child("inner", Supervisor)
    deep = await inner.start_child(tree.child("deep"))
    a = tree.worker("a")
    tree.top.kill()
    await quiet()
    assert [process.exit_reason for process in (tree.top, a, inner, deep)] == ["killed"] * 4


async def test_run_ends_when_it_is_cancelled_with_everything_stopped_in_order() -> None:
    tree = Tree("a", "b")
    running = begun(tree.top.run(tree.clock))
    await quiet()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert tree.take() == "+a +b -b -a"


async def test_run_raises_when_the_supervisor_gives_up() -> None:
    tree = Tree("a", max_restarts=0)
    running = begun(tree.top.run(tree.clock))
    await quiet()
    await tree.crash("a")
    with pytest.raises(ProcessExitError, match="restarts within") as caught:
        await running
    assert isinstance(caught.value.reason, MaxRestarts)


async def test_run_returns_when_the_supervisor_ends_as_planned() -> None:
    tree = Tree()
    tree.top = Supervisor([tree.child("a", restart="transient", significant=True)], auto_shutdown="any_significant")
    running = begun(tree.top.run(tree.clock))
    await quiet()
    await tree.end("a", "normal")
    await running


# What can be asked of a supervisor.


async def test_the_life_of_a_child(plant: Plant) -> None:
    tree = await plant("a")
    first = tree.worker("a")
    with pytest.raises(ChildError) as caught:
        await tree.top.start_child(tree.child("a"))
    assert (caught.value.child, caught.value.problem) == ("a", "already_started")
    await tree.top.terminate_child("a")
    assert first.exit_reason == "shutdown" and tree.counts() == (1, 0, 0, 1)
    await tree.top.terminate_child("a")  # once more is fine
    with pytest.raises(NoProcessError, match="not running"):
        tree.worker("a")
    with pytest.raises(ChildError) as caught:
        await tree.top.start_child(tree.child("a"))
    assert caught.value.problem == "already_present"
    second = await tree.top.restart_child("a")
    assert second is tree.worker("a") is not first and tree.counts() == (1, 1, 0, 1)
    for use in (tree.top.restart_child, tree.top.delete_child):
        with pytest.raises(ChildError) as caught:
            await use("a")
        assert caught.value.problem == "running"
    await tree.top.terminate_child("a")
    await tree.top.delete_child("a")
    assert tree.counts() == (0, 0, 0, 0)
    assert await tree.top.start_child(tree.child("a")) is tree.worker("a")


@pytest.mark.parametrize("verb", ["terminate_child", "restart_child", "delete_child"])
async def test_a_child_that_is_not_there_is_said(plant: Plant, verb: str) -> None:
    tree = await plant("a")
    with pytest.raises(ChildError, match="has no child 'z'") as caught:
        await getattr(tree.top, verb)("z")
    assert caught.value.problem == "not_found"


async def test_a_child_that_fails_to_start_on_demand_is_not_kept(plant: Plant) -> None:
    tree = await plant("a")
    with pytest.raises(StartError) as caught:
        await tree.top.start_child(tree.child("b", Flaky(1)))
    assert isinstance(caught.value.__cause__, ValueError)
    assert tree.counts() == (1, 1, 0, 1) and tree.top.exit_reason is None


async def test_a_supervisor_that_has_ended_says_so(plant: Plant) -> None:
    tree = await plant("a")
    await tree.close()
    with pytest.raises(NoProcessError):
        await tree.top.terminate_child("a")


async def test_whoever_is_linked_to_a_supervisor_does_not_take_it_along(plant: Plant) -> None:
    tree = await plant("a")
    stranger = await Process().start(tree.clock)
    tree.top.link(stranger)
    stranger.exit("gone")
    await quiet()
    assert tree.top.exit_reason is None and tree.worker("a").exit_reason is None


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"restart": "prmanent"}, "restart='prmanent': it is one of 'permanent', 'transient', 'temporary'"),
        ({"shutdown": -10}, "shutdown=-10"),
        ({"shutdown": "brutal"}, "'kill'"),
        ({"start_timeout": "long"}, "start_timeout='long'"),
        ({"significant": True}, "is permanent and never ends for good"),
    ],
)
def test_a_specification_that_cannot_be_meant_is_refused(wrong: Any, text: str) -> None:
    with pytest.raises(ConfigurationError, match=text):
        child(Process, id="a", **wrong)


@pytest.mark.parametrize("thing", ["hej", 7, int, None])
def test_what_is_no_child_is_refused(thing: Any) -> None:
    with pytest.raises(ConfigurationError, match="is no child"):
        Supervisor([thing])


async def test_a_function_that_makes_no_process_is_refused() -> None:
    with pytest.raises(StartError, match="which returned 7"):
        await Supervisor([child(lambda: 7, id="a")]).start()  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"strategy": "none_for_one"}, "strategy='none_for_one'"),
        ({"max_restarts": -1}, "max_restarts=-1"),
        ({"max_restarts": float("inf")}, "max_restarts=inf"),
        ({"max_seconds": 0}, "max_seconds=0"),
        ({"max_seconds": float("inf")}, "max_seconds=inf"),
        ({"auto_shutdown": "sometimes"}, "auto_shutdown='sometimes'"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(wrong: Any, text: str) -> None:
    with pytest.raises(ConfigurationError, match=text):
        Supervisor([], **wrong)


def test_two_children_of_one_id_are_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"two children have the id 'Process'.*child\(…, id=…\)"):
        Supervisor([Process(), Process])


# Permanent, transient, temporary.


@pytest.mark.parametrize("reason", ["normal", "shutdown", Shutdown("why"), "abnormal", "killed"])
async def test_a_permanent_child_is_always_started_again(plant: Plant, reason: Reason) -> None:
    tree = await plant("a")
    first = tree.worker("a")
    await tree.end("a", reason)
    assert tree.worker("a") is not first and tree.counts() == (1, 1, 0, 1)
    assert tree.top.which_children()[0].restarts == 1


@pytest.mark.parametrize(
    ("reason", "again"), [("normal", 0), ("shutdown", 0), (Shutdown("why"), 0), ("abnormal", 1), ("killed", 1)]
)
async def test_a_transient_child_is_started_again_unless_its_end_was_planned(
    plant: Plant, reason: Reason, again: int
) -> None:
    tree = await plant()
    await tree.top.start_child(tree.child("a", restart="transient"))
    await tree.end("a", reason)
    assert tree.counts() == (1, again, 0, 1)
    if not again:
        await tree.top.restart_child("a")
        assert tree.counts() == (1, 1, 0, 1)


@pytest.mark.parametrize("reason", ["normal", "shutdown", Shutdown("why"), "abnormal", "killed"])
async def test_a_temporary_child_is_never_started_again_and_not_kept(plant: Plant, reason: Reason) -> None:
    tree = await plant()
    await tree.top.start_child(tree.child("a", restart="temporary"))
    await tree.end("a", reason)
    assert tree.counts() == (0, 0, 0, 0)
    await tree.top.start_child(tree.child("a", restart="temporary"))
    await tree.top.terminate_child("a")
    assert tree.counts() == (0, 0, 0, 0)


async def test_what_a_temporary_child_was_given_is_not_kept(plant: Plant) -> None:
    tree = await plant()
    for restart in ("temporary", "permanent"):
        await tree.top.start_child(tree.child(restart, restart=restart))
    assert tree.worker("temporary")._made_with_ is None and tree.worker("permanent")._made_with_ is not None


async def test_a_process_that_was_given_is_used_once_and_not_kept_after_its_end(plant: Plant) -> None:
    tree = Tree()
    given = Worker("a", tree.log)
    tree = await plant(child(given, id="a"))
    assert tree.worker("a") is given
    await tree.crash("a")
    again = tree.worker("a")
    assert again is not given and (again.id, again.log) == ("a", given.log)


@pytest.mark.parametrize("strategy", ["one_for_all", "rest_for_one"])
async def test_a_temporary_bystander_is_stopped_and_not_started_again(plant: Plant, strategy: str) -> None:
    tree = await plant(strategy=strategy, max_restarts=2, max_seconds=300)
    await tree.top.start_child(tree.child("a"))
    await tree.top.start_child(tree.child("b", restart="temporary"))
    await tree.end("a", "normal")
    assert [info.id for info in tree.top.which_children()] == ["a"]
    assert tree.take() == "+a +b -a -b +a" and tree.top.exit_reason is None


# Strategies.


async def test_one_for_one_starts_only_that_one_again(plant: Plant) -> None:
    tree = await plant("a", "b", "c", max_restarts=2, max_seconds=3600)
    await tree.crash("b")
    assert tree.take() == "+a +b +c -b +b" and tree.counts() == (3, 3, 0, 3)
    await tree.crash("a")
    await tree.crash("c")
    assert isinstance(tree.top.exit_reason, MaxRestarts)


async def test_one_for_all_stops_all_and_starts_all(plant: Plant) -> None:
    tree = await plant("a", "b", "c", strategy="one_for_all", max_restarts=2, max_seconds=3600)
    await tree.crash("b")
    assert tree.take() == "+a +b +c -b -c -a +a +b +c" and tree.counts() == (3, 3, 0, 3)
    await tree.crash("a")
    assert tree.take() == "-a -c -b +a +b +c"
    await tree.crash("c")
    assert tree.take() == "-c -b -a" and isinstance(tree.top.exit_reason, MaxRestarts)


async def test_rest_for_one_stops_and_starts_those_after_it(plant: Plant) -> None:
    tree = await plant("a", "b", "c", "d", strategy="rest_for_one", max_restarts=2, max_seconds=3600)
    a = tree.worker("a")
    await tree.crash("b")
    assert tree.take() == "+a +b +c +d -b -d -c +b +c +d" and tree.worker("a") is a
    await tree.crash("d")
    assert tree.take() == "-d +d"
    await tree.crash("b")
    assert isinstance(tree.top.exit_reason, MaxRestarts) and tree.take() == "-b -d -c -a"


async def test_a_child_that_was_stopped_by_hand_comes_back_with_the_others(plant: Plant) -> None:
    tree = await plant("a", "b", strategy="one_for_all")
    await tree.top.terminate_child("b")
    await tree.crash("a")
    assert tree.counts() == (2, 2, 0, 2)


async def test_what_crashes_together_is_restarted_once_each(plant: Plant) -> None:
    tree = await plant("a", "b", "c", strategy="one_for_all", max_restarts=1)
    for id in "abc":
        tree.worker(id).crash()
    await quiet()
    assert tree.counts() == (3, 3, 0, 3) and tree.top.exit_reason is None


# Restarts that fail.


async def test_a_restart_that_fails_is_tried_again_and_counted(plant: Plant) -> None:
    tree = await plant(max_restarts=3)
    plan = Flaky(2, 3)
    await tree.top.start_child(tree.child("a", plan))
    await tree.crash("a")
    assert plan.starts == 4 and tree.counts() == (1, 1, 0, 1)
    await tree.crash("a")
    assert isinstance(tree.top.exit_reason, MaxRestarts)


@pytest.mark.parametrize("strategy", ["one_for_one", "one_for_all", "rest_for_one"])
async def test_a_child_that_cannot_be_started_again_escalates(plant: Plant, strategy: str) -> None:
    tree = await plant(strategy=strategy, max_restarts=4, max_seconds=3600)
    plan = Flaky(*range(2, 100))
    await tree.top.start_child(tree.child("a", plan))
    await tree.top.start_child(tree.child("b"))
    await tree.crash("a")
    assert plan.starts == 5 and isinstance(tree.top.exit_reason, MaxRestarts)
    assert tree.log.count(("start", "b")) == tree.log.count(("stop", "b"))


async def test_one_for_all_stops_those_that_had_started_when_another_fails(plant: Plant) -> None:
    tree = await plant(strategy="one_for_all")
    await tree.top.start_child(tree.child("a"))
    await tree.top.start_child(tree.child("b", Flaky(2)))
    tree.take()
    await tree.crash("a")
    assert tree.take() == "-a -b +a -a +a +b"


async def test_rest_for_one_keeps_those_that_had_started_when_another_fails(plant: Plant) -> None:
    tree = await plant(strategy="rest_for_one")
    await tree.top.start_child(tree.child("a"))
    await tree.top.start_child(tree.child("b", Flaky(2)))
    tree.take()
    await tree.crash("a")
    assert tree.take() == "-a -b +a +b"


async def test_a_child_that_fails_again_and_again_can_be_stopped_meanwhile(plant: Plant) -> None:
    tree = await plant(max_restarts=100_000)
    await tree.top.start_child(tree.child("a", Flaky(*range(2, 100_000))))
    tree.worker("a").crash()
    while not tree.top.which_children()[0].is_restarting:
        await asyncio.sleep(0)
    for use in (tree.top.restart_child, tree.top.delete_child):
        with pytest.raises(ChildError) as caught:
            await use("a")
        assert caught.value.problem == "restarting"
    assert tree.counts() == (1, 0, 0, 1)
    await tree.top.terminate_child("a")
    await quiet()
    assert not tree.top.which_children()[0].is_restarting
    await tree.top.delete_child("a")


async def test_a_restart_that_is_not_needed_any_more_leaves_the_child_without_a_process(plant: Plant) -> None:
    tree = await plant()
    await tree.top.start_child(tree.child("a", Unneeded(2)))
    await tree.crash("a")
    assert tree.counts() == (1, 0, 0, 1)


async def test_a_restart_that_hangs_is_given_up(plant: Plant) -> None:
    tree = await plant()
    gates = [asyncio.Event() for _ in range(3)]
    gates[0].set()
    gates[2].set()
    waits = iter([gate.wait for gate in gates])
    await tree.top.start_child(tree.child("a", lambda: next(waits)(), start_timeout=1))
    await tree.crash("a")
    assert tree.counts() == (1, 0, 0, 1)
    tree.clock.turn(1)
    await quiet()
    assert tree.counts() == (1, 1, 0, 1)


# Intensity.


async def test_the_intensity_is_exact(plant: Plant) -> None:
    tree = await plant("a", max_restarts=3, max_seconds=5)
    for _ in range(3):
        await tree.crash("a")
    assert tree.top.exit_reason is None
    await tree.crash("a")
    assert isinstance(tree.top.exit_reason, MaxRestarts)
    assert "4 restarts within 5 s, of which 3 are allowed" in str(tree.top.exit_reason)


async def test_the_window_slides(plant: Plant) -> None:
    tree = await plant("a", max_restarts=2, max_seconds=5)
    for _ in range(20):
        await tree.crash("a")
        tree.clock.turn(2.6)
    assert tree.top.exit_reason is None
    for _ in range(2):  # the last of those is 2.6 s ago
        await tree.crash("a")
    assert isinstance(tree.top.exit_reason, MaxRestarts)


async def test_no_restart_at_all_may_be_allowed(plant: Plant) -> None:
    tree = await plant("a", "b", max_restarts=0)
    await tree.crash("a")
    assert isinstance(tree.top.exit_reason, MaxRestarts) and tree.take() == "+a +b -a -b"


# Trees.


async def test_a_tree_heals_where_it_can_and_escalates_where_it_cannot(plant: Plant) -> None:
    tree = Tree()
    first = Supervisor([tree.child("a"), tree.child("b")], name="first", max_restarts=4, max_seconds=3600)
    second = Supervisor([], name="second", max_restarts=4, max_seconds=3600)
    tree = await plant(first, second, strategy="one_for_all", max_restarts=4, max_seconds=3600)
    assert tree.counts() == (2, 2, 2, 0)
    b = first.which_child("b")
    await second.start_child(tree.child("c", Flaky(*range(2, 100))))
    d = await second.start_child(tree.child("d"))
    d.crash()  # type: ignore[union-attr]
    await quiet()
    assert second.which_child("d") is not d and first.which_child("b") is b
    second.which_child("c", Worker).crash()
    await quiet()
    again = tree.top.which_child("first", Supervisor), tree.top.which_child("second", Supervisor)
    assert again[0] is not first and again[1] is not second
    assert isinstance(second.exit_reason, MaxRestarts) and first.exit_reason == "shutdown"
    assert again[0].which_child("b") is not b and again[0].count_children().active == 2
    assert again[1].which_children() == []  # what was added later is not part of the plan
    assert tree.top.exit_reason is None


async def test_a_supervisor_that_gives_up_is_no_abnormal_end_for_a_transient_one(plant: Plant) -> None:
    tree = Tree()
    inner = Supervisor([tree.child("a")], max_restarts=0)
    tree = await plant(child(inner, id="inner", restart="transient"))
    inner.which_child("a", Worker).crash()
    await quiet()
    assert tree.counts() == (1, 0, 1, 0)


async def test_a_crash_of_the_supervisors_own_stops_its_children_and_is_healed_above(plant: Plant) -> None:
    class Odd(Supervisor):
        async def info(self, message: Any) -> None:
            raise RuntimeError("odd")

    tree = Tree()
    tree = await plant(child(Odd([tree.child("a")]), id="odd"))
    odd = tree.top.which_child("odd", Odd)
    a = odd.which_child("a")
    odd.send("crash")
    await quiet()
    assert a.exit_reason == "shutdown"
    assert tree.top.which_child("odd", Odd).which_child("a").exit_reason is None


# Significant children.


@pytest.mark.parametrize("restart", ["transient", "temporary"])
async def test_any_significant_end_ends_the_supervisor(plant: Plant, restart: str) -> None:
    tree = await plant(auto_shutdown="any_significant")
    await tree.top.start_child(tree.child("a"))
    for id in "bc":
        await tree.top.start_child(tree.child(id, restart=restart, significant=True))
    tree.take()
    await tree.end("a", "normal")
    assert tree.top.exit_reason is None
    await tree.end("b", "normal")
    assert tree.top.exit_reason == "shutdown" and tree.take() == "-a +a -b -c -a"


async def test_all_significant_ends_end_the_supervisor(plant: Plant) -> None:
    tree = await plant(auto_shutdown="all_significant")
    await tree.top.start_child(tree.child("a"))
    for id, restart in (("b", "transient"), ("c", "temporary")):
        await tree.top.start_child(tree.child(id, restart=restart, significant=True))
    await tree.end("b", "normal")
    assert tree.top.exit_reason is None
    await tree.end("c", "crash")
    assert tree.top.exit_reason == "shutdown"


async def test_a_significant_child_that_is_started_again_ends_nothing(plant: Plant) -> None:
    tree = await plant(auto_shutdown="any_significant")
    await tree.top.start_child(tree.child("a", restart="transient", significant=True))
    await tree.crash("a")
    assert tree.top.exit_reason is None and tree.counts() == (1, 1, 0, 1)


async def test_a_significant_child_that_is_stopped_by_hand_ends_nothing(plant: Plant) -> None:
    tree = await plant(auto_shutdown="any_significant")
    await tree.top.start_child(tree.child("a", restart="transient", significant=True))
    await tree.top.terminate_child("a")
    await quiet()
    assert tree.top.exit_reason is None


async def test_a_significant_bystander_ends_nothing(plant: Plant) -> None:
    tree = await plant(auto_shutdown="any_significant", strategy="one_for_all")
    await tree.top.start_child(tree.child("a"))
    await tree.top.start_child(tree.child("b", restart="temporary", significant=True))
    await tree.crash("a")
    assert tree.top.exit_reason is None and tree.counts() == (1, 1, 0, 1)


async def test_significant_children_need_an_auto_shutdown(plant: Plant) -> None:
    tree = await plant()
    with pytest.raises(ConfigurationError, match="auto_shutdown is 'never'"):
        await tree.top.start_child(tree.child("a", restart="transient", significant=True))
    assert tree.top.exit_reason is None


# What asyncio adds.


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError()])
async def test_nothing_that_a_child_raises_stops_more_than_that_child(plant: Plant, error: BaseException) -> None:
    tree = await plant("a", "b")
    first, other = tree.worker("a"), tree.worker("b")

    def fail() -> None:
        raise error

    first.send(fail)
    await quiet()
    assert first.exit_reason is error
    assert tree.worker("a") is not first and tree.worker("b") is other


async def test_a_cancellation_that_nobody_asked_for_is_a_crash(plant: Plant) -> None:
    tree = await plant()
    await tree.top.start_child(tree.child("a", restart="transient"))
    first = tree.worker("a")
    assert first._task_ is not None
    first._task_.cancel()
    await quiet()
    assert isinstance(first.exit_reason, asyncio.CancelledError) and tree.worker("a") is not first


async def test_a_name_is_free_again_before_the_restart() -> None:
    clock = VirtualClock()
    log: list[Any] = []
    top = await Supervisor([child(Worker("a", log), name="a")]).start(clock)
    for _ in range(3):
        worker = top.whereis("a", Worker)
        worker.crash()
        await quiet()
        assert top.whereis("a", Worker) is not worker
    await top.stop()


# Reports.


async def test_a_crash_is_reported_with_who_why_and_how_often_before(
    plant: Plant, caplog: pytest.LogCaptureFixture
) -> None:
    tree = await plant("a")
    await tree.crash("a")
    await tree.crash("a")
    reports = [record.report for record in caplog.records if hasattr(record, "report")]
    assert all(isinstance(report, CrashReport) for report in reports)
    assert [report.restarts for report in reports] == [0, 1]
    assert reports[1].process == "Supervisor/Worker('a')" and reports[1].message == "crash()"
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
