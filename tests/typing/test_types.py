"""What type checkers say of users' code: nothing where it is right, and the line where it is not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MISTAKES = sorted((HERE / "mistakes").glob("*.py"))

Place = tuple[str, int]
Check = Callable[[list[Path], Path], set[Place]]


def documented(folder: Path) -> Iterator[Path]:
    """The modules in the README and the tutorial, each written to a file."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md"))]
    for page in pages:
        blocks = re.findall(r"^```python[^\n]*\n(.*?)^```", page.read_text() if page.exists() else "", re.M | re.S)
        modules = [block for block in blocks if "import " in block and "class " in block]
        for number, module in enumerate(modules):
            path = folder / f"{page.stem}_{number}.py".lower().replace("-", "_")
            path.write_text(module)
            yield path


def mypy(paths: list[Path], folder: Path) -> set[Place]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file", "", "--output", "json"]
    # Users have their own cache; ours would be read with the settings of the project.
    done = subprocess.run(
        [*command, "--cache-dir", str(folder / "mypy"), *map(str, paths)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    checked = {path.name for path in paths}  # the package is read along with them
    places = {(Path(error["file"]).name, error["line"]) for error in found if error["severity"] == "error"}
    return {place for place in places if place[0] in checked}


def pyright(paths: list[Path], folder: Path) -> set[Place]:
    config = folder / "pyrightconfig.json"
    config.write_text(json.dumps({"typeCheckingMode": "strict", "include": ["*.py"], "extraPaths": [str(ROOT)]}))
    for path in paths:  # pyright reads no file outside of its project
        (folder / path.name).write_text(path.read_text())
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "-p", str(config), "--pythonpath", sys.executable, "--outputjson"],
        capture_output=True, text=True, cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] >= len(paths), done.stdout
    return {(Path(d["file"]).name, d["range"]["start"]["line"] + 1) for d in report["generalDiagnostics"]}


@pytest.mark.timeout(240)  # a checker without its cache reads all of pydantic's types
@pytest.mark.parametrize("check", [mypy, pyright], ids=["mypy", "pyright"])
class TestCheckers:
    def test_right_code_is_right(self, check: Check, tmp_path: Path) -> None:
        paths = [*(HERE / "users").glob("*.py"), *documented(tmp_path)]
        assert any(path.name.startswith("readme") for path in paths), "the README has no module to check"
        assert check(paths, tmp_path) == set()

    def test_each_mistake_is_found_in_its_line(self, check: Check, tmp_path: Path) -> None:
        marked = {
            (path.name, number)
            for path in MISTAKES
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if "# MISTAKE" in line
        }
        assert len(marked) >= 10
        assert check(MISTAKES, tmp_path) == marked
