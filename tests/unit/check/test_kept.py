"""The fields that no snapshot has: listed once, at their own line, and only those that nobody has declared so."""

from __future__ import annotations

from typing import Any

from liveview import Component, LiveView, Presence, state
from liveview.check import Classes
from liveview.engine import LiveEnvironment


class Tile(Component):
    template_string = "<p>{{ label }}</p>"
    label: Any
    cache: object = None


class Base(LiveView):
    template_string = "{{ Tile(label=count) }}"
    uses = [Tile]
    count: int = 0
    options: dict[str, Any] = {}


class Board(Base):
    handle: object = state(None, transient=True)
    people: Presence = Presence("board")


class Other(Base):
    pass


def test_they_are_listed_once_at_their_own_lines() -> None:
    classes = Classes(LiveEnvironment())
    classes.check([Board, Other])
    assert classes.findings == []
    assert [(note.line, note.code, note.level, note.message.partition(":")[0]) for note in classes.notes] == [
        (line, "not-kept", "note", f"{name} is not kept when another process goes on with the page")
        for line, name in ((15, "Tile.cache"), (22, "Base.options"))
    ]
    assert all(note.file == __file__ for note in classes.notes)
