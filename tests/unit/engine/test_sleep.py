"""A rendering that gives its memory back, and wakes up."""

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
    rendering.hibernate()
    assert rendering.is_asleep
    assert rendering.wake(values)
    assert not rendering.is_asleep
    values["rows"][3]["name"] = "other"
    assert rendering.update(values) == [-1, [3, [0, "other"]]]


def test_what_changed_in_its_sleep_is_told() -> None:
    rendering, values = mounted()
    rendering.hibernate()
    values["rows"][3]["name"] = "other"
    assert not rendering.wake(values)
    assert rendering.update(values) is None  # who woke it sends the full values


def test_an_update_that_nobody_woke_it_for_is_whole() -> None:
    rendering, values = mounted()
    rendering.hibernate()
    values["rows"].pop()
    assert rendering.update(values) is REPLACED
    assert not rendering.is_asleep
