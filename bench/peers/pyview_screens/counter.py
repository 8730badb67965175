"""W1 in pyview."""

from __future__ import annotations

from typing import Any, TypedDict

from pyview import LiveView, LiveViewSocket


class Context(TypedDict):
    """What the template sees."""

    count: int


class Counter(LiveView[Context]):
    """A number and a button."""

    async def mount(self, socket: LiveViewSocket[Context], session: dict[str, Any]) -> None:
        socket.context = {"count": 0}

    async def handle_event(self, event: str, payload: Any, socket: LiveViewSocket[Context]) -> None:
        socket.context["count"] += 1
