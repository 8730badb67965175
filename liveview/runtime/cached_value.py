"""One value that many share: loaded by one function, served while it is loaded again, and freed when nobody asks.

All of it happens on the event loop, but for reading `value` and `error`, which any thread may. A load has a number: who
asks for a value that is newer than some event waits for the end of a load that began after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Any, Final

from liveview.errors import NotLoadedError
from liveview.runtime.clock import Clock, Handle
from liveview.runtime.source import Source

# Seconds between a load that has failed and the next one, doubled each time up to the last: what is away for a moment
# is asked soon, and what is away for an hour is not asked by each worker each second.
FIRST_RETRY = 1.0
LAST_RETRY = 60.0


class Nothing(Enum):
    """The type of NOTHING, so that checkers can tell it from a value."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING


class CachedValue:
    """The value of one source in one worker.

    Args:
        source: what it comes from.
        clock: where time comes from.
        start: has a load begin, which ends with `loaded` or `failed`.
        free: forgets this value: nobody has used it for long enough.

    Attributes:
        value: the newest that was loaded, or NOTHING.
        error: why the newest load has failed; None where it has not.
        is_loading: whether one is under way.
        failures: loads that have failed since the last good one.
    """

    def __init__(
        self,
        source: Source[Any],
        clock: Clock,
        start: Callable[[CachedValue], object],
        free: Callable[[CachedValue], object],
    ) -> None:
        self.value: Any = NOTHING
        self.error: BaseException | None = None
        self.is_loading = False
        self.failures = 0
        self.source = source
        self._clock = clock
        self._start = start
        self._free = free
        self._shown: dict[Hashable, Callable[[], object]] = {}
        self._waiting: dict[asyncio.Future[None], int] = {}
        self._begun = 0  # the number of the newest load
        self._loaded = 0  # of the one that the value is of
        self._needed = 0  # of the first whose value holds
        self._due = 0  # of the newest that was asked for
        self._ended_at = self._used_at = clock.now()
        self._timer: Handle | None = None
        self._prepared: object = None
        self._is_closed = False

    # For those who show it.

    def show(self, by: Hashable, on_change: Callable[[], object]) -> None:
        """Somebody shows it from now on: it is kept up to date.

        Args:
            by: who.
            on_change: called after each load.
        """
        was_shown = bool(self._shown)
        self._shown[by] = on_change
        if not self._use() and not was_shown:
            self._plan()

    def hide(self, by: Hashable) -> None:
        """Somebody shows it no more. Harmless for who does not."""
        if self._shown.pop(by, None) is not None and not self._shown:
            self._used_at = self._clock.now()
            self._plan()

    def read(self) -> Any:
        """The value as it is shown, from any thread.

        Raises:
            NotLoadedError: there is none.
        """
        value = self.value
        if value is NOTHING:
            raise self._missing("is not loaded yet: in a view or component it is from `mount` on")
        return value

    async def get(self, within: float | None = None) -> Any:
        """The value; waits for it where there is none that holds.

        Args:
            within: seconds to wait; None for as long as the load takes.

        Raises:
            NotLoadedError: the load has failed, or takes longer.
        """
        self._use()
        if self._holds:
            return self.value
        if not self.is_loading:
            raise self._missing("could not be loaded")
        return await self.newer(max(self._needed, self._begun), within)

    async def newer(self, number: int, within: float | None = None) -> Any:
        """The value of a load of this number or a later one.

        Args:
            number: what `refresh` gave.
            within: seconds to wait.

        Raises:
            NotLoadedError: the load has failed, or takes longer.
        """
        if self._begun - self.is_loading < number and not self._is_closed:
            await self._wait(number, within)
        if self.error is not None or self.value is NOTHING:
            raise self._missing("could not be loaded")
        return self.value

    async def ended(self) -> None:
        """Wait until the load that is under way is over, well or not."""
        if self.is_loading:
            await self._wait(self._begun, None)

    async def _wait(self, number: int, within: float | None) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = number
        timer = None if within is None else self._clock.call_later(within, lambda: self._tell(future))
        try:
            await future
        finally:
            self._waiting.pop(future, None)
            if timer is not None:
                timer.cancel()
        if self._begun - self.is_loading < number and not self._is_closed:
            raise self._missing(f"is still being loaded after {within:g} s")

    def _tell(self, future: asyncio.Future[None]) -> None:
        if not future.done():
            future.set_result(None)

    def _missing(self, what: str) -> NotLoadedError:
        error = NotLoadedError(self.source.name, what, self.error)
        error.__cause__ = self.error
        return error

    # For those who know better than the clock.

    def refresh(self) -> int:
        """Have it loaded anew, by a load that begins after this call; until then it is what it was.

        Returns:
            The load's number, for `newer`.
        """
        self._used_at = self._clock.now()
        self._due = self._begun + 1
        if not self.is_loading:
            self._begin()
        return self._due

    def invalidate(self) -> None:
        """It does not hold any more. Who begins from now on waits for a new one, and who shows it gets that."""
        self._needed = self._begun + 1
        if self._shown or self.is_loading:
            self.refresh()
        else:
            self._forget()

    # For whoever runs the loads.

    def loaded(self, value: Any, prepared: object = None) -> None:
        """A load has ended well.

        Args:
            value: the value.
            prepared: what is held with it.
        """
        if value is not self.value:
            self.value, self._prepared = value, prepared
        self.error, self.failures = None, 0
        self._loaded = self._begun
        self._over()

    def failed(self, error: BaseException) -> None:
        """A load has failed: what there is holds on."""
        self.error = error
        self.failures += 1
        self._over()

    def close(self) -> None:
        """Nothing is loaded any more: who waits is told so."""
        self._is_closed = True
        self._cancel()
        for future in list(self._waiting):
            self._tell(future)

    # Inside.

    @property
    def _holds(self) -> bool:
        return self.value is not NOTHING and self._loaded >= self._needed

    def _use(self) -> bool:
        """Somebody asks: a load begins where one is due, and True is returned."""
        self._used_at = now = self._clock.now()
        if self.is_loading or now < self._next_load(FIRST_RETRY):
            return False
        self._begin()
        return True

    def _next_load(self, retry: float | None = None) -> float:
        """When it is to be loaded, as seconds of the clock.

        Args:
            retry: seconds after a failure, where somebody asks for what is not there.
        """
        if self.failures:
            wait = min(FIRST_RETRY * 2 ** min(self.failures - 1, 10), LAST_RETRY)
            return self._ended_at + (wait if retry is None or self._holds else retry)
        if not self._holds:
            return 0.0
        return float("inf") if self.source.ttl is None else self._ended_at + self.source.ttl

    def _begin(self) -> None:
        self._cancel()
        if not self._is_closed:
            self.is_loading = True
            self._begun += 1
            self._start(self)

    def _over(self) -> None:
        self.is_loading = False
        self._ended_at = self._clock.now()
        for future, number in list(self._waiting.items()):
            if number <= self._begun:
                self._tell(future)
        for on_change in list(self._shown.values()):
            on_change()
        if self._due > self._begun:
            self._begin()
        else:
            self._plan()

    def _plan(self) -> None:
        """One timer: for the next load where it is shown, for its end where it is not."""
        self._cancel()
        at = self._next_step()
        if not self.is_loading and not self._is_closed and at != float("inf"):
            self._timer = self._clock.call_later(max(0.0, at - self._clock.now()), self._step)

    def _next_step(self) -> float:
        if self._shown:
            return self._next_load()
        return float("inf") if self.source.keep is None else self._used_at + self.source.keep

    def _step(self) -> None:
        self._timer = None
        if self._next_step() > self._clock.now() + 1e-6:  # it was asked for since; more than adding floats loses
            self._plan()
        elif self._shown:
            self._begin()
        else:
            self._forget()

    def _forget(self) -> None:
        self._cancel()
        self.value, self._prepared = NOTHING, None  # also for those who still know of it
        self._free(self)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
