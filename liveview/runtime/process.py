"""A process: what users subclass. Messages, timers and options around a life that others can link to."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar, Self, TypeVar, Unpack

from liveview.errors import DefinitionError, MailboxFullError, StartError
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.clock import Clock, LoopClock
from liveview.runtime.commands import HIBERNATE, Command, Continue, Tick
from liveview.runtime.exits import Reason
from liveview.runtime.life import KILL_SECONDS, Life, Ready, logger
from liveview.runtime.linked import Down, Exit, Linked, Name
from liveview.runtime.napping import Napping
from liveview.runtime.options import Declared, Options, ShutdownTime, check_options
from liveview.runtime.publishing import Publishing
from liveview.runtime.reports import crash_report, shape, shapes
from liveview.runtime.subscription import Gap, Subscription
from liveview.runtime.threads import call_on_loop
from liveview.runtime.timers import Timers

P = TypeVar("P", bound="Process")
T = TypeVar("T")


class Process(Publishing):
    """A task with a mailbox, and a reason when it ends. Subclass it.

    Methods under `@call` and `@cast` are what others may ask for, those under `@on` are called for what is published;
    everything else that is sent lands in `info`. One message at a time, so no locks. A method that raises
    ends the process; its supervisor starts another one, made with the same arguments and nothing else.

    The class statement takes what holds for all processes of the class, as in `class Job(Process, restart="transient",
    shutdown=10)`: `restart` and `shutdown` as a supervisor's child; `limit` of the mailbox, and `when_full`, what
    becomes of a message beyond it; `hibernate_after`, seconds without mail after which `hibernate` is called.

    Args:
        limit: how many messages may wait; by default the class's.
        name: under which others of the same tree find it, or what `Registry.via` returned.

    Attributes:
        trap_exit: whether the end of a linked process comes as an `Exit` message instead of ending this one.
        caller: who called, while a `@call` handler runs.
    """

    __slots__ = (
        "_child_id_",
        "_is_flooded_",
        "_made_with_",
        "_restarts_",
        "_timers_",
        "caller",
    )

    _options_: ClassVar[Options] = Options()

    caller: Any
    _made_with_: tuple[tuple[Any, ...], dict[str, Any]] | None
    _child_id_: object  # what its supervisor calls it
    _restarts_: int
    _timers_: Timers | None
    _is_flooded_: bool

    def __init_subclass__(cls, **options: Unpack[Declared]) -> None:
        super().__init_subclass__()
        check_options(f"class {cls.__name__}", options)
        cls._options_ = replace(cls._options_, **options)
        cls._naps_ = cls._options_.hibernate_after is not None
        if not cls.__module__.startswith("liveview."):
            _check_names(cls)

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Set up here, so that a class of yours need not call `super().__init__()`."""
        process = super().__new__(cls)
        process._conceive_(cls._options_.limit)
        process._made_with_ = (args, kwargs) if args or kwargs else None
        process._links_ = process._monitors_ = process._timers_ = process._name_ = process._parent_ = None
        process._child_id_ = process.caller = None
        process._names_ = _NOBODY
        process._restarts_ = 0
        process.trap_exit = process._is_flooded_ = False
        return process

    def __init__(self, limit: int | None = None, *, name: str | Name | None = None) -> None:
        if limit is not None:
            self.mailbox = type(self.mailbox)(limit)
        self._name_ = name

    async def info(self, message: Any) -> None:
        """Called for each message that is no call and no cast. What it raises ends the process.

        Args:
            message: what was sent, or an `Exit` or `Down`.
        """
        # Whoever keeps nothing of what it hears has nothing to ask for anew.
        level = logging.DEBUG if isinstance(message, Gap) else logging.WARNING
        logger.log(level, "%s has no `info`, and got %s", self, shape(message))

    def report_state(self) -> object:
        """What of the state a crash report may show. By default the names and kinds of attributes, no values."""
        return shapes(vars(self))

    def which_children(self) -> list[ChildInfo]:
        """Those whom it starts again when they fail: a supervisor's children, the isolated components of a page."""
        return []

    # For its owner.

    async def start(self: P, clock: Clock | None = None, *, timeout: float | None = None) -> P:
        """Start, and wait until `init` is done. Where the caller is cancelled meanwhile, the process ends.

        Args:
            clock: for whatever the process times; by default the caller's, where that is a process, or the loop's.
            timeout: seconds that `init` may take; None for as long as it takes.

        Returns:
            The process itself.

        Raises:
            Exception: what `init` raised.
            Ignore: where it says that the process is not needed.
            NameTakenError: another process has its name.
            StartError: where `init` took too long, was cancelled, or raised what would end the caller as well.
        """
        return await self._started_(Process.current(), clock, timeout)

    async def start_link(self, child: P, *, timeout: float | None = None) -> P:
        """Start a process that is linked to this one from the end of its `init` on, with its clock and its names.

        Args:
            child: the process.
            timeout: seconds that its `init` may take.

        Returns:
            The child.

        Raises:
            Exception: as for `start`; there is no link then.
        """
        return await child._started_(self, None, timeout, link=True)

    async def _started_(
        self: P, parent: Process | None, clock: Clock | None, timeout: float | None, *, link: bool = False
    ) -> P:
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def tell(error: Exception | None) -> None:
            if ready.done():
                return
            if error is not None:
                ready.set_exception(error)
                return
            if link and parent is not None:
                parent.link(self)
            ready.set_result(None)

        self._begin_under_(parent, clock, tell, timeout)
        try:
            await ready
        except asyncio.CancelledError:
            self._interrupt_("nobody waits for it")
            raise
        return self

    def _begin_under_(self, parent: Process | None, clock: Clock | None, ready: Ready, timeout: float | None) -> None:
        if type(self).__hash__ is not object.__hash__:
            raise DefinitionError(
                f"{type(self).__name__} is compared by value, and no two processes are the same: "
                f"write @dataclass(eq=False)"
            )
        self._check_unborn_()
        self._parent_ = parent
        self._names_ = parent._names_ if parent is not None else {}
        self.clock = clock or (parent.clock if parent is not None else LoopClock())
        listening = self._listening_()  # before anything is done that would have to be undone
        self._register_()
        for listen in listening:
            listen()
        self._begin_(ready)
        if timeout is not None:
            # Most are ready after their first step, and need no timer.
            asyncio.get_running_loop().call_soon(self._time_init_, timeout)

    def _time_init_(self, seconds: float) -> None:
        if self._on_ready_ is not None:
            timer = self.clock.call_later(seconds, lambda: self._init_is_late_(seconds))
            ready = self._on_ready_

            def tell(error: Exception | None) -> None:
                timer.cancel()
                ready(error)

            self._on_ready_ = tell

    def _init_is_late_(self, seconds: float) -> None:
        self._tell_ready_(StartError(f"{self}: init did not end within {seconds:g} s"))
        self.kill()
        self.clock.call_later(KILL_SECONDS, self._leave_behind_)

    @staticmethod
    def current() -> Process | None:
        """The process whose handler is running, if it is one's."""
        try:
            task = asyncio.current_task()
        except RuntimeError:
            return None
        found = Life._running_.get(task) if task is not None else None
        return found if isinstance(found, Process) else None

    async def __aenter__(self: P) -> P:
        return await self.start()

    async def __aexit__(self, *raised: object) -> None:
        await self.stop()

    # For everybody who has something for it.

    def send(self, message: object) -> bool:
        """Add a message for `info`.

        Returns:
            False where it was not taken: the process has ended, or its mailbox is full. The process of a class
            with `when_full="drop_oldest"` takes it then, and loses its oldest mail.
        """
        return self.exit_reason is None and (self.mailbox.put(message) or self._overflow_(message))

    def _overflow_(self, message: object) -> bool:
        if not self._is_flooded_:  # once, until it has room again
            self._is_flooded_ = True
            logger.warning("the mailbox of %s is full: %d messages wait", self, self.mailbox.limit)
        if self._options_.when_full == "refuse":
            return False
        for lost in self.mailbox.discard(lambda waiting: not isinstance(waiting, Exit | Down | Subscription), 1):
            if isinstance(lost, Command):
                lost.dropped(MailboxFullError(self, self.mailbox.limit))
        return self.mailbox.put(message)

    def send_threadsafe(self, message: object) -> None:
        """Add a message from another thread; it is dropped where `send` would say False, and before `start`."""
        if self._home_ is not None:
            with suppress(RuntimeError):  # the loop is closed, and the process with it
                self._home_.call_soon_threadsafe(self.send, message)

    # For its own methods.

    def continue_with(self, method: Callable[..., Any], *args: object) -> None:
        """Call a method of this process next, before any mail: a slow `init` need not keep its supervisor waiting.

        Args:
            method: an `async def` of this process.
            args: what it gets.
        """
        self._next_ = self._next_ or deque()
        self._next_.append(Continue(method, args))

    def send_after(self, seconds: float, message: object) -> int:
        """Send this process a message later. Returns a number for `cancel_timer`."""
        return self._own_timers_().send_after(seconds, message)

    def send_every(self, seconds: float, message: object) -> int:
        """Send this process a message every so many seconds. One that still waits is not sent again.

        Args:
            seconds: the time between two.
            message: what is sent.

        Returns:
            A number for `cancel_timer`.

        Raises:
            ValueError: for an interval that is none, or has no end.
        """
        return self._own_timers_().send_every(seconds, Tick(message))

    def cancel_timer(self, ref: int) -> None:
        """Stop a timer. Harmless for one that is over."""
        if self._timers_ is not None:
            self._timers_.cancel(ref)

    def _own_timers_(self) -> Timers:
        if self._timers_ is None:
            self._timers_ = Timers(self.clock, self._fire_)
        return self._timers_

    def _fire_(self, message: object) -> bool:
        if not isinstance(message, Tick):
            return self.send(message)
        if not message.waits:
            message.waits = self.send(message)
        return message.waits

    def _at_home_(self, function: Callable[[], T]) -> T:
        """Call a function on this process's event loop: at once there, and from a thread by waiting for it."""
        return call_on_loop(self._loop_(), function)

    # Its task.

    def _handle_(self, message: Any) -> Coroutine[Any, Any, object]:
        if self._is_flooded_ and not self.mailbox.is_full:
            self._is_flooded_ = False
        if self._is_asleep_ and message is not HIBERNATE:
            self._stays_up_()
        return message.run(self) if isinstance(message, Command) else self.info(message)

    def _rest_seconds_(self) -> float | None:
        """How long it rests before it hibernates; None for ever."""
        return self._options_.hibernate_after

    def _shutdown_time_(self) -> ShutdownTime:
        return self._options_.shutdown

    def _report_(self, error: BaseException) -> None:
        if not logger.isEnabledFor(logging.ERROR):
            return
        report = crash_report(self, error, self._message_, self.report_state)
        logger.error("%s", report, exc_info=error, extra={"report": report})

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        if self._timers_ is not None:
            self._timers_.cancel_all()
        super()._end_(reason)
        if isinstance(self._parent_, Process):
            self._parent_._child_ended_(self, reason)  # last: who starts it again finds its names free

    def _child_ended_(self, child: Process, reason: Reason) -> None:
        """A child of this process has ended. For supervisors."""

    def __repr__(self) -> str:
        name = f" {self._name_!r}" if self._name_ is not None else ""
        return f"<{type(self).__name__}{name} at {id(self):#x}>"


_NOBODY: dict[str, Linked] = {}
_FREE = {"init", "info", "hibernate", "terminate", "report_state", "_options_", "_naps_", "_listeners_"}
_BASES = (Process, Publishing, Linked, Napping, Life)
_OWN = {name for kind in _BASES for name in vars(kind) if not name.startswith("__")} - _FREE


def _check_names(cls: type[Process]) -> None:
    """A method that overrides one of ours by accident would break a process in ways that nobody understands."""
    for name in vars(cls):
        if name in _OWN:
            raise DefinitionError(
                f"{cls.__name__}.{name}: the name `{name}` is every process's own; give yours another one"
            )
