"""W1 and W2 in NiceGUI: its own table and log, which it sends as they are."""

from __future__ import annotations

import argparse
import os
import socket
from dataclasses import asdict

from board import Board
from nicegui import app, ui

SECONDS = int(os.environ.get("TICK_MS", "500")) / 1000
PROSE = " ".join(f"word{number}" for number in range(200))
BADGE = """
<q-td :props="props"><span :class="'badge ' + props.row.status">{{ props.row.status }}</span></q-td>
"""
COLUMNS = [
    {"name": name, "label": label, "field": name}
    for name, label in [
        ("name", "Service"),
        ("status", "Status"),
        ("rps", "rps"),
        ("p50", "p50"),
        ("p99", "p99"),
        ("errors", "Errors"),
    ]
]


@ui.page("/counter")
def counter() -> None:
    """W1."""
    count = 0

    def inc() -> None:
        nonlocal count
        count += 1
        shown.set_text(str(count))

    ui.label("Counter").classes("text-h4")
    ui.label(PROSE)
    ui.button("+1", on_click=inc).props("id=inc")
    shown = ui.label("0").props("id=count")


@ui.page("/dashboard")
def dashboard(manual: bool = False) -> None:
    """W2: by itself, or at each click."""
    board = Board()

    def step() -> None:
        board.step()
        for tile, (value, delta) in zip(board.tiles, shown, strict=True):
            value.set_text(str(tile.value))
            delta.set_text(str(tile.delta))
            if tile.direction not in delta.classes:
                delta.classes(add=tile.direction, remove="down" if tile.direction == "up" else "up")
        table.update_rows(rows(board))
        log.push(board.log[-1])
        tick.set_text(str(board.tick))

    tick = ui.label("0").props("id=tick")
    if manual:
        ui.button("Tick", on_click=step).props("id=tick-btn")
    else:
        ui.timer(SECONDS, step)
    shown = []
    with ui.row():
        for tile in board.tiles:
            with ui.card().classes("tile"):
                ui.label(tile.label).classes("label")
                value = ui.label(str(tile.value)).classes("value")
                ui.label("ms").classes("unit")
                shown.append((value, ui.label(str(tile.delta)).classes(tile.direction)))
    table = ui.table(columns=COLUMNS, rows=rows(board), row_key="name").classes("services")
    table.add_slot("body-cell-status", BADGE)
    log = ui.log(max_lines=20).classes("log")
    for text in board.log:
        log.push(text)


def rows(board: Board) -> list[dict[str, object]]:
    """The table's rows."""
    return [asdict(service) | {"errors": f"{service.errors}%"} for service in board.services]


def main() -> None:
    """Serve, and say where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    port: int = parser.parse_args().port or free_port()
    app.on_startup(lambda: print(f"Serving the screens at http://127.0.0.1:{port} (Ctrl+C stops it)", flush=True))
    ui.run(host="127.0.0.1", port=port, reload=False, show=False, show_welcome_message=False)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


main()
