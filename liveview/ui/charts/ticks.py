"""Where an axis has its marks: at round numbers, as few as can be read."""

from __future__ import annotations

import math
from typing import NamedTuple

from liveview.ui.charts.units import exponent_of, written


class Scale(NamedTuple):
    """An axis of numbers.

    Attributes:
        low: where it begins.
        high: where it ends, above `low`.
        ticks: its marks, in order.
        step: how far they are apart.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    step: float


def round_step(width: float, count: int) -> float:
    """The smallest of 1, 2, 5, 10, … that divides a width into so many steps, or fewer."""
    rough = width / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))


def scale(least: float, most: float, low: float | None = None, high: float | None = None, count: int = 4) -> Scale:
    """An axis that holds some values.

    Args:
        least: the least of them.
        most: the largest.
        low: where it is to begin; by default at a round number.
        high: where it is to end.
        count: how many steps there are, about.
    """
    first, last = least if low is None else low, most if high is None else high
    if not last > first:  # one value only, or bounds that are none: a step around it
        first, last = (first, first + (abs(first) or 1)) if low is not None else (last - (abs(last) or 1), last)
    step = round_step(last - first, count)
    begin, end = math.floor(first / step + 1e-9), math.ceil(last / step - 1e-9)
    bottom, top = begin * step if low is None else first, end * step if high is None else last
    marks = (_clean(number * step, step) for number in range(begin, end + 1))
    within = tuple(mark for mark in marks if bottom - step * 1e-6 <= mark <= top + step * 1e-6)
    return Scale(_clean(bottom, step), _clean(top, step), within, step)


def labels(numbers: Scale, unit: str) -> list[str]:
    """The texts of the marks: all with one prefix, and as many decimals as tell them apart."""
    power = exponent_of(max(map(abs, numbers.ticks), default=0), unit)
    decimals = max(0, -math.floor(math.log10(numbers.step / 10**power) + 1e-9))
    return [written(mark, unit, power, decimals) for mark in numbers.ticks]


def _clean(value: float, step: float) -> float:
    """Without what adding in binary has left behind the last digit that counts."""
    return round(value, max(0, 3 - math.floor(math.log10(step)))) + 0.0
