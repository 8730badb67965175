"""Dynamic supervisors, behaviour by behaviour as Elixir's own tests have them; and many children at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from liveview.errors import ChildError, ConfigurationError, NoProcessError, StartError
from liveview.runtime.children import ChildSpec, child
from liveview.runtime.dynamic_supervisor import DynamicSupervisor
from liveview.runtime.exits import Ignore, MaxRestarts, Reason, Shutdown
from liveview.runtime.process import Process
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import begun, quiet
from tests.unit.runtime.trees import Flaky, Log, Unneeded, Worker

Made = Callable[..., Any]


class Grove:
    """A dynamic supervisor of workers."""

    def __init__(self, **options: Any) -> None:
        self.clock = VirtualClock()
        self.log: Log = []
        self.top = DynamicSupervisor(**options)

    def child(self, plan: Callable[[], object] | None = None, **options: Any) -> ChildSpec:
        return child(Worker("a", self.log, plan), **options)

    async def add(self, plan: Callable[[], object] | None = None, **options: Any) -> Worker:
        worker = await self.top.start_child(self.child(plan, **options))
        assert isinstance(worker, Worker)
        return worker

    async def end(self, worker: Worker, reason: Reason) -> None:
        worker.exit(reason)
        await quiet()

    def counts(self) -> tuple[int, int]:
        count = self.top.count_children()
        return count.workers, count.active


@pytest_asyncio.fixture
async def grow() -> AsyncIterator[Made]:
    made: list[Grove] = []

    async def grow(**options: Any) -> Grove:
        grove = Grove(**options)
        made.append(grove)
        await grove.top.start(grove.clock)
        return grove

    yield grow
    for grove in made:
        grove.top.kill()
    await quiet()


# Starting.


async def test_a_child_is_started_and_is_the_very_process_that_was_given(grow: Made) -> None:
    grove = await grow()
    given = Worker("b", grove.log)
    assert await grove.top.start_child(given) is given
    assert [info.process for info in grove.top.which_children()] == [given]


async def test_a_child_that_is_not_needed_is_none(grow: Made) -> None:
    grove = await grow()
    with pytest.raises(Ignore):
        await grove.add(Unneeded(1))
    assert grove.counts() == (0, 0)


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(1), asyncio.CancelledError()])
async def test_a_child_that_fails_to_start_is_none(grow: Made, error: BaseException) -> None:
    grove = await grow()
    with pytest.raises(StartError):
        await grove.add(Flaky(1, error=lambda: error))
    assert grove.counts() == (0, 0) and grove.top.exit_reason is None


async def test_a_start_that_nobody_waits_for_any_more_leaves_no_child(grow: Made) -> None:
    grove = await grow()
    starting = begun(grove.add(asyncio.Event().wait))
    await quiet()
    assert grove.counts() == (1, 0)
    starting.cancel()
    await quiet()
    assert grove.counts() == (0, 0)


async def test_a_child_that_starts_slowly_keeps_no_other_waiting(grow: Made) -> None:
    grove = await grow()
    gate = asyncio.Event()
    slow = begun(grove.add(gate.wait))
    await grove.add()
    gate.set()
    await slow
    assert grove.counts() == (2, 2)


async def test_there_are_no_more_children_than_may_be(grow: Made) -> None:
    nothing = await grow(max_children=0)
    with pytest.raises(ChildError, match="max_children") as caught:
        await nothing.add()
    assert caught.value.problem == "max_children"
    grove = await grow(max_children=1)
    first = await grove.add()
    with pytest.raises(ChildError):
        await grove.add()
    await grove.top.terminate_child(first)
    await grove.add()


async def test_one_that_is_being_started_again_counts_as_a_child(grow: Made) -> None:
    grove = await grow(max_children=1, max_restarts=100_000)
    worker = await grove.add(Flaky(2, 3, 4))
    worker.exit("crash")
    while grove.counts() != (1, 0):
        await asyncio.sleep(0)
    with pytest.raises(ChildError):
        await grove.add()
    await quiet()
    assert grove.counts() == (1, 1)
    with pytest.raises(ChildError):
        await grove.add()


async def test_one_that_does_not_run_starts_nobody() -> None:
    grove = Grove()
    with pytest.raises(NoProcessError, match="does not run"):
        await grove.add()


@pytest.mark.parametrize("wrong", [{"max_children": -1}, {"max_restarts": -1}, {"max_seconds": 0}])
def test_options_that_cannot_be_meant_are_refused(wrong: Any) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        DynamicSupervisor(**wrong)


async def test_none_of_its_children_is_significant(grow: Made) -> None:
    grove = await grow()
    with pytest.raises(ConfigurationError, match="significant"):
        await grove.add(restart="transient", significant=True)


# Restarting.


@pytest.mark.parametrize(
    ("restart", "reason", "again"),
    [
        *[("temporary", reason, False) for reason in ("normal", "shutdown", "whatever")],
        *[("transient", reason, False) for reason in ("normal", "shutdown", Shutdown("signal"))],
        ("transient", "whatever", True),
        *[("permanent", reason, True) for reason in ("normal", "shutdown", Shutdown("signal"), "whatever")],
    ],
)
async def test_who_is_started_again(grow: Made, restart: str, reason: Reason, again: bool) -> None:
    grove = await grow()
    worker = await grove.add(restart=restart)
    await grove.end(worker, reason)
    assert grove.counts() == (again, again)
    assert all(info.process is not worker for info in grove.top.which_children())


async def test_a_restart_that_is_not_needed_ends_the_child(grow: Made) -> None:
    grove = await grow()
    await grove.end(await grove.add(Unneeded(2)), "crash")
    assert grove.counts() == (0, 0)


async def test_a_restart_that_fails_is_tried_again(grow: Made) -> None:
    grove = await grow(max_restarts=2)
    plan = Flaky(2)
    await grove.end(await grove.add(plan), "crash")
    assert plan.starts == 3 and grove.counts() == (1, 1)
    assert [info.restarts for info in grove.top.which_children()] == [2]


async def test_a_class_that_cannot_be_made_again_is_a_restart_that_fails(grow: Made) -> None:
    class Once(Process):
        made = 0

        def __init__(self) -> None:
            Once.made += 1
            if Once.made == 2:
                raise ValueError("once only")

    grove = await grow()
    once = await grove.top.start_child(Once())
    once.exit("crash")
    await quiet()
    assert Once.made == 3 and grove.counts() == (1, 1)


@pytest.mark.parametrize("most", [1, 10])
async def test_too_many_restarts_end_the_supervisor(grow: Made, most: int) -> None:
    grove = await grow(max_restarts=most)
    other = await grove.add()
    plan = Flaky(*range(2, 100))
    await grove.end(await grove.add(plan), "crash")
    assert plan.starts == most + 1
    assert isinstance(grove.top.exit_reason, MaxRestarts) and other.exit_reason == "shutdown"


async def test_a_restart_that_hangs_keeps_no_other_from_its_own_and_is_given_up(grow: Made) -> None:
    grove = await grow(max_restarts=10)
    gates = [asyncio.Event() for _ in range(3)]
    gates[0].set()
    gates[2].set()
    waits = iter([gate.wait for gate in gates])
    hanging = await grove.add(lambda: next(waits)(), start_timeout=2)
    other = await grove.add()
    await grove.end(hanging, "crash")
    await grove.end(other, "crash")
    assert grove.counts() == (2, 1)
    grove.clock.turn(2)
    await quiet()
    assert grove.counts() == (2, 2)


async def test_a_name_is_free_for_the_restart(grow: Made) -> None:
    grove = await grow()
    worker = await grove.add(name="only")
    await grove.end(worker, "crash")
    assert grove.top.whereis("only", Worker) is not worker


# Stopping.


async def test_a_child_can_be_stopped(grow: Made) -> None:
    grove = await grow()
    for shutdown, reason in (("kill", "killed"), (1, "shutdown"), (None, "shutdown")):
        worker = await grove.add(shutdown=shutdown)
        await grove.top.terminate_child(worker)
        assert worker.exit_reason == reason and grove.counts() == (0, 0)
        with pytest.raises(ChildError) as caught:
            await grove.top.terminate_child(worker)
        assert caught.value.problem == "not_found"


async def test_a_child_that_is_being_started_again_can_be_stopped(grow: Made) -> None:
    grove = await grow(max_restarts=100_000)
    worker = await grove.add(Flaky(*range(2, 100_000)))
    worker.exit("crash")
    while grove.counts() != (1, 0):
        await asyncio.sleep(0)
    await grove.top.terminate_child(worker)
    await quiet()
    assert grove.counts() == (0, 0) and not grove.top._coming


async def test_all_stop_together_within_the_longest_time(grow: Made) -> None:
    grove = await grow()
    for shutdown in (3, 3, 5, 2, "kill", None):
        worker = await grove.add(shutdown=shutdown)
        if shutdown is not None:
            worker.send(asyncio.Event().wait)
    stopping = begun(grove.top.stop())
    await quiet()
    for moment, stopped in ((1.9, 1), (0.2, 2), (1.0, 4), (1.8, 4)):
        grove.clock.turn(moment)
        await quiet()
        assert grove.log.count(("stop", "a")) == stopped and not stopping.done()
    grove.clock.turn(0.2)
    await stopping
    assert grove.log.count(("stop", "a")) == 5  # who was killed writes nothing


@pytest.mark.parametrize("reason", ["normal", "oops"])
async def test_who_ends_for_another_reason_while_all_stop_is_not_started_again(
    grow: Made, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Own(Worker):
        async def terminate(self, _: Reason) -> None:
            self.exit(reason)  # too late: it is ending

    grove = await grow()
    workers = [await grove.top.start_child(Own("b", grove.log)) for _ in range(3)]
    workers[0].exit(reason)  # before it is told to stop
    await grove.top.stop()
    assert [worker.exit_reason for worker in workers] == [reason, "shutdown", "shutdown"]
    assert ("oops" in caplog.text) == (reason == "oops")


async def test_a_second_cancel_leaves_nobody_behind(grow: Made) -> None:
    grove = await grow()
    workers = [await grove.add(shutdown=None) for _ in range(3)]
    for worker in workers:
        worker.send(asyncio.Event().wait)
    stopping = begun(grove.top.stop())
    await quiet()
    stopping.cancel()
    await quiet()
    assert grove.top.exit_reason == "shutdown"
    assert [worker.exit_reason for worker in workers] == ["killed"] * 3


# Many.


async def test_ten_thousand_children_live_fail_and_stop(grow: Made, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    grove = await grow(max_restarts=10_000)
    workers = [await grove.top.start_child(Process()) for _ in range(10_000)]
    for worker in workers:
        worker.exit("crash")
    await quiet()
    assert grove.counts() == (10_000, 10_000)
    await grove.top.stop()
    assert grove.counts() == (0, 0)
