"""The examples of docs/reference/protocol.md, run by the engine's reference of what a client must do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from liveview.engine import apply_patch, values_to_html

VECTORS = Path(__file__).parent / "vectors"
FILES = ("text", "attributes", "ranges", "lists", "foreign", "components")


def cases() -> list[Any]:
    """Every named case, with its file in the name."""
    return [
        pytest.param(case, id=f"{name}: {case['name']}")
        for name in FILES
        for case in json.loads((VECTORS / f"{name}.json").read_text())
    ]


def test_there_are_cases_of_every_file() -> None:
    assert {path.stem for path in VECTORS.glob("*.json")} == {*FILES, "frames"}


@pytest.mark.parametrize("case", cases())
def test_values_show_as_the_marked_html(case: dict[str, Any]) -> None:
    assert values_to_html(case["values"], case["fragments"]) == case["html"]


@pytest.mark.parametrize("case", cases())
def test_patches_lead_from_values_to_values(case: dict[str, Any]) -> None:
    values = case["values"]
    for step in case["patches"]:
        values = apply_patch(values, step["patch"], case["fragments"])
        assert values == step["values"]
        assert values_to_html(values, case["fragments"]) == step["html"]
