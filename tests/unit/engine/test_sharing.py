"""One rendering for many pages: what it says never depends on who reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from liveview.engine import LiveEnvironment, Rendering, apply_patch

SOURCE = (
    "<h1>{{ title }}</h1>{% if open %}<p>{{ title }}</p>{% else %}closed{% endif %}"
    "<ul>{% for r in rows %}<li lv-key='{{ r }}'>{{ r }}{% if r == 2 %}<b>two</b>{% endif %}</li>{% endfor %}</ul>"
)
STATES: list[dict[str, Any]] = [
    {"title": "a", "open": False, "rows": []},
    {"title": "b", "open": False, "rows": [1, 3]},
    {"title": "b", "open": True, "rows": [3, 2, 1]},
    {"title": "c", "open": True, "rows": [2]},
]


def test_whoever_comes_late_is_where_the_others_are() -> None:
    rendering = Rendering(LiveEnvironment().from_string(SOURCE))
    rendering.mount(STATES[0])
    pages = [rendering.values()]
    for state in STATES[1:]:
        patch = rendering.update(state)
        assert isinstance(patch, list)
        pages = [apply_patch(page, patch, {}) for page in pages]
        assert all(page == rendering.values() for page in pages)
        pages.append(rendering.values())


def say() -> str:
    """Everything that a page of the template is sent."""
    rendering = Rendering(LiveEnvironment().from_string(SOURCE))
    rendering.mount(STATES[0])
    said = [rendering.values(), *(rendering.update(state) for state in STATES[1:])]
    return json.dumps([said, {fragment.id: fragment.definition for fragment in rendering.fragments()}])


def test_the_same_template_says_the_same_in_every_process() -> None:
    """Ids are of the content, whatever seed strings are hashed with."""
    for seed in ("0", "1", "2"):
        command = [sys.executable, "-c", "from tests.unit.engine.test_sharing import say; print(say())"]
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True)
        assert done.stdout.strip() == say(), done.stderr
