"""What a class of processes declares of itself, and how such declarations are checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypedDict, get_args

from liveview.errors import AppError, DefinitionError

Restart: TypeAlias = Literal["permanent", "transient", "temporary"]
WhenFull: TypeAlias = Literal["refuse", "drop_oldest"]
# Seconds, None for as long as it takes, or at once.
ShutdownTime: TypeAlias = float | Literal["kill"] | None


@dataclass(frozen=True, slots=True)
class Options:
    """How processes of a class are supervised, and how much mail may wait for them."""

    restart: Restart = "permanent"
    # OTP's default: long enough to save something, short enough for a deploy.
    shutdown: ShutdownTime = 5.0
    # Enough for a burst; who has more than this waiting cannot keep up.
    limit: int = 256
    when_full: WhenFull = "refuse"
    hibernate_after: float | None = None


class Declared(TypedDict, total=False):
    """The same as keywords of a class statement."""

    restart: Restart
    shutdown: ShutdownTime
    limit: int
    when_full: WhenFull
    hibernate_after: float | None


def check_options(of: object, declared: Any, error: type[AppError] = DefinitionError) -> None:
    """Refuse what cannot be meant.

    Args:
        of: whose they are, for the text.
        declared: some of the options, by name.
        error: what is raised.

    Raises:
        AppError: names the option, and says what it may be.
    """
    for name, value in declared.items():
        if name not in _ALLOWED:
            raise error(f"{of}: there is no option `{name}`; there are {', '.join(_ALLOWED)}")
        holds, expected = _ALLOWED[name]
        if not holds(value):
            raise error(f"{of}: {name}={value!r}: it is {expected}")


def is_seconds(value: object) -> bool:
    """Whether it is a time that can be waited for; none at all is one."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def is_count(value: object, least: int = 0) -> bool:
    """Whether it counts something."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


_ALLOWED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "restart": (lambda value: value in get_args(Restart), f"one of {', '.join(map(repr, get_args(Restart)))}"),
    "shutdown": (
        lambda value: value is None or value == "kill" or is_seconds(value),
        "a number of seconds, None for as long as it takes, or 'kill'",
    ),
    "limit": (lambda value: is_count(value, 1), "a number of messages, at least 1"),
    "when_full": (lambda value: value in get_args(WhenFull), "'refuse' or 'drop_oldest'"),
    "hibernate_after": (lambda value: value is None or is_seconds(value), "a number of seconds, or None"),
}
