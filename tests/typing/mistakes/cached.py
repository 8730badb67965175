from __future__ import annotations

from liveview import Cached, LiveView


def load() -> list[int]:
    return []


class Board(LiveView):
    numbers = Cached(load, ttl=60)
    other: Cached[list[str]] = Cached(load)  # MISTAKE: the function gives something else
    status = numbers.status


def use(board: Board) -> str:
    board.status.loading = True  # MISTAKE: nor is how far it is
    Cached(load, "60")  # MISTAKE: options are given by name
    return board.numbers[0]  # MISTAKE: it is read as what the function gives
