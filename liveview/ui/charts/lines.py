"""Charts of what runs along: `LineChart`, `AreaChart` and `Sparkline`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import Any, ClassVar

from liveview import computed, prop
from liveview.ui.charts import axes
from liveview.ui.charts.chart import Chart, come
from liveview.ui.charts.plot import Plot
from liveview.ui.charts.shown import SUMMARY, Setting, Shown


class Plotted(Chart):
    """What all three have in common.

    Args:
        label: what the chart shows: its heading, and its name for who does not see it.
        data: numbers; tuples of x and a value for each series; named tuples, dicts or objects; or a dict of columns. A
            list may be changed in place. None is a gap. It may be an `Async` of these, or None for what is to come.
        x: the field, or column, of x: a number, a date or a time. Without, rows are one apart.
        y: the field of each series; by default all others.
        unit: what values count, such as "%", "B/s" or "s".
        low: where the axis of values begins; by default at a round number below the least.
        high: where it ends.
        span: how much of x is shown, up to the last row; by default all. Of times it is in seconds, or a `timedelta`.
        empty: what is said where there are no rows.
        on_retry: the caller's event for another try, which a button sends where `data` is an `Async` that has failed.
        what: which of several it is; the event brings it along as `what`.
        error: what is said where the data could not be loaded.
        details: whether the exception's own text stands below that: it may say what is nobody's business.
    """

    template_string = ""

    label: str
    data: Any
    x: str | None = prop(None)
    y: str | Sequence[str] | None = prop(None)
    unit: str = prop("")
    low: float | None = prop(None)
    high: float | None = prop(None)
    span: float | timedelta | None = prop(None)
    empty: str = prop("No data yet")

    is_filled: ClassVar[bool] = False
    # Props that say how it is drawn.
    drawn_by: ClassVar[Sequence[str]] = ("x", "y", "unit", "low", "high", "span")

    def _setting(self) -> Setting:
        return Setting(self.x, self.y, self.unit, self.low, self.high, self.span, has_axes=False)

    @computed
    def shown(self) -> Shown:
        """What is to be seen."""
        own = vars(self)
        props = list(map(own.__getitem__, self.drawn_by))
        if own.get("_props") != props or any(map(may_change, props)):
            self._look_at(props)
        found = come(own["data"])
        return self._in_state(own["_plot"].show(() if found is None else found), own["data"])

    def _look_at(self, props: list[Any]) -> None:
        """Begins anew where the chart is drawn otherwise now: lists among the props may have been changed in place."""
        own, frozen = vars(self), list(map(axes.frozen, props))
        if own.get("_frozen") != frozen:
            own["_plot"] = Plot(self._setting())
        own.update(_props=props, _frozen=frozen)


def may_change(prop: Any) -> bool:
    """Whether a prop is a list, or has some in it."""
    kind = type(prop)
    return kind is list or (kind is tuple and any(map(may_change, prop)))


class LineChart(Plotted):
    """Lines over numbers or times, one for each series.

    A list that rows are appended to, and taken from at its head, costs the new row: the others stay as they are.

    Args:
        label: what the chart shows: its heading, and its name for who does not see it.
        data: numbers; tuples of x and a value for each series; named tuples, dicts or objects; or a dict of columns. A
            list may be changed in place. None is a gap. It may be an `Async` of these, or None for what is to come.
        x: the field, or column, of x: a number, a date or a time. Without, rows are one apart.
        y: the field of each series; by default all others.
        unit: what values count, such as "%", "B/s" or "s".
        low: where the axis of values begins; by default at a round number below the least.
        high: where it ends.
        span: how much of x is shown, up to the last row; by default all. Of times it is in seconds, or a `timedelta`.
        time: whether numbers in x are seconds since 1970.
        zone: whose clocks times are shown by; by default that of the first row, or UTC.
        limits: values to hold the lines against: numbers, or pairs of a number and a text.
        table: whether the values can be read as a table below.
        empty: what is said where there are no rows.
        table_label: what opens the table.
        x_label: the heading of x in it; by default its field.
        summary: what the rows of that table are called where there are more than it can have: the last, the least and
            the largest.
        still: what stands there of so many rows where no script runs.
        on_retry: the caller's event for another try, which a button sends where `data` is an `Async` that has failed.
        what: which of several it is; the event brings it along as `what`.
        error: what is said where the data could not be loaded.
        details: whether the exception's own text stands below that: it may say what is nobody's business.
    """

    template = "line_chart.html"

    time: bool = prop(False)
    zone: tzinfo | None = prop(None)
    limits: Sequence[Any] = prop(())
    table: bool = prop(True)
    table_label: str = prop("Table")
    x_label: str = prop("")
    summary: Sequence[str] = prop(SUMMARY)
    still: str = prop("Drawn by a script: the table sums it up")

    drawn_by: ClassVar[Sequence[str]] = (
        *Plotted.drawn_by,
        "time",
        "zone",
        "limits",
        "table",
        "x_label",
        "summary",
        "still",
    )
    word: ClassVar[str] = "Line chart"

    def _setting(self) -> Setting:
        if isinstance(self.summary, str) or len(self.summary) != len(SUMMARY):
            raise ValueError(
                f"{type(self).__name__} {self.label!r}: `summary` is {self.summary!r}: it has to be three words, of "
                f"the last row, the least and the largest values."
            )
        return Setting(
            *(self.x, self.y, self.unit, self.low, self.high, self.span, self.time, self.zone),
            limits=tuple(self.limits),
            is_filled=self.is_filled,
            is_stacked=self._is_stacked,
            has_table=self.table,
            x_label=self.x_label,
            summary=tuple(self.summary),
            still=self.still,
        )

    @property
    def _is_stacked(self) -> bool:
        return False


class AreaChart(LineChart):
    """Lines with the ground below them filled, down to zero.

    Args:
        stacked: whether each series stands on those before it, so that the top is their sum.

    All others are those of `LineChart`.
    """

    stacked: bool = prop(False)

    drawn_by: ClassVar[Sequence[str]] = (*LineChart.drawn_by, "stacked")
    is_filled: ClassVar[bool] = True
    word: ClassVar[str] = "Area chart"

    @property
    def _is_stacked(self) -> bool:
        return self.stacked


class Sparkline(Plotted):
    """A line as small as a word, without axes, for a row of a table or beside a figure.

    Args:
        label: what it shows, for who does not see it.
        data: as for `LineChart`, which has the other props too: `x`, `y`, `unit`, `low`, `high`, `span`,
            and those of its states.
    """

    template = "sparkline.html"

    loading: ClassVar[str] = "Loading…"
