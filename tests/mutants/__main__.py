"""Plants bugs in the engine, one at a time, and asks the tests: each has to be found.

    python -m tests.mutants [NAME …]

A bug that no test finds is a promise that nothing holds. The tests run on a copy, as quickly as they can fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.planted import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("liveview", "tests", "example_app", "docs", "pyproject.toml", "README.md")
TESTS = ("tests/unit/engine", "tests/properties/test_engine.py", "tests/properties/test_components.py")
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--no-header")


def main() -> int:
    """Runs the tests once for each bug; returns 1 if one is not found."""
    chosen = [mutant for mutant in MUTANTS if not sys.argv[1:] or mutant.name in sys.argv[1:]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(chosen, pool.map(is_found, chosen), strict=True))
    for mutant, was_found in found.items():
        print(f"{'found  ' if was_found else 'MISSED '} {mutant.name}")
    print(f"{sum(found.values())} of {len(found)} planted bugs were found")
    return 0 if all(found.values()) else 1


def is_found(mutant: Mutant) -> bool:
    """Whether a test fails where the bug is."""
    with tempfile.TemporaryDirectory() as folder:
        plant(mutant, Path(folder))
        command = [sys.executable, "-m", "pytest", *OPTIONS, *TESTS]
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
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    path = folder / "liveview" / "engine" / mutant.file
    text = path.read_text()
    if text.count(mutant.before) != 1:
        raise ValueError(f"{mutant.name}: {mutant.before!r} stands {text.count(mutant.before)} times in {mutant.file}")
    path.write_text(text.replace(mutant.before, mutant.after))


if __name__ == "__main__":
    sys.exit(main())
