"""The lv- attributes that exist, and their modifiers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from liveview.view import bindings
from liveview.view.bindings import is_known, names_event, wrong_modifier

PAGES = Path(__file__).parents[3] / "docs" / "reference"
REFERENCE = "\n".join((PAGES / name).read_text() for name in ("bindings.md", "navigation.md"))


@pytest.mark.parametrize(
    "name",
    [
        *sorted(bindings.EVENTS),
        *sorted(bindings.SETTINGS),
        *sorted(bindings.NAVIGATION),
        "lv-value-user-id",
        "lv-click.prevent",
        "lv-on:dblclick",
        "lv-on:my-event.once.stop",
        "lv-window-keydown.ctrl.k",
        "lv-document-visibilitychange",
    ],
)
def test_known(name: str) -> None:
    assert is_known(name)
    assert wrong_modifier(name) is None


@pytest.mark.parametrize("name", ["lv-clik", "lv-value", "lv-", "onclick", "lv-on:", "lv-dblclick", "lv-mounted.once"])
def test_unknown(name: str) -> None:
    assert not is_known(name)


@pytest.mark.parametrize("name", ["lv-click", "lv-keydown.ctrl.k", "lv-on:paste", "lv-window-resize", "lv-click-away"])
def test_some_name_an_event(name: str) -> None:
    assert names_event(name)


@pytest.mark.parametrize("name", ["lv-key", "lv-debounce", "lv-value-x", "lv-confirm"])
def test_some_say_how(name: str) -> None:
    assert is_known(name) and not names_event(name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("lv-keydown.entr", "`.entr` of `lv-keydown.entr` is no modifier and no key. Did you mean `enter`?"),
        ("lv-click.prevnt", "Did you mean `prevent`?"),
        ("lv-click.k", "`lv-click` is no event of the keyboard"),
        ("lv-keydown.a.b", "names 2 keys"),
        ("lv-click.", "is no modifier"),
    ],
)
def test_wrong_modifiers(name: str, reason: str) -> None:
    assert reason in (wrong_modifier(name) or "")


@pytest.mark.parametrize("key", [*sorted(bindings.KEYS), "k", "7"])
def test_every_key_is_one(key: str) -> None:
    assert wrong_modifier(f"lv-keydown.shift.{key}") is None


@pytest.mark.parametrize(
    "name",
    sorted([*bindings.NAMES, *(f".{modifier}" for modifier in bindings.MODIFIERS), *bindings.KEYS]),
)
def test_each_has_its_place_in_the_reference(name: str) -> None:
    written = re.sub("`f1`.`f24`", " ".join(f"`{key}`" for key in bindings.KEYS if key.startswith("f")), REFERENCE)
    assert f"`{name}" in written
