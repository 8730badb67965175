"""`Async`: a state field that is the result of work in the background, and how far it is."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, Generic, Literal, Protocol, TypeVar

from liveview.errors import StateError
from liveview.runtime.threads import check_wanted

T = TypeVar("T")

# Where a plain function runs. None is a thread.
Executor = Literal["thread", "process"] | None


class Progress(Enum):
    """How far some work is."""

    IDLE = "idle"
    LOADING = "loading"
    OK = "ok"
    FAILED = "failed"


class Runner(Protocol):
    """Runs work for one field, from any thread."""

    def run(self, field: Async[Any], work: partial[Any], executor: Executor, timeout: float | None) -> None:
        """Start some work; what the field had running before is given up."""

    def cancel(self, field: Async[Any]) -> None:
        """Give up what runs."""


class Async(Generic[T]):
    """A state field whose value is worked out in the background: `report: Async[Report] = Async()`.

    The template shows what it is: `idle`, `loading`, `ok` or `failed`, one of them at a time. While it is loading
    again, `value` is still that of before.

    Attributes:
        value: what the last run that succeeded has returned; None before.
        error: why the last run failed, or None: an exception.
    """

    def __init__(self) -> None:
        self.value: T | None = None
        self.error: BaseException | None = None
        self._progress = self._before = Progress.IDLE
        self._runner: Runner | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing was run yet, or what ran first was given up."""
        return self._progress is Progress.IDLE

    @property
    def loading(self) -> bool:
        """Whether something runs."""
        return self._progress is Progress.LOADING

    @property
    def ok(self) -> bool:
        """Whether `value` is what the newest run has returned."""
        return self._progress is Progress.OK

    @property
    def failed(self) -> bool:
        """Whether the newest run raised something: `error`."""
        return self._progress is Progress.FAILED

    def run(
        self,
        function: Callable[..., Any],
        /,
        *args: Any,
        executor: Executor = None,
        timeout: float | None = None,
        **kwargs: Any,
    ) -> None:
        """Starts a function in the background; a run before it is given up. From any thread.

        Args:
            function: an `async def`, which runs beside the view, or a `def`, which runs in a worker thread. A thread
                cannot be stopped: what a run that was given up still does there is lost. It gets no part of the view:
                give it what it needs, and let it return what it found. A run begins once the thread of the one before
                it has ended.
            args: its arguments.
            executor: where a `def` runs. `"process"` is for what computes, which in a thread would slow everybody
                down: a process of the operating system, of which there are as many as processors. One that is given up
                is killed. The function is found there by its name, in a module that can be imported; arguments and
                result go there and back by `pickle`.
            timeout: seconds that it may take, with the wait for a thread; None for as long as it takes.
            kwargs: its named arguments.

        Raises:
            StateError: the field is no field of a page: in a test, or after another `Async` was assigned to it. Or the
                function cannot run where it should.
        """
        work = partial(function, *args, **kwargs)
        if executor is not None and inspect.iscoroutinefunction(work):
            raise StateError(
                f"{function!r} is an `async def`, which runs on the event loop: it takes no executor={executor!r}."
            )
        self._connected().run(self, _packed(work) if executor == "process" else work, executor, timeout)

    def cancel(self) -> None:
        """Gives up what runs; the field is then as before it. Harmless where nothing runs."""
        if self.loading:
            self._connected().cancel(self)

    def _connected(self) -> Runner:
        check_wanted()
        if self._runner is None:
            raise StateError(
                "this Async has no page around it. Declare it as a field, `result: Async[int] = Async()`, and do not "
                "assign another one to that."
            )
        return self._runner

    # For who runs it, in the view's own task.

    def connect(self, runner: Runner) -> None:
        """There is a page.

        Args:
            runner: runs the work.
        """
        self._runner = runner

    def begin(self) -> None:
        """Something runs now."""
        if self._progress is not Progress.LOADING:
            self._before = self._progress
        self._progress = Progress.LOADING

    def succeed(self, value: T) -> None:
        """It has returned."""
        self._progress, self.value, self.error = Progress.OK, value, None

    def fail(self, error: BaseException) -> None:
        """It has raised."""
        self._progress, self.error = Progress.FAILED, error

    def give_up(self) -> None:
        """It was cancelled."""
        self._progress = self._before


def name_of(work: partial[Any]) -> str:
    """What some work is called in reports: the name of its function.

    Args:
        work: what was given to a `Runner`.
    """
    if work.func is _unpack:
        return str(work.args[0])
    return str(getattr(work.func, "__name__", "work"))


def _packed(work: partial[Any]) -> partial[Any]:
    """The same for another process, as of now: what is changed later is changed here only."""
    try:
        packed = pickle.dumps(work, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        raise StateError(
            f"{work.func!r} cannot go to another process: {error}. Write it as a `def` at the top of a module, and "
            "give it plain values."
        ) from error
    return partial(_unpack, name_of(work), packed)


def _unpack(_name: str, packed: bytes) -> Any:
    return pickle.loads(packed)()  # noqa: S301 (what this very program has packed)
