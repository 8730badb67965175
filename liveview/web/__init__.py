"""The ASGI side: an app, its pages, its WebSocket, and what guards them."""

from __future__ import annotations
