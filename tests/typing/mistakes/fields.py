from __future__ import annotations

from typing import ClassVar

from liveview import Component, LiveView, computed, prop, state


class Board(LiveView):
    LIMIT: ClassVar[int] = 3
    count: int = 0

    @computed
    def double(self) -> int:
        return self.count * 2


class Tile(Component):
    label: str
    width: int = prop(3)
    open: bool = False


class Wrong(LiveView):
    count: int = "none"  # MISTAKE: a default of another type
    size: int = state("none")  # MISTAKE: a default of another type, in state()


class WrongProp(Component):
    label: str = prop(3)  # MISTAKE: a default of another type, in prop()


def use(board: Board, tile: Tile) -> str:
    board.count = "many"  # MISTAKE: a value of another type
    board.double = 3  # MISTAKE: @computed is not assigned
    board.LIMIT = 4  # MISTAKE: a constant is not assigned
    tile.label = 3  # MISTAKE: a value of another type (that a prop is the caller's is told when it happens)
    tile.open = "yes"  # MISTAKE: the same for a component's state
    board.session["theme"] = "dark"  # MISTAKE: the session is read-only
    board.url = "/"  # MISTAKE: so is the URL
    return board.double  # MISTAKE: a computed value has its method's type
