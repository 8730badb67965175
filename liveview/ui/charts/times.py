"""Where an axis of times has its marks: at full seconds, minutes, hours, days, months or years, as clocks say them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from liveview.ui.charts.ticks import round_step

MINUTE, HOUR, DAY = 60, 3600, 86_400
_MONTH = 30.4 * DAY
# Steps that clocks and calendars have, in seconds. Below a second steps are round numbers, above a year round years.
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(minutes * MINUTE for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * HOUR for hours in (1, 2, 3, 6, 12)),
    *(days * DAY for days in (1, 2, 4, 7, 14)),
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_EPOCH = datetime(1970, 1, 1)


class Mark(NamedTuple):
    """A mark.

    Attributes:
        at: seconds since 1970.
        label: what it says.
        number: which it is of all that the step has, so that every second one stays the same while they move.
    """

    at: float
    label: str
    number: int


def seconds_of(moment: datetime) -> float:
    """A moment as seconds since 1970; one without a time zone by its own clock."""
    return (moment - _EPOCH).total_seconds() if moment.tzinfo is None else moment.timestamp()


def marks(first: float, last: float, zone: tzinfo | None, count: int = 5) -> list[Mark]:
    """The marks between two moments.

    Args:
        first: seconds since 1970.
        last: the same, and later.
        zone: whose clocks are read; None for those of UTC.
        count: how many steps there are, about.
    """
    step = step_for(last - first, count)
    if step <= _STEPS[-1]:
        return _even(first, last, step, zone)
    return _calendar(first, last, step / _MONTH, zone)


def step_for(width: float, count: int = 5) -> float:
    """How far marks are apart that divide so many seconds: what clocks have, and above two weeks as near as may be."""
    rough = width / count
    if rough < 1:
        return round_step(width, count)
    return next((step for step in _STEPS if step >= rough), rough)


def offset(at: float, zone: tzinfo | None) -> float:
    """Seconds that a zone's clocks are ahead of UTC."""
    if zone is None or zone is UTC:
        return 0.0
    return (_moment(at, zone).utcoffset() or timedelta()).total_seconds()


def clock(at: float, zone: tzinfo | None, step: float) -> str:
    """A moment as its mark says it, where marks are so many seconds apart."""
    moment = _moment(at, zone)
    if step >= DAY or (step >= MINUTE and (moment.hour, moment.minute) == (0, 0)):
        return f"{moment.day} {_MONTHS[moment.month - 1]}"
    if step >= MINUTE:
        return f"{moment:%H:%M}"
    if step >= 1:
        return f"{moment:%H:%M:%S}"
    digits = min(6, math.ceil(-math.log10(step)))
    return f"{moment:%H:%M:%S.%f}"[: 9 + digits]


def ends(first: float, last: float, zone: tzinfo | None) -> tuple[str, str]:
    """Two moments: with their days, and years, where these differ."""
    moments = _moment(first, zone), _moment(last, zone)
    has_days, has_years = moments[0].date() != moments[1].date(), moments[0].year != moments[1].year
    step = HOUR if last - first >= DAY else (last - first) / 2 or 1
    texts = []
    for at, moment in zip((first, last), moments, strict=True):
        day, hour = clock(at, zone, DAY), clock(at, zone, step)
        told = f"{day} {moment.year}" if has_years else day
        texts.append(hour if not has_days else told if hour == day else f"{told} {hour}")
    return texts[0], texts[1]


def _even(first: float, last: float, step: float, zone: tzinfo | None) -> list[Mark]:
    # Days are counted by the clocks that are read, and those differ from UTC by what they do at the first moment.
    ahead = offset(first, zone)
    begin, end = math.ceil((first + ahead) / step - 1e-9), math.floor((last + ahead) / step + 1e-9)
    moments = [(number, number * step - ahead) for number in range(begin, end + 1)]
    return [Mark(at, clock(at, zone, step), number) for number, at in moments]


def _calendar(first: float, last: float, months: float, zone: tzinfo | None) -> list[Mark]:
    step = next((step for step in (1, 2, 3, 6) if step >= months), 12 * max(1, round(round_step(months / 12, 1))))
    begin, end = _moment(first, zone), _moment(last, zone)
    found = []
    for number in range(-(-_count(begin) // step), _count(end) // step + 1):
        year, month = divmod(number * step, 12)
        at = datetime(year, month + 1, 1, tzinfo=begin.tzinfo).timestamp()
        if first <= at <= last:
            found.append(Mark(at, _MONTHS[month] if month else str(year), number))
    return found


def _count(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def _moment(at: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(at, zone or UTC)
