"""The parts that the overview is made of: components, each with its template beside it."""

from __future__ import annotations

from example_app.machine.gauges import Flow
from example_app.machine.trend import Trend
from liveview import Component, prop
from liveview.ui import Stat


class Chart(Component, styles="overview.css"):
    """A number over time, as an SVG. `scale` is what its upper edge stands for, `span` what its width does."""

    label: str
    scale: object
    trend: Trend
    span: str = prop("last minute")


class Rate(Component):
    """A flow of bytes, with its last minute."""

    uses = [Chart, Stat]
    label: str
    flow: Flow
