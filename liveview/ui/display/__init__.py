"""What shows something: figures, states, texts."""

from __future__ import annotations

from liveview import Component
from liveview.ui.display.card import Card
from liveview.ui.display.figures import Badge, Meter, Progress, Stat
from liveview.ui.display.panel import Panel
from liveview.ui.display.places import EmptyState, ErrorPanel, Skeleton
from liveview.ui.display.texts import Breadcrumbs, CodeBlock, Log, LogLine, Tooltip

__all__ = [
    "DISPLAY",
    "Badge",
    "Breadcrumbs",
    "Card",
    "CodeBlock",
    "EmptyState",
    "ErrorPanel",
    "Log",
    "LogLine",
    "Meter",
    "Panel",
    "Progress",
    "Skeleton",
    "Stat",
    "Tooltip",
]

DISPLAY: list[type[Component]] = [
    Badge,
    Breadcrumbs,
    Card,
    CodeBlock,
    EmptyState,
    ErrorPanel,
    Log,
    Meter,
    Panel,
    Progress,
    Skeleton,
    Stat,
    Tooltip,
]
