"""What `make mutants` plants bugs of the engine into is still there; test_risks.py looks at the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.planted import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_a_bug_is_planted_into_stands_there_once(mutant: Mutant) -> None:
    right = (ROOT / mutant.room / mutant.file).read_text()
    assert right.count(mutant.before) == 1
    compile(right.replace(mutant.before, mutant.after), mutant.file, "exec")  # else no test would have to find it
