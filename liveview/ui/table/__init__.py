"""Tables, small and large."""

from __future__ import annotations

from liveview import Component
from liveview.ui.table.column import Column
from liveview.ui.table.source import Query, Source
from liveview.ui.table.table import Table

__all__ = ["TABLES", "Column", "Query", "Source", "Table"]

TABLES: list[type[Component]] = [Table]
