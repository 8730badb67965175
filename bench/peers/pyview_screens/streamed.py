"""W2 in pyview with streams for the table and the log: more to write, and less to send than with loops."""

from __future__ import annotations

from typing import Any, TypedDict

from board import Board, Service, Tile
from pyview import LiveView, LiveViewSocket, Stream

LINES = 20


class Context(TypedDict):
    """What the template sees."""

    manual: bool
    tick: int
    tiles: list[Tile]
    services: Stream[Service]
    log: Stream[str]


def line_id(line: str) -> str:
    """Of the element of a line, which begins with its number."""
    return line.partition(":")[0].replace(" ", "-")


class Streamed(LiveView[Context]):
    """Moves at each click."""

    async def mount(self, socket: LiveViewSocket[Context], session: dict[str, Any]) -> None:
        self.board = Board()
        socket.context = {
            "manual": True,
            "tick": 0,
            "tiles": self.board.tiles,
            "services": Stream(self.board.services, name="services", dom_id=lambda service: service.name),
            "log": Stream(self.board.log, name="lines", dom_id=line_id),
        }

    async def handle_event(self, event: str, payload: Any, socket: LiveViewSocket[Context]) -> None:
        for service in self.board.step():
            socket.context["services"].insert(service)
        socket.context["log"].insert(self.board.log[-1], limit=-LINES)
        socket.context["tick"] = self.board.tick
