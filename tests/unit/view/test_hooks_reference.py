"""The page on hooks has everything that a hook can do or be told."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs" / "reference" / "hooks.md").read_text()
SOURCE = (ROOT / "static" / "src" / "hooks.js").read_text()


def test_every_callback_and_call_has_its_line() -> None:
    callbacks = set(re.findall(r'(?:call\(hook, |\? )"(\w+)"|: "(\w+)"\)', SOURCE))
    names = {name for pair in callbacks for name in pair if name}
    assert names == {"mounted", "beforeUpdate", "updated", "destroyed", "disconnected", "reconnected"}
    calls = {"pushEvent", "pushEventTo", "handleEvent", "removeHandleEvent", "js"}
    assert all(re.search(rf"\b{call}\b[(:]", SOURCE) for call in calls)
    assert {name for name in names if f"`{name}()`" not in REFERENCE} == set()
    assert {call for call in calls if f"`this.{call}(" not in REFERENCE} == set()


def test_every_command_of_a_hook_has_its_place() -> None:
    table = SOURCE[SOURCE.index("const COMMANDS = {") : SOURCE.index("};", SOURCE.index("const COMMANDS"))]
    commands = set(re.findall(r"^  (\w+): \[", table, re.MULTILINE))
    assert len(commands) > 5
    assert {command for command in commands if f"`{command}`" not in REFERENCE} == set()
