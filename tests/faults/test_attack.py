"""`liveview attack` from one end to the other: everything in the weak app, and nothing where nothing is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from liveview.attack import Spot
from tests.attack.attacking import TOKEN
from tests.attack.test_mistakes import MISTAKES
from tests.served import ROOT

WEAK = "tests.attack.weak:app"
LOGIN = "/login name=ann password=correct"


def attack(folder: Path, target: str, *arguments: str, **environment: str) -> tuple[int, dict[str, Any], str]:
    """The command's exit status, what it has found, and what it printed of its progress."""
    (folder / "tmp").mkdir()
    command = [sys.executable, "-m", "liveview.cli", "attack", target, "--no-browser", "--json", "-", *arguments]
    env = {
        **os.environ,
        "TMPDIR": str(folder / "tmp"),
        "WEAK_FOLDER": str(folder),
        "PAYMENT_TOKEN": TOKEN,
        **environment,
    }
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    assert list((folder / "tmp").iterdir()) == [], "it leaves files"
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.mark.timeout(
    280
)  # each of forty routes is attacked by all there is, and a few seconds are spent on each mistake
def test_everything_in_the_weak_app_is_found(tmp_path: Path) -> None:
    status, told, _ = attack(tmp_path, WEAK, "--sign-in", LOGIN, "--seconds", "240", MISTAKES="all")
    assert status == 1
    found = {(each["code"], str(_spot(each))) for each in told["findings"]}
    assert [name for name, mistake in MISTAKES.items() if (mistake.code, mistake.place) not in found] == []
    assert {code for code, _ in found} == {mistake.code for mistake in MISTAKES.values()}


def _spot(told: dict[str, Any]) -> Spot:
    return Spot(told["route"], told["view"], told["event"], told["argument"])


@pytest.mark.timeout(280)
def test_nothing_is_found_in_its_sound_twin(tmp_path: Path) -> None:
    # Floods, and what fills the memory, take most of the time: tests/attack/test_mistakes.py has them.
    given = ("--sign-in", LOGIN, "--seconds", "240", "--quick")
    status, told, said = attack(tmp_path, WEAK, *given, MISTAKES="")
    assert (status, told["findings"]) == (0, []), said


@pytest.mark.timeout(280)
def test_nothing_is_found_in_the_example_app(tmp_path: Path) -> None:
    status, told, said = attack(tmp_path, "example_app.app:app", "--sign-in", "/account name=Ann", "--seconds", "240")
    assert (status, told["findings"]) == (0, []), said
    assert "/chat" in {each["route"] for each in told["anonymous"] if not each["open"]}
