"""What a supervisor knows of a child before it runs: how it is made, started again, and stopped."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, TypeAlias

from liveview.errors import ConfigurationError
from liveview.runtime.linked import Name
from liveview.runtime.options import Options, Restart, ShutdownTime, check_options, is_seconds
from liveview.runtime.process import Process

# Long enough for a connection to be made; who needs longer continues after `init`.
START_SECONDS = 5.0


class Recipe:
    """How to make a process that was given as one: that very process first, and others like it later.

    Args:
        process: one that was not started.
    """

    __slots__ = ("_first", "_made_with", "_name", "kind")

    def __init__(self, process: Process) -> None:
        self.kind = type(process)
        self._first: Process | None = process
        self._made_with = process._made_with_ or ((), {})
        self._name = process._name_

    def __call__(self) -> Process:
        process, self._first = self._first, None  # an ended one is not kept, nor is its state
        if process is None or process._home_ is not None or process.exit_reason is not None:
            args, kwargs = self._made_with
            process = self.kind(*args, **kwargs)
            process._name_ = self._name
        return process

    def __repr__(self) -> str:
        return self.kind.__name__


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A child of a supervisor. `child` makes it.

    Attributes:
        made_by: makes the process.
        id: what its supervisor calls it.
        restart: `"permanent"`, always started again; `"transient"`, unless it ended as planned; `"temporary"`, never.
        shutdown: seconds that it may take to stop; None for as long as it takes, `"kill"` for none at all.
        significant: whether its end may end the supervisor (`auto_shutdown`).
        start_timeout: seconds that its `init` may take; None for as long as it takes.
        name: under which it is found, if not its own.
    """

    made_by: Callable[[], Process]
    id: Hashable
    restart: Restart
    shutdown: ShutdownTime
    significant: bool
    start_timeout: float | None
    name: str | Name | None

    @property
    def is_supervisor(self) -> bool:
        """Whether it supervises others; of a function that makes it nobody knows."""
        kind = self.made_by.kind if isinstance(self.made_by, Recipe) else self.made_by
        return getattr(kind, "supervises", False)

    def make(self) -> Process:
        """The process for the next start."""
        process = self.made_by()
        if not isinstance(process, Process):
            raise ConfigurationError(f"the child {self.id!r} is made by {self.made_by}, which returned {process!r}")
        if self.name is not None:
            process._name_ = self.name
        if self.restart == "temporary":
            process._made_with_ = None  # what it was given may be large, and nobody makes another one
        process._child_id_ = self.id
        return process


Child: TypeAlias = Process | type[Process] | ChildSpec | Callable[[], Process]


def child(
    made_by: Process | type[Process] | Callable[[], Process],
    *,
    id: Hashable = None,
    restart: Restart | None = None,
    shutdown: ShutdownTime | EllipsisType = ...,
    significant: bool = False,
    start_timeout: float | None = START_SECONDS,
    name: str | Name | None = None,
) -> ChildSpec:
    """Say how a supervisor runs a process, where that is not as its class says.

    Args:
        made_by: a process that was not started, a class, or a function that makes one. A process is the child itself
            until it ends; those after it are made with the same arguments.
        id: what its supervisor calls it; by default its name, or its class's.
        restart: `"permanent"`, `"transient"` or `"temporary"`; by default its class's.
        shutdown: seconds that it may take to stop, None for as long as it takes, or `"kill"`; by default its class's.
        significant: whether its planned end may end its supervisor, which must have an `auto_shutdown`.
        start_timeout: seconds that its `init` may take; None for as long as it takes.
        name: under which it is found by `whereis`.

    Returns:
        What `Supervisor` and `start_child` take.

    Raises:
        ConfigurationError: for what cannot be a child, or an option that cannot be meant.
    """
    kind = made_by if isinstance(made_by, type) else type(made_by)
    if not issubclass(kind, Process) and not (callable(made_by) and not isinstance(made_by, type)):
        raise ConfigurationError(f"{made_by!r} is no child: that is a process, a class, or a function that makes one")
    options = kind._options_ if issubclass(kind, Process) else Options()
    if name is None and isinstance(made_by, Process):
        name = made_by.registered_name
    called = str(getattr(made_by, "__name__", kind.__name__))
    spec = ChildSpec(
        Recipe(made_by) if isinstance(made_by, Process) else made_by,
        id if id is not None else name if isinstance(name, str) else called,
        restart or options.restart,
        options.shutdown if shutdown is ... else shutdown,
        significant,
        start_timeout,
        name,
    )
    if restart is not None or shutdown is not ...:
        check_options(f"child {spec.id!r}", {"restart": spec.restart, "shutdown": spec.shutdown}, ConfigurationError)
    if start_timeout is not None and not is_seconds(start_timeout):
        raise ConfigurationError(
            f"child {spec.id!r}: start_timeout={start_timeout!r}: it is a number of seconds, or None"
        )
    if significant and spec.restart == "permanent":
        raise ConfigurationError(f"child {spec.id!r} is permanent and never ends for good: it cannot be significant")
    return spec


def child_spec(of: Any) -> ChildSpec:
    """The specification of a child that may be one already."""
    return of if isinstance(of, ChildSpec) else child(of)
