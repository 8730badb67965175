"""Numbers, and how things are: what a dashboard is read by."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from liveview import Component, prop, pure
from liveview.ui.display.sheets import SHEETS
from liveview.ui.measures import known, reached, share

Status = Literal["", "good", "warn", "bad", "info"]
MINUS = "\N{MINUS SIGN}"  # as wide as a plus and a digit, where figures are tabular


@pure
def signed(number: float) -> str:
    """A change as people read it: `+1,200`, `±0`, and a minus as wide as the plus."""
    return f"{number:+,}".replace("-", MINUS) if number else "±0"


@pure
def judged(delta: float, better: str) -> str:
    """What a change means, where more of it is good, or less.

    Args:
        delta: the change.
        better: `"up"`, `"down"`, or nothing.
    """
    if not delta or better not in ("up", "down"):
        return ""
    return "good" if (delta > 0) == (better == "up") else "bad"


@pure
def zones(low: float, high: float, warn: float | None, bad: float | None) -> dict[str, float]:
    """The same for a browser: the parts of a `<meter>`, and which of them is the best.

    Args:
        low: its lower end.
        high: its upper end.
        warn: where it is no longer as it should be.
        bad: where it is bad.
    """
    edges = [edge for edge in (warn, bad) if edge is not None]
    if not edges:
        return {}
    if warn is not None and bad is not None and bad < warn:
        return {"low": bad, "high": warn, "optimum": high}
    if warn is None:  # no zone between: it ends where it begins
        return {"low": edges[0], "high": edges[0], "optimum": low}
    return {"low": edges[0], "high": edges[-1] if bad is not None else high, "optimum": low}


class Stat(Component, styles=SHEETS):
    """One number that counts, how it has changed, and what stands in the call: a sparkline.

    Args:
        label: what it is.
        value: the number, as it is to be read.
        unit: what is counted, beside the number.
        delta: how much it has changed; None for nothing to say, 0 for no change.
        delta_unit: of the change, such as `"%"`.
        better: whether `"up"` or `"down"` is good; `""` where neither is.
        note: what the change or the number refers to.
        status: how things are, as a sign before the label: `"good"`, `"warn"`, `"bad"` or `"info"`.
    """

    signed: ClassVar = staticmethod(signed)
    judged: ClassVar = staticmethod(judged)
    label: str
    value: Any
    unit: str = prop("")
    delta: float | None = prop(None)
    delta_unit: str = prop("")
    better: Literal["", "up", "down"] = prop("up")
    note: str = prop("")
    status: Status = prop("")


class Badge(Component, styles=SHEETS):
    """A status in a word or two, with a sign that differs in its shape too.

    Args:
        text: the word.
        status: `"good"`, `"warn"`, `"bad"` or `"info"`; `""` for one that is neither.
        plain: the sign and the text alone, for tables.
    """

    text: Any
    status: Status = prop("")
    plain: bool = prop(False)


class Progress(Component, styles=SHEETS):
    """How far something is; without a value, that it goes on.

    Args:
        label: what goes on.
        value: how much is done; None, or no number, where nobody knows.
        high: how much is all of it.
        text: how far it is in words; `""` for a percentage.
        bare: the bar alone, where label and text stand elsewhere.
    """

    known: ClassVar = staticmethod(known)
    share: ClassVar = staticmethod(share)
    label: str
    value: float | None = prop(None)
    high: float = prop(100)
    text: str = prop("")
    bare: bool = prop(False)


class Meter(Component, styles=SHEETS):
    """How much there is of something that has an end: a disk, a quota.

    Args:
        label: what is measured.
        value: how much there is; None, or no number, where nobody knows.
        low: its lower end.
        high: its upper end.
        warn: from where on it is no longer as it should be.
        bad: from where on it is bad. Where that is less than `warn`, less is worse.
        text: how much it is in words; `""` for a percentage.
        bare: the bar alone, where label and text stand elsewhere.
    """

    reached: ClassVar = staticmethod(reached)
    zones: ClassVar = staticmethod(zones)
    known: ClassVar = staticmethod(known)
    share: ClassVar = staticmethod(share)
    label: str
    value: float | None
    low: float = prop(0)
    high: float = prop(100)
    warn: float | None = prop(None)
    bad: float | None = prop(None)
    text: str = prop("")
    bare: bool = prop(False)
