"""The measuring screens in Chromium, over real servers: this framework's, and those of peers, with one harness."""

from __future__ import annotations
