"""Puts a page under load: clients of the real protocol, what they send, and what they feel."""

from __future__ import annotations

from liveview.load.crowd import Crowd, Load
from liveview.load.report import Report, Series
from liveview.load.script import Action

__all__ = ["Action", "Crowd", "Load", "Report", "Series"]
