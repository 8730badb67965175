"""Where the values live that an app's pages share: one of each in a worker, each loaded by one task at a time."""

from __future__ import annotations

import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable, Generator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from liveview.errors import StateError, worded
from liveview.runtime.cached_value import NOTHING, CachedValue
from liveview.runtime.clock import Handle
from liveview.runtime.exits import Shutdown
from liveview.runtime.linked import Down
from liveview.runtime.process import Process
from liveview.runtime.source import Source
from liveview.runtime.task_supervisor import TASKS, Task, TaskResult, TaskSupervisor
from liveview.runtime.threads import ThreadPool, check_wanted

T = TypeVar("T")

logger = logging.getLogger("liveview.runtime")

# Under which an app's are found.
CACHES = "liveview.caches"


@dataclass(frozen=True, slots=True, eq=False)
class _Load:
    """A value is to be loaded."""

    value: CachedValue


class Loading(Generic[T]):
    """A load that was asked for. It may be awaited, for its value, and need not be."""

    def __init__(self, value: CachedValue, number: int) -> None:
        self._value = value
        self._number = number

    def __await__(self) -> Generator[Any, None, T]:
        return self._value.newer(self._number).__await__()


class Caches(Process):
    """The shared values of one worker: `app.caches`.

    Args:
        threads: where plain functions run.
    """

    def __init__(self, threads: ThreadPool) -> None:
        super().__init__(name=CACHES)
        self._threads = threads
        self._values: dict[Source[Any], CachedValue] = {}
        self._running: dict[Task[Any], tuple[CachedValue, Handle]] = {}
        self._work: dict[Source[Any], _Work] = {}

    async def init(self) -> None:
        """Nothing is loaded before somebody asks."""
        enter(self)  # a load may ask for other values
        self.on_exit(lambda _: self._close())

    def _close(self) -> None:
        for _, timer in self._running.values():
            timer.cancel()
        for value in self._values.values():
            value.close()

    # For everybody.

    async def get(self, cached: Source[T]) -> T:
        """The value: at once where there is one, an old one too while a new one is loaded; else when it is loaded.

        Args:
            cached: which.

        Raises:
            NotLoadedError: the load has failed.
        """
        found: T = await self.value_of(cached).get()
        return found

    def refresh(self, cached: Source[T]) -> Awaitable[T]:
        """Has it loaded anew, from any thread: what it is made of has changed. Until then the old value is shown.

        Args:
            cached: which.

        Returns:
            Something that may be awaited on the event loop, for the new value, and need not be.
        """
        check_wanted()

        def begin() -> Loading[T]:
            value = self.value_of(cached)
            return Loading(value, value.refresh())

        return self._at_home_(begin)

    def invalidate(self, cached: Source[Any]) -> None:
        """Says that the value does not hold any more, from any thread.

        Pages that show it get a new one when that is loaded, and whoever begins from now on waits for it. Where nobody
        shows it, it is forgotten.

        Args:
            cached: which.
        """
        check_wanted()

        def forget() -> None:
            if cached in self._values:
                self._values[cached].invalidate()

        self._at_home_(forget)

    async def loaded(self) -> None:
        """Wait until nothing is being loaded. For tests."""
        while loading := [value for value in self._values.values() if value.is_loading]:
            await loading[0].ended()

    # For those who show them.

    def value_of(self, cached: Source[Any]) -> CachedValue:
        """The value of a source in this worker.

        Args:
            cached: the source.
        """
        found = self._values.get(cached)
        if found is None:
            found = self._values[cached] = CachedValue(cached, self.clock, self._start, self._forget)
        return found

    def values(self) -> list[object]:
        """All that are there now."""
        return [each.value for each in self._values.values() if each.value is not NOTHING]

    def _forget(self, value: CachedValue) -> None:
        if self._values.get(value.source) is value:
            del self._values[value.source]

    # Loads begin in this process's own task: what whoever asked first had around them is not theirs to have.

    def _start(self, value: CachedValue) -> None:
        self.mailbox.add(_Load(value))  # there is one for each value

    async def info(self, message: Any) -> None:
        """Begins and ends loads."""
        match message:
            case _Load(value=value):
                self._load(value)
            case TaskResult(task=task, value=outcome) if task in self._running:
                self._over(self._taken(task), outcome)
            case Down(process=task, reason=reason) if task in self._running:
                error = reason if isinstance(reason, BaseException) else RuntimeError(f"the load was ended: {reason}")
                self._over(self._taken(task), _Failure(error))

    def _load(self, value: CachedValue) -> None:
        source = value.source
        before = self._work.get(source)
        if before is not None and before.is_running:
            hangs = TimeoutError(f"a load that took more than {source.timeout:g} s still hangs, and no other is begun")
            self._over(value, _Failure(hangs))
            return
        work = self._work[source] = _Work(source, self._threads)

        async def load() -> _Loaded | _Failure:
            return await work.run()

        load.__name__ = source.name  # what reports call it
        task = self.whereis(TASKS, TaskSupervisor).async_for(self, load)
        self._running[task] = value, self.clock.call_later(source.timeout, lambda: self._give_up(task))

    def _give_up(self, task: Task[Any]) -> None:
        value = self._taken(task)
        task.exit(Shutdown("it takes too long"))
        self._over(value, _Failure(TimeoutError(f"it took more than {value.source.timeout:g} s")))

    def _taken(self, task: Task[Any]) -> CachedValue:
        value, timer = self._running.pop(task)
        timer.cancel()
        return value

    def _over(self, value: CachedValue, outcome: Any) -> None:
        work = self._work.get(value.source)
        if work is not None and not work.is_running:
            del self._work[value.source]
        if isinstance(outcome, _Failure):
            self._failed(value, outcome.error)
        else:
            if value.failures:
                logger.info("%s is loaded again, after %d attempts", value.source.name, value.failures)
            value.loaded(outcome.value, outcome.prepared)

    def _failed(self, value: CachedValue, error: BaseException) -> None:
        if not value.failures:  # once, until it is loaded again
            now = "nobody has it" if value.value is NOTHING else "the value of before is shown"
            logger.error(
                "%s cannot be loaded, and %s until it can: %s", value.source.name, now, worded(error), exc_info=error
            )
        traceback.clear_frames(error.__traceback__)  # what was half loaded is not kept until the next time
        value.failed(error)


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """What a load has ended with."""

    value: Any
    prepared: object


@dataclass(frozen=True, slots=True)
class _Failure:
    """How a load has ended that has failed: told here, once, and not as the crash of a task each time."""

    error: BaseException


class _Work:
    """A call of a load: nothing can stop it in its thread, and there is one of it at a time."""

    def __init__(self, source: Source[Any], threads: ThreadPool) -> None:
        self.is_running = False
        self._source = source
        self._load: Callable[[], Any] = source.load
        self._threads = threads

    async def run(self) -> _Loaded | _Failure:
        """Loads, and gives what it has ended with."""
        try:
            is_async = inspect.iscoroutinefunction(self._load)
            result = await (self._on_loop(self._load) if is_async else self._threads.run(self._in_thread))
            if inspect.isawaitable(result):  # of a plain function around an `async def`: a decorator's
                found: Any = result
                result = await self._on_loop(lambda: found)
            return _Loaded(result, await self._threads.run(partial(self._source.prepare, result)))
        except Exception as error:
            return _Failure(error)

    async def _on_loop(self, call: Callable[[], Awaitable[Any]]) -> Any:
        self.is_running = True
        try:
            return await call()
        finally:
            self.is_running = False

    def _in_thread(self) -> Any:
        self.is_running = True
        try:
            return self._load()
        finally:
            self.is_running = False


# The caches of the app whose code runs, in threads too: what a process starts has its context.
_current: ContextVar[Caches | None] = ContextVar("liveview_caches", default=None)


def enter(caches: Caches) -> None:
    """What runs in this task, and what that starts, belongs to an app.

    Args:
        caches: the app's.
    """
    _current.set(caches)


def current() -> Caches:
    """The caches of the app that this code runs for.

    Raises:
        StateError: it runs for none.
        NoProcessError: the app has none: it is no `LiveApp`.
    """
    process = Process.current()
    if process is not None:
        return process.whereis(CACHES, Caches)
    found = _current.get()
    if found is None or found.exit_reason is not None:
        raise StateError(
            "which app's? In its views, components and processes a Cached is found by itself; elsewhere, as in a "
            "route, ask the app: `await app.caches.get(…)`, `app.caches.refresh(…)`."
        )
    return found
