"""The table of risks is whole: each has tests that are there, and a mistake that can still be made, or says why not."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.security.risks import RISKS, Mistake, Risk

ROOT = Path(__file__).parents[2]
ROWS = 35
MISTAKES = {f"{risk.number}.{at}": mistake for risk in RISKS for at, mistake in enumerate(risk.mistakes, 1)}


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of a file's tests."""
    tree = ast.parse((ROOT / path).read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test_"))


def test_every_row_is_there_once() -> None:
    assert [risk.number for risk in RISKS] == list(range(1, ROWS + 1))


@pytest.mark.parametrize("risk", RISKS, ids=lambda risk: str(risk.number))
def test_a_rule_has_tests_and_something_that_would_break_it(risk: Risk) -> None:
    assert risk.tests
    assert bool(risk.mistakes) != bool(risk.instead)
    for test in (*risk.tests, *risk.browser):
        path, _, name = test.partition("::")
        assert name in names_in(path), test


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_can_be_made_at_one_place(mistake: Mistake) -> None:
    right = (ROOT / mistake.file).read_text()
    assert right.count(mistake.before) == 1
    assert mistake.before != mistake.after
    if mistake.file.endswith(".py"):  # what cannot be read at all is no mistake that a test would have to find
        compile(right.replace(mistake.before, mistake.after), mistake.file, "exec")
