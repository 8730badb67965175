"""The test kit: `visit` a page over the real protocol, without a browser. Needs `pip install "liveview[testing]"`."""

from __future__ import annotations

from liveview.testing.clock import VirtualClock
from liveview.testing.document import Element
from liveview.testing.page import Page
from liveview.testing.visit import visit

__all__ = ["Element", "Page", "VirtualClock", "visit"]
