"""The wheel, installed in an environment of its own, away from the checkout: all that it promises is in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import Page, Served

ROOT = Path(__file__).parent.parent

# Building, a new environment, and packages that may have to be fetched.
pytestmark = pytest.mark.timeout(300)


def run(*command: str | Path, folder: Path = ROOT) -> str:
    """What a command prints."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False, env=clean()
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clean() -> dict[str, str]:
    """An environment in which nothing leads back to the checkout."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def bin(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that has the wheel and what it depends on, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--require-hashes", "--requirement", ROOT / "requirements" / "demo.txt")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    run(*pip, "check")
    return folder / "bin"


@pytest.fixture(scope="module")
def package(bin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the installed package is."""
    away = tmp_path_factory.mktemp("away")
    found = Path(run(bin / "python", "-c", "import liveview; print(liveview.__path__[0])", folder=away).strip())
    assert found.is_relative_to(bin.parent)
    return found


def serve(bin: Path, *arguments: str, folder: Path) -> Served:
    return Served(*arguments, folder=folder, command=(str(bin / "liveview"),))


def test_the_counter_of_the_readme_runs_as_it_is_printed(bin: Path, package: Path, tmp_path: Path) -> None:
    (counter,) = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    (tmp_path / "counter.py").write_text(counter)
    with serve(bin, "run", "counter.py", folder=tmp_path) as server, Page(server) as page:
        assert "<h1>0</h1>" in page.html
        assert page.join() == ["j", 1, 0]
        page.send("e", 1, 0, "add", {"by": "10"})
        assert page.receive() == [0, 1, [0, 10], 1]
        for url in re.findall(r'(?:src|href)="(/live/assets/[^"]+)"', page.html):
            response = page.get(url)
            assert (response.status_code, len(response.content) > 1000) == (200, True), url
    assert (package / "static" / "liveview.min.js").is_file()


def test_the_demo_runs(bin: Path, package: Path, tmp_path: Path) -> None:
    with serve(bin, "demo", folder=tmp_path) as server, Page(server) as page:
        assert page.join()[:2] == ["j", 1]
        page.receive_until(lambda frame: frame[0] == 0)  # the machine moves
        sheets = re.findall(r'href="(/live/assets/[^"]+\.css)"', page.html)
        assert {Path(url).name.partition(".")[0] for url in sheets} == {"components"}
        for url in sheets:
            assert "text/css" in page.get(url).headers["content-type"]
            assert ".ui-stat" in page.get(url).text
        for path in ("/counter", "/dashboard", "/rows"):
            assert page.get(path).status_code == 200
    assert (package / "demo" / "example_app" / "app.py").is_file()


def test_it_puts_one_name_into_site_packages(wheel: Path) -> None:
    listed = run(sys.executable, "-m", "zipfile", "--list", wheel)
    tops = {line.split("/")[0] for line in listed.splitlines()[1:]}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"liveview"}


def test_users_get_its_types(package: Path) -> None:
    assert (package / "py.typed").is_file()


def test_the_test_kit_says_what_it_needs(bin: Path) -> None:
    done = subprocess.run(
        [bin / "python", "-c", "import liveview.testing"], capture_output=True, text=True, check=False, env=clean()
    )
    assert 'pip install "liveview[testing]"' in done.stderr
