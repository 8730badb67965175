"""Named spans that tools subscribe to: what happened, how long it took, what it was about."""

from __future__ import annotations
