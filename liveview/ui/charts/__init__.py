"""Charts as SVG that the server draws."""

from __future__ import annotations

from liveview import Component
from liveview.ui.charts.bars import BarChart, Histogram, StackedBar
from liveview.ui.charts.gauge import Gauge
from liveview.ui.charts.heatmap import Heatmap
from liveview.ui.charts.lines import AreaChart, LineChart, Sparkline

__all__ = [
    "CHARTS",
    "AreaChart",
    "BarChart",
    "Gauge",
    "Heatmap",
    "Histogram",
    "LineChart",
    "Sparkline",
    "StackedBar",
]

CHARTS: list[type[Component]] = [AreaChart, BarChart, Gauge, Heatmap, Histogram, LineChart, Sparkline, StackedBar]
