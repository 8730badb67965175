"""The style sheets of this folder's pieces, in their order."""

from __future__ import annotations

SHEETS = ("../kit.css", "display.css")
