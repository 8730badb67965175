"""The kit: what a dashboard is made of, as components that any app could have written.

`uses = [Stat, LineChart]` in a class, or `LiveApp(components=KIT)` for all templates.
"""

from __future__ import annotations

from liveview.ui.charts import (
    CHARTS,
    AreaChart,
    BarChart,
    Gauge,
    Heatmap,
    Histogram,
    LineChart,
    Sparkline,
    StackedBar,
)
from liveview.ui.controls import (
    CONTROLS,
    AutoForm,
    DateRange,
    Drawer,
    Field,
    Menu,
    Modal,
    Pagination,
    Search,
    Switch,
    Tabs,
    Toasts,
)
from liveview.ui.display import (
    DISPLAY,
    Badge,
    Breadcrumbs,
    Card,
    CodeBlock,
    EmptyState,
    ErrorPanel,
    Log,
    LogLine,
    Meter,
    Panel,
    Progress,
    Skeleton,
    Stat,
    Tooltip,
)
from liveview.ui.table import TABLES, Column, Query, Source, Table

__all__ = [
    "CHARTS",
    "CONTROLS",
    "DISPLAY",
    "KIT",
    "TABLES",
    "AreaChart",
    "AutoForm",
    "Badge",
    "BarChart",
    "Breadcrumbs",
    "Card",
    "CodeBlock",
    "Column",
    "DateRange",
    "Drawer",
    "EmptyState",
    "ErrorPanel",
    "Field",
    "Gauge",
    "Heatmap",
    "Histogram",
    "LineChart",
    "Log",
    "LogLine",
    "Menu",
    "Meter",
    "Modal",
    "Pagination",
    "Panel",
    "Progress",
    "Query",
    "Search",
    "Skeleton",
    "Source",
    "Sparkline",
    "StackedBar",
    "Stat",
    "Switch",
    "Table",
    "Tabs",
    "Toasts",
    "Tooltip",
]

KIT = [*DISPLAY, *CONTROLS, *CHARTS, *TABLES]
