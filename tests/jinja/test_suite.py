"""Jinja's own tests on our environment: each of its forms passes all that Jinja does, but for what is listed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.jinja.differences import BOTH, LIVE, REFUSED

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT / "build" / f"jinja2-{version('jinja2')}"
# Async environments are left to Jinja: a live template is rendered between two messages, and never waits.
ASYNC = ("--ignore=tests/test_async.py", "--ignore=tests/test_async_filters.py")
# Its settings are its own, and none of ours: no plugin but the one under test.
OPTIONS = ("-p", "tests.jinja.plugin", "-p", "no:cacheprovider", "-p", "no:asyncio", "-c", os.devnull, "--rootdir", ".")


@cache
def run(form: str) -> dict[str, set[str]]:
    """The ids of the tests by what became of them."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, "tests", "-q", "-rA", "--tb=no", *ASYNC]
    environment = {**os.environ, "JINJA_FORM": form, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=SUITE, env=environment, capture_output=True, text=True, check=False)
    found = re.findall(r"^(PASSED|FAILED|ERROR|SKIPPED) (.*?)(?: - .*)?$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return {outcome: {name for kind, name in found if kind == outcome} for outcome in ("PASSED", "FAILED", "ERROR")}


@pytest.fixture(scope="module", autouse=True)
def suite() -> None:
    assert SUITE.is_dir(), f"{SUITE} is missing: run tools/prepare.sh jinja, as `make test` does"


def test_jinja_passes_its_own_tests_but_for_those_that_escaping_changes() -> None:
    passed, failed = run("jinja")["PASSED"], run("jinja")["FAILED"]
    assert len(passed) > 700
    assert len(failed) < 40  # their texts have quotes and angle brackets


@pytest.mark.parametrize(("form", "differences"), [("stock", BOTH), ("live", LIVE)])
def test_so_does_ours(form: str, differences: dict[str, str]) -> None:
    ours = run(form)
    assert not ours["ERROR"]
    assert ours["FAILED"] & run("jinja")["PASSED"] == set(differences)
    refused = run("jinja")["PASSED"] - ours["PASSED"] - ours["FAILED"]
    assert refused == set(REFUSED)
