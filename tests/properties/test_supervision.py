"""Random supervision trees under random crashes, restarts and stops, against a model of OTP's rules."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liveview.errors import ChildError, NoProcessError, StartError
from liveview.runtime.children import child
from liveview.runtime.dynamic_supervisor import DynamicSupervisor
from liveview.runtime.exits import MaxRestarts
from liveview.runtime.process import Process
from liveview.runtime.supervisor import Supervisor
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet
from tests.unit.runtime.trees import Log, Worker

RESTARTS = ["permanent", "transient", "temporary"]
STRATEGIES = ["one_for_one", "one_for_all", "rest_for_one"]
PLANNED = {"normal", "shutdown"}


# The model: what OTP says happens, one step at a time, without processes.


@dataclass
class Leaf:
    id: str
    restart: str
    fails: int = 0  # how many of its next starts fail
    is_up: bool = False

    def start(self, log: Log) -> bool:
        if self.fails:
            self.fails -= 1
            return False
        self.is_up = True
        log.append(("start", self.id))
        return True

    def stop(self, log: Log) -> None:
        if self.is_up:
            self.is_up = False
            log.append(("stop", self.id))


@dataclass
class Node:
    """A supervisor in the model."""

    id: str
    restart: str
    strategy: str
    most: int
    seconds: float
    plan: list[Any]
    children: list[Any] = field(default_factory=list)
    times: deque[float] = field(default_factory=deque)
    is_up: bool = False
    gave_up: bool = False

    def start(self, log: Log) -> bool:
        self.children, self.times, self.gave_up = list(self.plan), deque(), False
        for at, one in enumerate(self.children):
            if not one.start(log):
                for before in reversed(self.children[:at]):
                    before.stop(log)
                return False
        self.is_up = True
        return True

    def stop(self, log: Log) -> None:
        if self.is_up:
            self.is_up = False
            for one in reversed(self.children):
                one.stop(log)

    def forget(self, one: Any) -> None:
        if one.restart == "temporary":
            self.children.remove(one)

    def ended(self, one: Any, reason: str, now: float, log: Log) -> None:
        """One of its children has ended by itself."""
        if one.restart == "temporary":
            self.children.remove(one)
        elif one.restart == "permanent" or reason not in PLANNED:
            self.again(one, now, log)

    def again(self, one: Any, now: float, log: Log) -> None:
        failing: Any = one
        while failing is not None:
            while self.times and now - self.times[0] > self.seconds:
                self.times.popleft()
            self.times.append(now)
            if len(self.times) > self.most:
                self.stop(log)
                self.gave_up = True
                return
            failing = self.once(failing, log)

    def once(self, one: Any, log: Log) -> Any:
        """Restarts once; who fails to start, if anybody."""
        at = self.children.index(one)
        group = {"one_for_one": [one], "one_for_all": self.children[:], "rest_for_one": self.children[at:]}
        for other in reversed(group[self.strategy]):
            other.stop(log)
            if other is not one and other.restart == "temporary":
                self.children.remove(other)
        for other in group[self.strategy]:
            if (other is one or other.restart != "temporary") and not other.start(log):
                return other
        return None


def leaves(node: Any) -> list[Leaf]:
    return [node] if isinstance(node, Leaf) else [leaf for one in node.plan for leaf in leaves(one)]


def above(node: Node, leaf: Leaf) -> list[Node]:
    """The supervisors of a leaf, from the top down."""
    if leaf in node.plan:
        return [node]
    for one in node.plan:
        if isinstance(one, Node) and (below := above(one, leaf)):
            return [node, *below]
    return []


# The real thing, of the same shape.


def build(node: Any, log: Log, fails: dict[str, int]) -> Any:
    if isinstance(node, Leaf):
        leaf = node

        def plan() -> None:
            if fails[leaf.id]:
                fails[leaf.id] -= 1
                raise ValueError("no")

        return child(Worker(leaf.id, log, plan), id=leaf.id, restart=leaf.restart)  # type: ignore[arg-type]
    supervisor = Supervisor(
        [build(one, log, fails) for one in node.plan],
        strategy=node.strategy,
        max_restarts=node.most,
        max_seconds=node.seconds,
    )
    return child(supervisor, id=node.id, restart=node.restart)


def find(supervisor: Supervisor, path: list[str]) -> Any:
    found: Any = supervisor
    for id in path:
        try:
            found = found.which_child(id)
        except (ChildError, NoProcessError):
            return None
    return found


# Random trees, and what happens to them.


@st.composite
def trees(draw: st.DrawFn) -> Node:
    names = iter("abcdefghijklmnopqrstuvwxyz")

    def node(depth: int) -> Node:
        plan: list[Any] = []
        for _ in range(draw(st.integers(1, 4))):
            if depth and draw(st.booleans()):
                plan.append(node(depth - 1))
            else:
                plan.append(Leaf(next(names, "z"), draw(st.sampled_from(RESTARTS))))
        return Node(
            f"S{next(names)}",
            draw(st.sampled_from(RESTARTS[:2])),
            draw(st.sampled_from(STRATEGIES)),
            draw(st.integers(0, 3)),
            draw(st.sampled_from([1.0, 5.0])),
            plan,
        )

    return node(1)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(["normal", "shutdown", "crash", "killed", "terminate", "restart"]),
        st.integers(0, 2),  # how many starts of somebody fail afterwards
        st.integers(0, 20),  # whose
        st.sampled_from([0.0, 0.5, 2.0, 10.0]),
    ),
    max_size=8,
)


@given(tree=trees(), steps=STEPS)
async def test_a_tree_does_what_the_model_does(tree: Node, steps: list[Any]) -> None:
    logging.getLogger("liveview.runtime").setLevel(logging.CRITICAL)
    log: Log = []
    expected: Log = []
    fails = {leaf.id: 0 for leaf in leaves(tree)}
    clock = VirtualClock()
    spec = build(tree, log, fails)
    top = spec.make()
    assert isinstance(top, Supervisor)
    await top.start(clock)
    tree.start(expected)
    try:
        for whom, what, failures, whose, seconds in steps:
            running = [leaf for leaf in leaves(tree) if leaf.is_up]
            if not tree.is_up or not running:
                break
            leaf, flaky = running[whom % len(running)], leaves(tree)[whose % len(leaves(tree))]
            flaky.fails = fails[flaky.id] = failures
            nodes = above(tree, leaf)
            owner = find(top, [node.id for node in nodes[1:]])
            if what == "terminate":
                leaf.stop(expected)
                nodes[-1].forget(leaf)
                await owner.terminate_child(leaf.id)
            elif what == "restart":
                await restart(owner, nodes[-1], whom, expected)
            else:
                end(owner.which_child(leaf.id), leaf, what, expected)
                escalate(nodes, leaf, what, clock.now(), expected)
            await quiet()
            assert log == expected
            assert {leaf.id: leaf.fails for leaf in leaves(tree)} == fails
            same_as_model(top, tree)
            clock.turn(seconds)
    finally:
        await top.stop()
        tree.stop(expected)
        assert log == expected
        logging.getLogger("liveview.runtime").setLevel(logging.NOTSET)
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]


def end(process: Process, leaf: Leaf, reason: str, log: Log) -> None:
    """A leaf ends by itself, or is killed and has no last word."""
    leaf.is_up = False
    if reason == "killed":
        process.kill()
    else:
        process.exit(reason)
        log.append(("stop", leaf.id))


async def restart(supervisor: Supervisor, node: Node, which: int, log: Log) -> None:
    """One of a supervisor's children that do not run is started by hand."""
    idle = [one for one in node.children if not one.is_up]
    if idle:
        one = idle[which % len(idle)]
        if one.start(log):
            await supervisor.restart_child(one.id)
        else:
            with pytest.raises(StartError):
                await supervisor.restart_child(one.id)


def escalate(nodes: list[Node], leaf: Leaf, reason: str, now: float, log: Log) -> None:
    """The end of a leaf goes up, as far as supervisors give up. Giving up is a planned end, as OTP's `shutdown`."""
    one: Any = leaf
    for node in reversed(nodes):
        node.ended(one, reason, now, log)
        if not node.gave_up:
            return
        one, reason = node, "shutdown"


def same_as_model(process: Supervisor, node: Node) -> None:
    assert (process.exit_reason is None) == node.is_up
    if not node.is_up:
        assert isinstance(process.exit_reason, MaxRestarts)
        return
    infos = process.which_children()
    assert [(info.id, info.process is not None) for info in infos] == [(one.id, one.is_up) for one in node.children]
    for info, one in zip(infos, node.children, strict=True):
        if isinstance(one, Node) and one.is_up:
            assert isinstance(info.process, Supervisor)
            same_as_model(info.process, one)


# Children that come and go.

ACTIONS = st.lists(
    st.tuples(st.sampled_from(["start", "flaky", "crash", "normal", "kill", "terminate"]), st.integers(0, 30)),
    max_size=30,
)


@given(actions=ACTIONS, restart=st.sampled_from(RESTARTS), most=st.integers(0, 5), limit=st.integers(1, 6))
@settings(max_examples=50)
async def test_a_dynamic_supervisor_does_what_the_model_does(
    actions: list[tuple[str, int]], restart: Any, most: int, limit: int
) -> None:
    logging.getLogger("liveview.runtime").setLevel(logging.CRITICAL)
    log: Log = []
    top = await DynamicSupervisor(max_children=limit, max_restarts=most).start(VirtualClock())
    alive = restarts = started = 0
    for action, whom in actions:
        children = [info.process for info in top.which_children()]
        assert len(children) == alive and all(process is not None for process in children)
        process: Any = children[whom % alive] if alive else None
        if action in ("start", "flaky"):
            fails = iter([action == "flaky"])

            def plan(fails: Any = fails) -> None:
                if next(fails, False):
                    raise ValueError("no")

            try:
                await top.start_child(child(Worker(started, log, plan), restart=restart))
                assert action == "start" and alive < limit
                alive, started = alive + 1, started + 1
            except ChildError:
                assert alive == limit
            except StartError:
                assert action == "flaky" and alive < limit
        elif process is not None:
            again = action != "terminate" and (
                restart == "permanent" or (restart == "transient" and action in ("crash", "kill"))
            )
            if action == "terminate":
                await top.terminate_child(process)
            elif action == "kill":
                process.kill()
            else:
                process.exit(action)
            await quiet()
            restarts, alive = restarts + again, alive - (not again)
            assert process.exit_reason is not None
            if restarts > most:
                assert isinstance(top.exit_reason, MaxRestarts)
                break
    await top.stop()
    logging.getLogger("liveview.runtime").setLevel(logging.NOTSET)
    assert not Process.left_behind
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
