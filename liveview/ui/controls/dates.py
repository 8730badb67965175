"""`DateRange`: from one day to another."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from liveview import Component, computed, prop

# Days that end today.
PRESETS = {"Today": 1, "7 days": 7, "30 days": 30, "90 days": 90}


class DateRange(Component, styles=["../kit.css", "controls.css"]):
    """Two days, the first and the last, with presets: native date inputs.

    It sends both at once to the caller, whose fields they are. Where the last day is before the first it says so, and
    the caller finds nothing between them.

    Args:
        label: what happens between these days.
        start: the first day; None for any.
        end: the last day; None for any.
        on_change: an event of the caller that takes `start: date | None` and `end: date | None`.
        presets: names for so many days that end today; those that may not be chosen are left out of them.
        today: the day that presets end on; the server's by default.
        earliest: the first day that may be chosen.
        latest: the last one.
    """

    template = "dates.html"
    emits = ["on_change"]
    label: str
    start: datetime.date | None
    end: datetime.date | None
    on_change: str
    presets: Mapping[str, int] = prop(PRESETS)
    today: datetime.date | None = prop(None)
    earliest: datetime.date | None = prop(None)
    latest: datetime.date | None = prop(None)

    @computed
    def wrong(self) -> str:
        return "The last day is before the first." if self.start and self.end and self.end < self.start else ""

    @computed
    def choices(self) -> list[tuple[str, datetime.date, datetime.date, bool]]:
        """Each preset with its days, as far as they may be chosen, and whether it is what is shown."""
        today = self.today or datetime.date.today()
        last = self._within(today)
        days = (
            (name, self._within(today - datetime.timedelta(days=count - 1))) for name, count in self.presets.items()
        )
        return [(name, first, last, (first, last) == (self.start, self.end)) for name, first in days]

    def _within(self, day: datetime.date) -> datetime.date:
        day = min(day, self.latest or day)
        return max(day, self.earliest or day)
