"""Plants bugs, one at a time, and asks the tests: each has to be found.

Those in the engine are asked of all its tests; those that switch off what protects from an attack (`risk 5`, with the
number of its row in tests/security/risks.py), of the tests that the row names.

    python -m tests.mutants [NAME or its beginning …]

A bug that no test finds is a promise that nothing holds. The tests run on a copy, as quickly as they can fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.planted import MUTANTS, Mutant
from tests.security.risks import RISKS, Risk

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("liveview", "tests", "example_app", "docs", "static", "pyproject.toml", "README.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules")
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--no-header")


def main() -> int:
    """Runs the tests once for each bug; returns 1 if one is not found."""
    chosen = [mutant for mutant in every_mutant() if not sys.argv[1:] or mutant.name.startswith(tuple(sys.argv[1:]))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(chosen, pool.map(is_found, chosen), strict=True))
    for mutant, was_found in found.items():
        print(f"{'found  ' if was_found else 'MISSED '} {mutant.name}")
    print(f"{sum(found.values())} of {len(found)} planted bugs were found")
    return 0 if all(found.values()) else 1


def every_mutant() -> list[Mutant]:
    """Those of the engine, and those of the table of risks."""
    return [*MUTANTS, *(mutant for risk in RISKS for mutant in _mutants_of(risk))]


def _mutants_of(risk: Risk) -> Iterator[Mutant]:
    for at, mistake in enumerate(risk.mistakes, 1):
        name = f"risk {risk.number}.{at}: {mistake.file}"
        yield Mutant(name, mistake.file, mistake.before, mistake.after, room="", tests=risk.tests)


def is_found(mutant: Mutant) -> bool:
    """Whether a test fails where the bug is."""
    with tempfile.TemporaryDirectory() as folder:
        plant(mutant, Path(folder))
        command = [sys.executable, "-m", "pytest", *OPTIONS, *mutant.tests]
        environment = {**os.environ, "HYPOTHESIS_PROFILE": "quick"}
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).returncode == 1


def plant(mutant: Mutant, folder: Path) -> None:
    """A copy of the project with the bug.

    Raises:
        ValueError: where the code is no longer what the bug is planted into.
    """
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, folder / name)
    path = folder / mutant.room / mutant.file
    text = path.read_text()
    if text.count(mutant.before) != 1:
        raise ValueError(f"{mutant.name}: {mutant.before!r} stands {text.count(mutant.before)} times in {mutant.file}")
    path.write_text(text.replace(mutant.before, mutant.after))


if __name__ == "__main__":
    sys.exit(main())
