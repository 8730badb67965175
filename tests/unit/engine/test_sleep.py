"""A rendering that gives its memory back, and is made anew."""

from __future__ import annotations

from typing import Any

from liveview.engine import REPLACED, LiveEnvironment, Rendering

SOURCE = '<ul>{% for r in rows %}<li lv-key="{{ r.id }}">{{ r.name }}</li>{% endfor %}</ul>'


def mounted() -> tuple[Rendering, dict[str, Any]]:
    values = {"rows": [{"id": number, "name": f"row {number}"} for number in range(100)]}
    rendering = Rendering(LiveEnvironment().from_string(SOURCE))
    rendering.mount(values)
    return rendering, values


def test_after_waking_only_the_change_is_sent() -> None:
    rendering, values = mounted()
    before = rendering.digest()
    rendering.hibernate()
    assert rendering.update(values) is REPLACED  # of no use: the page shows it
    assert rendering.digest() == before
    values["rows"][3]["name"] = "other"
    assert rendering.update(values) == [-1, [3, [0, "other"]]]


def test_what_changed_in_its_sleep_is_seen() -> None:
    rendering, values = mounted()
    before = rendering.digest()
    rendering.hibernate()
    values["rows"][3]["name"] = "other"
    rendering.update(values)
    assert rendering.digest() != before
