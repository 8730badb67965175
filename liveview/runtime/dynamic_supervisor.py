"""A supervisor of children that come and go, many of them (Elixir: DynamicSupervisor).

Whatever it does about one child costs the same with ten thousand others, and keeps none of them waiting: children
start side by side, a failed one is started again right where its end is told, and all of them stop together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar, overload

from liveview.errors import ChildError, ConfigurationError, NoProcessError
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.children import Child, ChildSpec, child_spec
from liveview.runtime.commands import Command
from liveview.runtime.exits import NORMAL, SHUTDOWN, Ignore, Reason, word_of
from liveview.runtime.intensity import Intensity
from liveview.runtime.life import logger
from liveview.runtime.linked import Name
from liveview.runtime.options import ShutdownTime, is_count
from liveview.runtime.process import Process
from liveview.runtime.stopping import stop_each
from liveview.runtime.supervising import Supervising

P = TypeVar("P", bound=Process)


@dataclass(slots=True, eq=False)
class _Entry:
    spec: ChildSpec
    process: Process  # the last that ran
    is_up: bool = False
    is_leaving: bool = False  # its end is asked for
    restarts: int = 0
    next: Process | None = None  # the one that is being started in its place


class DynamicSupervisor(Supervising):
    """Starts children on demand, starts those again that fail, one for one, and stops them all together.

    Args:
        max_children: how many there may be, those included that are being started again; None for any number.
        max_restarts: how many restarts may happen within `max_seconds`, of all children together. At one more the
            supervisor stops its children and ends itself.
        max_seconds: see there.
        name: under which others of the tree find it.

    Raises:
        ConfigurationError: an option that cannot be meant.
    """

    def __init__(
        self,
        *,
        max_children: int | None = None,
        max_restarts: int = 3,
        max_seconds: float = 5.0,
        name: str | Name | None = None,
    ) -> None:
        if max_children is not None and not is_count(max_children):
            raise ConfigurationError(f"max_children={max_children!r}: it is a number of children, or None")
        self._set_up(Intensity(max_restarts, max_seconds), name)
        self._max_children = max_children
        self._children: dict[Process, _Entry] = {}  # by the last that ran
        self._coming: dict[Process, _Entry] = {}  # by the one that is being started again

    @overload
    async def start_child(self, child: P) -> P: ...
    @overload
    async def start_child(self, child: Child) -> Process: ...
    async def start_child(self, child: Child) -> Process:
        """Start a child.

        Args:
            child: as for `Supervisor`. Ids need not differ.

        Returns:
            The process.

        Raises:
            ChildError: there are `max_children` already.
            Ignore: its `init` says that it is not needed.
            NoProcessError: this supervisor does not run.
            StartError: it did not start.
        """
        spec = child_spec(child)
        self._check_room(spec)
        process = spec.make()
        entry = self._children[process] = _Entry(spec, process)
        try:
            await process._started_(self, None, spec.start_timeout)
        except Ignore:
            self._children.pop(process, None)
            raise
        except Exception as error:
            self._children.pop(process, None)
            raise self._did_not_start(spec, error) from error
        self._is_up(entry)
        return process

    def _check_room(self, spec: ChildSpec) -> None:
        if self._home_ is None or self.exit_reason is not None or self._requested_ is not None:
            raise NoProcessError(f"{self} does not run and can start no children", target=self, reason=self.exit_reason)
        if spec.significant:
            raise ConfigurationError(f"child {spec.id!r} is significant, and here children come and go")
        if self._max_children is not None and len(self._children) >= self._max_children:
            raise ChildError(
                f"{self} has {len(self._children)} children, as many as it may (max_children)",
                child=spec.id,
                problem="max_children",
            )

    def _is_up(self, entry: _Entry) -> None:
        entry.is_up = True
        if entry.process.exit_reason is not None:  # before anybody could see it
            self._child_ended_(entry.process, entry.process.exit_reason)

    async def terminate_child(self, child: Process) -> None:
        """Stop a child, and do not start it again.

        Args:
            child: the process. One that is being started again is known by the process that ended.

        Raises:
            ChildError: it is none of this supervisor's, or has ended.
        """
        entry = self._children.get(child)
        if entry is None:
            raise ChildError(f"{child} is no child of {self}", child=child, problem="not_found")
        entry.is_leaving = True
        running = self._alive(entry)
        await stop_each([(process, entry.spec.shutdown) for process in running])
        self._forget(entry)

    def _forget(self, entry: _Entry) -> None:
        self._children.pop(entry.process, None)
        if entry.next is not None:
            self._coming.pop(entry.next, None)

    @staticmethod
    def _alive(entry: _Entry) -> list[Process]:
        both = (entry.process, entry.next)
        return [process for process in both if process is not None and process.exit_reason is None]

    def which_children(self) -> list[ChildInfo]:
        """The children as they stand, in the order in which they were started."""
        return [
            ChildInfo(
                entry.spec.id, entry.process if entry.is_up else None, not entry.is_up, entry.restarts, entry.spec
            )
            for entry in self._children.values()
        ]

    def _processes(self) -> Iterable[Process]:
        return [process for entry in self._children.values() for process in self._alive(entry)]

    async def _stop_children(self) -> None:
        entries = list(self._children.values())
        await stop_each([(process, self._time(entry)) for entry in entries for process in self._alive(entry)], SHUTDOWN)
        for entry in entries:
            if entry.process.exit_reason is not None and not entry.is_leaving:
                self._tell_end(entry.spec, entry.process.exit_reason)
        self._children.clear()
        self._coming.clear()

    def _time(self, entry: _Entry) -> ShutdownTime:
        return "kill" if self._in_a_hurry else entry.spec.shutdown

    # When one has ended.

    def _child_ended_(self, child: Process, reason: Reason) -> None:
        entry = self._children.get(child) or self._coming.get(child)
        if entry is None or self._is_stopping:
            return
        if entry.is_leaving or (child is entry.process and not entry.is_up):  # `start_child` tells of the latter
            self._forget(entry)
        elif child is entry.process:
            self._ended(entry, reason)
        else:
            self._failed_again(entry, reason)

    def _ended(self, entry: _Entry, reason: Reason) -> None:
        self._tell_end(entry.spec, reason)
        entry.is_up = False
        if self._is_over(entry.spec, reason) or self._requested_ is not None:
            self._forget(entry)
        else:
            self._restart(entry)

    def _failed_again(self, entry: _Entry, reason: Reason) -> None:
        self._coming.pop(entry.next, None)  # type: ignore[arg-type]
        entry.next = None
        if reason == NORMAL:  # its `init` raised `Ignore`
            self._forget(entry)
        else:
            self._try_again(entry, reason)

    def _try_again(self, entry: _Entry, reason: Reason) -> None:
        logger.error("%s: its child %r did not start again: %s", self, entry.spec.id, word_of(reason))
        self.mailbox.add(_TryAgain(entry))  # not at once: everybody has a turn before

    def _restart(self, entry: _Entry) -> None:
        if not self._intensity.allows(self.clock.now()):
            self._gives_up(entry.spec)
            return
        entry.restarts += 1
        try:
            process = entry.spec.make()
            process._restarts_ = entry.restarts
            self._coming[process] = entry
            entry.next = process
            process._begin_under_(self, None, lambda error: self._ready(entry, error), entry.spec.start_timeout)
        except Exception as error:
            if entry.next is not None:
                self._coming.pop(entry.next, None)
            entry.next = None
            self._try_again(entry, error)

    def _ready(self, entry: _Entry, error: Exception | None) -> None:
        process = entry.next
        if error is not None or process is None:
            return
        del self._coming[process]
        if not entry.is_leaving:
            self._children.pop(entry.process, None)
            self._children[process] = entry
            entry.process, entry.next = process, None
            self._is_up(entry)


class _TryAgain(Command):
    __slots__ = ("entry",)

    def __init__(self, entry: _Entry) -> None:
        self.entry = entry

    async def run(self, process: DynamicSupervisor) -> None:
        if process._children.get(self.entry.process) is self.entry and not self.entry.is_leaving:
            process._restart(self.entry)
