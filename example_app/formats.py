"""Numbers as people read them: Jinja filters. Three digits throughout, so that columns stay put."""

from __future__ import annotations

from typing import Any, NamedTuple

from liveview import pure

SIZES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
NO_BREAK = "\N{NO-BREAK SPACE}"


class Quantity(NamedTuple):
    """A number and its unit, for templates that set them apart; as a text, both."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number}{NO_BREAK}{self.unit}"


@pure
def size(count: float) -> Quantity:
    """Bytes: 824 B, 3.25 MiB, 31.4 GiB."""
    exponent = 0
    while count >= 999.5 and exponent < len(SIZES) - 1:  # 999.5 would be shown as 1000
        count /= 1024
        exponent += 1
    return Quantity(_three_digits(count) if exponent else str(round(count)), SIZES[exponent])


@pure
def rate(count: float) -> Quantity:
    """Bytes a second."""
    number, unit = size(count)
    return Quantity(number, f"{unit}/s")


@pure
def duration(seconds: int) -> str:
    """A long time, in its two largest units: 3 d 4 h, 4 h 12 min, 12 min."""
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days}{NO_BREAK}d {hours}{NO_BREAK}h"
    if hours:
        return f"{hours}{NO_BREAK}h {minutes}{NO_BREAK}min"
    return f"{minutes}{NO_BREAK}min"


def _three_digits(number: float) -> str:
    if number < 9.995:
        return f"{number:.2f}"
    return f"{number:.1f}" if number < 99.95 else f"{number:.0f}"


FILTERS: dict[str, Any] = {"size": size, "rate": rate, "duration": duration}
