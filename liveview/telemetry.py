"""Named spans that tools subscribe to: what happened, how long it took, what it was about.

Nobody pays for what nobody listens to: `is_heard` says whether somebody does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

logger = logging.getLogger("liveview.telemetry")


@dataclass(frozen=True, slots=True)
class Span:
    """Something that has happened.

    Attributes:
        name: what, such as "garbage".
        seconds: how long it took.
        about: what else is known of it, by name.
    """

    name: str
    seconds: float
    about: Mapping[str, object]


Listener = Callable[[Span], object]

# Replaced as a whole, never changed: threads may read them meanwhile.
_listeners: dict[str, tuple[Listener, ...]] = {}


def subscribe(name: str, listener: Listener) -> Callable[[], None]:
    """Have a function called with every span of a name.

    Args:
        name: the span's name.
        listener: called where the span ends, on the event loop; it must not wait. What it raises is logged.

    Returns:
        Undoes it. Harmless the second time.
    """
    _listeners[name] = (*_listeners.get(name, ()), listener)

    def unsubscribe() -> None:
        left = tuple(other for other in _listeners.get(name, ()) if other is not listener)
        if left:
            _listeners[name] = left
        else:
            _listeners.pop(name, None)

    return unsubscribe


def is_heard(name: str) -> bool:
    """Whether somebody listens to spans of a name."""
    return name in _listeners


def emit(name: str, seconds: float, **about: object) -> None:
    """Tell those who listen of a span that has ended.

    Args:
        name: its name.
        seconds: how long it took.
        about: what else is known of it.
    """
    listeners = _listeners.get(name)
    if listeners is None:
        return
    span = Span(name, seconds, about)
    for listener in listeners:
        try:
            listener(span)
        except Exception as error:  # the others still want to know, and whoever emits is not at fault
            logger.error("a listener to %r failed", name, exc_info=error)
