"""Who may import whom: the rooms of the package, and no cycles inside a room."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "liveview"
PACKAGE = ROOT.name

# Room: the rooms below it, and of the outside modules that are guarded the ones that it may name. A guarded module
# is one whose place is a decision: sockets, the loop, HTTP, JSON, Jinja, threads.
ROOMS = {
    "errors": ("", ""),
    "telemetry": ("", ""),
    "engine": ("errors", "jinja2 json markupsafe"),
    "protocol": ("errors", "json orjson"),
    "seal": ("errors", "cryptography"),
    "runtime": ("errors telemetry", "anyio asyncio threading signal"),
    "store": ("errors telemetry runtime", "asyncio nats redis sqlite3"),
    "cluster": ("errors telemetry runtime", "asyncio msgspec nats redis"),
    "view": ("errors engine runtime", "jinja2 markupsafe msgspec pydantic"),
    "check": ("errors engine view", "jinja2 pydantic"),
    "channel": ("errors telemetry engine protocol runtime view", "msgspec"),
    "web": (
        "errors telemetry engine protocol runtime store cluster view channel seal",
        "anyio asyncio jinja2 json markupsafe starlette",
    ),
    "testing": (
        "errors telemetry engine protocol runtime store cluster view channel seal web",
        "asyncio json starlette",
    ),
    "load": ("errors", "asyncio http json ssl websockets"),
    "attack": ("errors view web testing", "http json playwright socket ssl starlette threading websockets"),
    "guard": ("runtime", "asyncio uvicorn websockets"),
    "ui": ("", "asyncio threading"),
    "cli": (
        "errors telemetry engine protocol runtime store cluster view check channel seal web testing load attack guard",
        "asyncio json signal socket starlette threading uvicorn watchfiles",
    ),
}
# What any user could have written: it sees the package's public names, and nothing behind them.
PUBLIC_ONLY = {"ui"}
GUARDED = {name for _, outside in ROOMS.values() for name in outside.split()} | {
    "http",
    "playwright",
    "ssl",
    "uvloop",
    "websockets",
}

FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def module_of(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


@cache
def imported(path: Path) -> tuple[str, ...]:
    """The absolute names that a file imports, wherever in it: in functions and under TYPE_CHECKING too."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    package = path.relative_to(ROOT.parent).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *filter(None, [node.module])))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def module_in(name: str) -> str:
    """The module that an imported name is in: `liveview.errors.TokenError` is in `liveview.errors`."""
    while name not in MODULES and "." in name:
        name = name.rpartition(".")[0]
    return name


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == PACKAGE and len(parts) > 1 else None


def breaches(path: Path) -> list[str]:
    """What a file imports and must not."""
    room = room_of(module_of(path))
    assert room in ROOMS, f"{path} is in no room; the rooms are {', '.join(ROOMS)}"
    below, outside = (set(names.split()) for names in ROOMS[room])
    found = []
    for name in imported(path):
        target = room_of(module_in(name))
        top = name.partition(".")[0]
        if top == PACKAGE:
            allowed = target in below | {room} or (target is None and room in PUBLIC_ONLY)
        else:
            allowed = top in outside or top not in GUARDED
        if not allowed:
            found.append(name)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    assert breaches(path) == []


def test_files_import_each_other_in_no_circle() -> None:
    graph = {
        module: {module_in(name) for name in imported(path)} & MODULES.keys() - {module}
        for module, path in MODULES.items()
    }
    tuple(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


def test_every_room_and_guard_is_used() -> None:
    """A table that has gone out of date would allow what nobody needs."""
    rooms = {room_of(module) for module in MODULES}
    assert set(ROOMS) - {"testing"} <= rooms
    for room, (_, outside) in ROOMS.items():
        named = {
            name.partition(".")[0]
            for module in MODULES
            if room_of(module) == room
            for name in imported(MODULES[module])
        }
        unused = set(outside.split()) - named
        assert not unused or room not in rooms, f"{room} may import {unused}, and does not"


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("engine", "import asyncio"),
        ("engine", "from liveview.view import component"),
        ("engine", "def f():\n    from ..web import app"),
        ("engine", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from liveview.runtime import clock"),
        ("protocol", "import asyncio"),
        ("protocol", "from liveview.engine import Fragment"),
        ("runtime", "from starlette import requests"),
        ("runtime", "from liveview import LiveView"),
        ("store", "from liveview.seal import Seal"),
        ("store", "from liveview.view.snapshot import encode"),
        ("store", "import starlette"),
        ("view", "import sqlite3"),
        ("view", "import starlette.requests"),
        ("channel", "import json"),
        ("channel", "from ..web.app import LiveApp"),
        ("web", "import websockets"),
        ("view", "import liveview"),
    ],
)
def test_a_breach_is_seen(room: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / PACKAGE / room / "seeded.py"
    path.parent.mkdir(parents=True)
    path.write_text(line)
    monkeypatch.setitem(globals(), "ROOT", tmp_path / PACKAGE)
    assert breaches(path) != []
