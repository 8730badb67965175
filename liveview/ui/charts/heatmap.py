"""Values by two things at once: `Heatmap`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from liveview import computed, prop
from liveview.ui.charts.chart import Chart, come, state_of
from liveview.ui.charts.rows import value_of
from liveview.ui.charts.units import exponent_of, written

DARK = 55  # percent of the colour, from which on a text on it has the other lightness


class Cell(NamedTuple):
    """A cell.

    Attributes:
        share: how much of the colour it has, in percent.
        text: its value.
        is_dark: whether the text needs the other lightness.
    """

    share: int
    text: str
    is_dark: bool


class Heatmap(Chart):
    """A table of which the cells are the darker the larger their values are.

    Args:
        label: what it shows: its heading.
        data: a dict of rows by their texts, each a value for each column; or tuples of a text and such values. It
            may be an `Async` of these, or None for what is to come.
        columns: the texts of the columns.
        unit: what values count.
        low: the value that has no colour; by default the least.
        high: the value that has all of it; by default the largest.
        values: whether the cells show their values; without, only who does not see them gets these.
        empty: what is said where there are no rows.
        on_retry: the caller's event for another try, which a button sends where `data` is an `Async` that has failed.
        what: which of several it is; the event brings it along as `what`.
        error: what is said where the data could not be loaded.
        details: whether the exception's own text stands below that: it may say what is nobody's business.
    """

    template = "heatmap.html"

    label: str
    data: Any
    columns: Sequence[Any]
    unit: str = prop("")
    low: float | None = prop(None)
    high: float | None = prop(None)
    values: bool = prop(False)
    empty: str = prop("No data yet")

    @computed
    def state(self) -> str:
        """How it is with the data: "loading", "failed", or an empty text."""
        return state_of(self.data)

    @computed
    def rows(self) -> list[tuple[str, tuple[Cell, ...]]]:
        """The rows with their texts."""
        data = come(self.data) or ()
        given = data.items() if isinstance(data, Mapping) else [(row[0], row[1:]) for row in data]
        numbers = [(str(text), [value_of(value) for value in values]) for text, values in given]
        known = [number for _, values in numbers for number in values if number is not None]
        low = min(known, default=0.0) if self.low is None else self.low
        high = max(known, default=1.0) if self.high is None else self.high
        power = exponent_of(high, self.unit)
        return [(text, tuple(self._cell(value, low, high, power) for value in values)) for text, values in numbers]

    def _cell(self, value: float | None, low: float, high: float, power: int) -> Cell:
        if value is None:
            return Cell(0, "", False)
        part = (value - low) / (high - low) if high > low else 0.0
        share = round(min(max(part, 0.0), 1.0) * 100)
        return Cell(share, written(value, self.unit, power), share > DARK)
