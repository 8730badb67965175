"""A supervisor: children that are known, started in order, and started again when they fail (OTP: supervisor)."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, overload

from liveview.errors import ChildError, ConfigurationError, NoProcessError, ProcessError, StartError, worded
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.children import Child, ChildSpec, child_spec
from liveview.runtime.commands import Command
from liveview.runtime.exits import SHUTDOWN, Ignore, Reason
from liveview.runtime.handlers import call
from liveview.runtime.intensity import Intensity
from liveview.runtime.life import KILL_SECONDS, logger
from liveview.runtime.linked import Name
from liveview.runtime.process import Process
from liveview.runtime.supervising import Supervising

P = TypeVar("P", bound=Process)
Strategy = Literal["one_for_one", "one_for_all", "rest_for_one"]
AutoShutdown = Literal["never", "any_significant", "all_significant"]


@dataclass(slots=True, eq=False)
class _Child:
    spec: ChildSpec
    process: Process | None = None  # from the moment on at which it is started
    is_restarting: bool = False
    restarts: int = 0

    def info(self, up: Container[object]) -> ChildInfo:
        process = self.process if self.process in up else None
        return ChildInfo(self.spec.id, process, self.is_restarting, self.restarts, self.spec)


class Supervisor(Supervising):
    """Starts its children in order, starts those again that fail, and stops them in reverse order.

    Args:
        children: processes that were not started, classes, or what `child` makes of either.
        strategy: who is started again when a child fails: `"one_for_one"`, that child; `"one_for_all"`, all of them;
            `"rest_for_one"`, that child and those after it.
        max_restarts: how many restarts may happen within `max_seconds`, those that fail included. At one more the
            supervisor stops its children and ends itself, which its own supervisor deals with.
        max_seconds: see there.
        auto_shutdown: whether the supervisor ends when a `significant` child has ended for good: `"never"`,
            `"any_significant"` or `"all_significant"`.
        name: under which others of the tree find it.

    Raises:
        ConfigurationError: two children of one id, or an option that cannot be meant.
    """

    def __init__(
        self,
        children: Iterable[Child] = (),
        *,
        strategy: Strategy = "one_for_one",
        max_restarts: int = 3,
        max_seconds: float = 5.0,
        auto_shutdown: AutoShutdown = "never",
        name: str | Name | None = None,
    ) -> None:
        for given, value, kind in (("strategy", strategy, Strategy), ("auto_shutdown", auto_shutdown, AutoShutdown)):
            if value not in get_args(kind):
                raise ConfigurationError(f"{given}={value!r}: it is one of {', '.join(map(repr, get_args(kind)))}")
        self._set_up(Intensity(max_restarts, max_seconds), name)
        self._strategy = strategy
        self._auto_shutdown = auto_shutdown
        self._children: dict[Hashable, _Child] = {}
        self._up: dict[Process, _Child] = {}  # those whose end is news
        for spec in map(child_spec, children):
            self._check_significant(spec)
            if spec.id in self._children:
                raise ConfigurationError(
                    f"two children have the id {spec.id!r}: give one of them another, as in child(…, id=…)"
                )
            self._children[spec.id] = _Child(spec)

    def _check_significant(self, spec: ChildSpec) -> None:
        if spec.significant and self._auto_shutdown == "never":
            raise ConfigurationError(f"child {spec.id!r} is significant, and its supervisor's auto_shutdown is 'never'")

    async def init(self) -> None:
        """Starts the children in order. Where one fails, those before it are stopped again."""
        for child in list(self._children.values()):
            try:
                await self._start(child)
            except Exception as error:
                await self._stop_children()
                raise StartError(
                    f"{self}: its child {child.spec.id!r} did not start: {worded(error)}", child=child.spec.id
                ) from error
            except asyncio.CancelledError:
                await self.terminate(SHUTDOWN)
                raise
            self._drop_ignored(child)

    # Children.

    def which_children(self) -> list[ChildInfo]:
        """The children as they stand, in their order."""
        return [
            ChildInfo(
                id,
                child.process if child.process in self._up else None,
                child.is_restarting,
                child.restarts,
                child.spec,
            )
            for id, child in self._children.items()
        ]

    @overload
    def which_child(self, id: Hashable) -> Any: ...
    @overload
    def which_child(self, id: Hashable, kind: type[P]) -> P: ...
    def which_child(self, id: Hashable, kind: type[Process] = Process) -> Any:
        """Who runs as a child now.

        Args:
            id: the child's.
            kind: the class that it is expected to be of.

        Raises:
            ChildError: there is no child of that id.
            NoProcessError: nobody runs as it now, or somebody of another class.
        """
        process = self._known(id).process
        if process is None or not isinstance(process, kind):
            raise NoProcessError(f"{self}: its child {id!r} is {process or 'not running'}", target=id)
        return process

    def get_childspec(self, id: Hashable) -> ChildSpec:
        """How a child is supervised.

        Raises:
            ChildError: there is no child of that id.
        """
        return self._known(id).spec

    def _known(self, id: Hashable) -> _Child:
        if id not in self._children:
            there = ", ".join(map(repr, self._children)) or "none"
            raise ChildError(f"{self} has no child {id!r}; there are: {there}", child=id, problem="not_found")
        return self._children[id]

    @call(timeout=None, raises=(ProcessError, ConfigurationError))
    async def start_child(self, child: Child) -> Process | None:
        """Add a child after all others, and start it.

        Args:
            child: as for the supervisor itself.

        Returns:
            The process; None where its `init` says that it is not needed.

        Raises:
            ChildError: there is one of that id already.
            StartError: it did not start, and was not added.
        """
        spec = child_spec(child)
        self._check_significant(spec)
        known = self._children.get(spec.id)
        if known is not None:
            problem = "already_present" if known.process is None else "already_started"
            raise ChildError(f"{self} has a child {spec.id!r} already", child=spec.id, problem=problem)
        added = self._children[spec.id] = _Child(spec)
        try:
            await self._start(added)
        except Exception as error:
            del self._children[spec.id]
            raise self._did_not_start(spec, error) from error
        self._drop_ignored(added)
        return added.process

    @call(timeout=None, raises=ProcessError)
    async def terminate_child(self, id: Hashable) -> None:
        """Stop a child, and do not start it again. Its place is kept, unless it is temporary.

        Args:
            id: the child's. One that does not run is fine.

        Raises:
            ChildError: there is no child of that id.
        """
        child = self._known(id)
        child.is_restarting = False
        await self._stop(child)
        if child.spec.restart == "temporary":
            del self._children[id]

    @call(timeout=None, raises=ProcessError)
    async def restart_child(self, id: Hashable) -> Process | None:
        """Start a child that was stopped or has ended.

        Args:
            id: the child's.

        Returns:
            The process; None where its `init` says that it is not needed.

        Raises:
            ChildError: there is no child of that id, or it runs.
            StartError: it did not start.
        """
        child = self._idle(id)
        child.restarts += 1
        try:
            await self._start(child)
        except Exception as error:
            raise self._did_not_start(child.spec, error) from error
        return child.process

    @call(timeout=None, raises=ProcessError)
    async def delete_child(self, id: Hashable) -> None:
        """Forget a child that was stopped or has ended.

        Args:
            id: the child's.

        Raises:
            ChildError: there is no child of that id, or it runs.
        """
        self._idle(id)
        del self._children[id]

    def _idle(self, id: Hashable) -> _Child:
        child = self._known(id)
        if child.process is not None or child.is_restarting:
            problem = "running" if child.process is not None else "restarting"
            raise ChildError(
                f"{self}: the child {id!r} is {problem}; call terminate_child first", child=id, problem=problem
            )
        return child

    # Starting and stopping one.

    async def _start(self, child: _Child) -> None:
        process = child.spec.make()
        process._restarts_ = child.restarts
        child.process = process
        try:
            await process._started_(self, None, child.spec.start_timeout)
        except Ignore:
            child.process = None
        except Exception:
            await process._ends_within_(KILL_SECONDS)  # it may have a name that the next one needs
            child.process = None
            raise
        else:
            self._up[process] = child
            if process.exit_reason is not None:  # before anybody could see it
                self._child_ended_(process, process.exit_reason)

    def _drop_ignored(self, child: _Child) -> None:
        if child.process is None and child.spec.restart == "temporary":
            self._children.pop(child.spec.id, None)

    async def _stop(self, child: _Child) -> None:
        process = child.process
        if process is not None:
            self._up.pop(process, None)  # its end is expected
            await process.stop(SHUTDOWN, "kill" if self._in_a_hurry else child.spec.shutdown)
            if process.exit_reason is not None:
                self._tell_end(child.spec, process.exit_reason)
            child.process = None

    def _processes(self) -> Iterable[Process]:
        return [child.process for child in self._children.values() if child.process is not None]

    async def _stop_children(self) -> None:
        for child in reversed(list(self._children.values())):
            await self._stop(child)

    # When one has ended.

    def _child_ended_(self, child: Process, reason: Reason) -> None:
        if child in self._up and not self._is_stopping:
            self.mailbox.add(_Ended(child, reason))

    async def _react(self, process: Process, reason: Reason) -> None:
        child = self._up.pop(process, None)
        if child is None:  # stopped meanwhile
            return
        child.process = None
        self._tell_end(child.spec, reason)
        if not self._is_over(child.spec, reason):
            await self._restart(child)
            return
        if child.spec.restart == "temporary":
            del self._children[child.spec.id]
        if child.spec.significant and self._ends_with(child):
            self.exit(SHUTDOWN)

    def _ends_with(self, child: _Child) -> bool:
        others = (other for other in self._children.values() if other is not child and other.spec.significant)
        return self._auto_shutdown == "any_significant" or not any(
            other.process is not None or other.is_restarting for other in others
        )

    async def _restart(self, child: _Child) -> None:
        child.is_restarting = False
        if not self._intensity.allows(self.clock.now()):
            self._gives_up(child.spec)
            return
        group = self._group(child)
        for other in reversed(group):
            await self._stop(other)
            if other is not child and other.spec.restart == "temporary":
                del self._children[other.spec.id]
        await self._start_again([other for other in group if other is child or other.spec.restart != "temporary"])

    def _group(self, child: _Child) -> list[_Child]:
        if self._strategy == "one_for_one":
            return [child]
        children = list(self._children.values())
        return children if self._strategy == "one_for_all" else children[children.index(child) :]

    async def _start_again(self, children: list[_Child]) -> None:
        for child in children:
            if self._requested_ is not None:  # asked to end meanwhile: who is not up yet need not be
                return
            child.restarts += 1
            try:
                await self._start(child)
            except Exception as error:
                logger.error("%s: its child %r did not start again: %s", self, child.spec.id, worded(error))
                child.is_restarting = True
                self.mailbox.add(_TryAgain(child))  # behind what waits: a stop of that child, for one
                return


class _Ended(Command):
    __slots__ = ("process", "reason")

    def __init__(self, process: Process, reason: Reason) -> None:
        self.process = process
        self.reason = reason

    async def run(self, process: Supervisor) -> None:
        await process._react(self.process, self.reason)


class _TryAgain(Command):
    __slots__ = ("child",)

    def __init__(self, child: _Child) -> None:
        self.child = child

    async def run(self, process: Supervisor) -> None:
        if self.child.is_restarting:
            await process._restart(self.child)
