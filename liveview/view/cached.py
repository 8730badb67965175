"""`Cached`: a large value that many pages show. It has a home of its own, and is no part of any view's state."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar, overload

from liveview.engine import prove
from liveview.errors import ConfigurationError, StateError
from liveview.runtime import caches
from liveview.runtime.cached_value import NOTHING, CachedValue
from liveview.runtime.source import Source

T = TypeVar("T")

# Where an instance has the values that its class declares.
HELD = "_lv_cached"
# Seconds that a load may take. Without a bound one that hangs would have everybody look at an old value, unnoticed.
TIMEOUT = 300.0
# Seconds that a value is kept when nobody uses it: who comes back after a meeting finds it there.
KEEP = 300.0


class Cached(Source[T]):
    """A value that is loaded once in each worker, for all who show it: `prices = Cached(load_prices, ttl=60)`.

    In a view or component, `self.prices` and `{{ prices }}` are the value. It is there from `mount` on; after `ttl`
    seconds it is loaded anew in the background, and pages that show it change when that is done.

    The value is shared by everybody: nobody changes it in place.

    Args:
        load: a function without arguments that makes the value. A `def` runs in a worker thread and may block, an
            `async def` on the event loop.
        ttl: seconds after which it is loaded anew; None where only `refresh` and `invalidate` say so.
        timeout: seconds that a load may take.
        keep: seconds that it is kept when no page shows it and nobody asks for it; None for ever.

    Raises:
        ConfigurationError: for what is no function, or no number of seconds.
    """

    @overload
    def __init__(
        self,
        load: Callable[[], Coroutine[Any, Any, T]],
        *,
        ttl: float | None = None,
        timeout: float = TIMEOUT,
        keep: float | None = KEEP,
    ) -> None: ...
    @overload
    def __init__(
        self, load: Callable[[], T], *, ttl: float | None = None, timeout: float = TIMEOUT, keep: float | None = KEEP
    ) -> None: ...
    def __init__(
        self, load: Callable[[], Any], *, ttl: float | None = None, timeout: float = TIMEOUT, keep: float | None = KEEP
    ) -> None:
        if not callable(load):
            raise ConfigurationError(f"Cached({load!r}): it takes the function that makes the value, not the value")
        for name, seconds, is_optional in (("ttl", ttl, True), ("timeout", timeout, False), ("keep", keep, True)):
            if not _are_seconds(seconds) and not (seconds is None and is_optional):
                or_none = ", or None" if is_optional else ""
                raise ConfigurationError(f"Cached({name}={seconds!r}): it is a number of seconds above 0{or_none}")
        super().__init__(load, ttl, timeout, keep)

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object, owner: type) -> Any:
        return self if instance is None else held(instance, self).read()

    def prepare(self, value: T) -> object:
        """Finds out once whether the value can change, however large it is: where not, updates look at it no more."""
        return prove(value)

    @property
    def status(self) -> CachedStatus[T]:
        """A declaration of its own, for who shows how far the value is instead of waiting: `prices = PRICES.status`."""
        return CachedStatus(self)

    async def get(self) -> T:
        """The value: at once where there is one, an old one too while a new one is loaded; else when it is loaded.

        In views, components and processes of an app; elsewhere it is `app.caches.get(PRICES)`.

        Raises:
            NotLoadedError: the load has failed.
            StateError: no app is around.
        """
        return await caches.current().get(self)

    def refresh(self) -> Awaitable[T]:
        """Has it loaded anew, from any thread: what it is made of has changed. Until then the old value is shown.

        Returns:
            Something that may be awaited, for the new value, and need not be.

        Raises:
            StateError: no app is around.
        """
        return caches.current().refresh(self)

    def invalidate(self) -> None:
        """Says that the value does not hold any more, from any thread.

        Pages that show it get a new one when that is loaded, and whoever begins from now on waits for it. Where nobody
        shows it, it is forgotten.

        Raises:
            StateError: no app is around.
        """
        caches.current().invalidate(self)


def _are_seconds(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf


@dataclass(frozen=True, slots=True)
class Status(Generic[T]):
    """How far a cached value is: one of `loading`, `ok` and `failed` is true.

    Attributes:
        value: the newest that was loaded; None before the first.
        error: why the newest load has failed, also where the value of before is shown; None where it has not.
        ok: whether there is a value.
    """

    value: T | None
    error: BaseException | None
    ok: bool

    @property
    def loading(self) -> bool:
        """Whether the first load is under way."""
        return not self.ok and self.error is None

    @property
    def failed(self) -> bool:
        """Whether there is no value, and the newest load has failed; the next one may be under way."""
        return not self.ok and self.error is not None


class CachedStatus(Generic[T]):
    """What `Cached.status` declares: nothing waits for the value.

    Args:
        cached: whose.
    """

    def __init__(self, cached: Cached[T]) -> None:
        self.cached = cached

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Status[T]: ...
    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            return self
        found = held(instance, self.cached)
        value, error = found.value, found.error
        return Status(None if value is NOTHING else value, error, value is not NOTHING)


def held(instance: object, cached: Cached[Any]) -> CachedValue:
    """The value of a declaration, for an instance.

    Raises:
        StateError: no page is around it.
    """
    values: Mapping[Source[Any], CachedValue] | None = vars(instance).get(HELD)
    if values is None:
        raise StateError(
            f"{cached.name} is loaded where {type(instance).__name__} is shown, and this one is not. In a test of its "
            f"methods, give it the value by the attribute's name: `{type(instance).__name__}(…=…)`."
        )
    return values[cached]
