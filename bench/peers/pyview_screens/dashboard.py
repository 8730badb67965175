"""W2 in pyview: plain loops, as most of its examples have them."""

from __future__ import annotations

import os
from typing import Any, TypedDict

from board import Board, Service, Tile
from pyview import LiveView, LiveViewSocket, is_connected
from pyview.events import InfoEvent

SECONDS = int(os.environ.get("TICK_MS", "500")) / 1000


class Context(TypedDict):
    """What the template sees."""

    manual: bool
    tick: int
    tiles: list[Tile]
    services: list[Service]
    log: list[str]


def context(board: Board, manual: bool) -> Context:
    """What the template sees of a board."""
    return {
        "manual": manual,
        "tick": board.tick,
        "tiles": board.tiles,
        "services": board.services,
        "log": board.log,
    }


class Dashboard(LiveView[Context]):
    """Moves by itself; with `?manual=1` at each click."""

    async def mount(self, socket: LiveViewSocket[Context], session: dict[str, Any]) -> None:
        self.board = Board()
        socket.context = context(self.board, False)

    async def handle_params(self, url: Any, params: dict[str, Any], socket: LiveViewSocket[Context]) -> None:
        socket.context["manual"] = "manual" in params
        if is_connected(socket) and not socket.context["manual"]:
            socket.schedule_info(InfoEvent("tick"), seconds=SECONDS)

    async def handle_event(self, event: str, payload: Any, socket: LiveViewSocket[Context]) -> None:
        self.step(socket)

    async def handle_info(self, event: InfoEvent, socket: LiveViewSocket[Context]) -> None:
        self.step(socket)

    def step(self, socket: LiveViewSocket[Context]) -> None:
        """One tick."""
        self.board.step()
        socket.context = context(self.board, socket.context["manual"])
