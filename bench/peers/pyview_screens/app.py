"""The screens in pyview."""

from __future__ import annotations

from counter import Counter
from dashboard import Dashboard
from pyview import PyView
from rows import Rows
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from streamed import Streamed

app = PyView(routes=[Mount("/static", StaticFiles(packages=[("pyview", "static")]))])
app.add_live_view("/counter", Counter)
app.add_live_view("/dashboard", Dashboard)
app.add_live_view("/streamed", Streamed)
app.add_live_view("/rows", Rows)
