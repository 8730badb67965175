"""Server-driven real-time pages: state in Python, Jinja templates, minimal patches over a WebSocket."""

from __future__ import annotations

from liveview.engine import Tracked, pure
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.events import Event, event
from liveview.view.fields import prop, state
from liveview.view.live_view import LiveView
from liveview.view.timers import every
from liveview.web.app import LiveApp
from liveview.web.routing import live

__all__ = [
    "Component",
    "Event",
    "LiveApp",
    "LiveView",
    "Tracked",
    "computed",
    "event",
    "every",
    "live",
    "prop",
    "pure",
    "state",
]
