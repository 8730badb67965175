"""`liveview check` as it is typed: what it prints, and the status that it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from liveview import LiveApp, LiveView, live
from liveview.cli import main
from liveview.cli.check import findings_of
from tests.served import ROOT, Served

RIGHT = """\
from liveview import LiveView


class Page(LiveView):
    template_string = "<p>{{ count }}</p>"
    count: int = 0
"""
WRONG = RIGHT.replace("{{ count }}", "{{ coutn }}")
SLOW = RIGHT.replace("<p>{{ count }}</p>", "{% filter upper %}<p>{{ count }}</p>{% endfilter %}")
UNKEPT = RIGHT.replace("count: int = 0", "count: object = 0")
NOTE = """\
:6: note: Page.count is not kept when another process goes on with the page: nobody knows what it may hold. \
Its value then is what `mount` gives it, or `restore(self)`. [not-kept]
"""


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """The status and output of the command in a folder."""
    command = [sys.executable, "-m", "liveview.cli", "check", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("source", "options", "status", "ending"),
    [
        (RIGHT, [], 0, "no errors, no warnings\n"),
        (WRONG, [], 1, "1 error, no warnings\n"),
        (SLOW, [], 0, "no errors, 1 warning\n"),
        (SLOW, ["--strict"], 1, "no errors, 1 warning\n"),
        (UNKEPT, ["--strict"], 0, NOTE + "no errors, no warnings\n"),
    ],
)
def test_the_status_tells(
    source: str,
    options: list[str],
    status: int,
    ending: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "page", raising=False)  # the one before, in this very process
    (tmp_path / "page.py").write_text(source)
    assert main(["check", "page.py", *options]) == status
    printed = capsys.readouterr()
    assert printed.out.endswith(ending)
    assert printed.err == ""


def test_a_finding_is_one_line_with_a_path_from_here(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(WRONG)
    status, output, _ = run(tmp_path)  # app.py is where one looks
    assert status == 1
    assert output.splitlines()[0] == (
        "app.py:5: error: `coutn` is no state, @computed value, constant or component of Page. "
        "Did you mean `count`? [unknown-name]"
    )


def test_json_is_a_list_of_objects(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(WRONG)
    status, output, _ = run(tmp_path, "--json")
    (found,) = json.loads(output)
    assert status == 1
    assert found["message"].startswith("`coutn` is no state")
    assert {**found, "message": ""} == {
        "file": "main.py",
        "line": 5,
        "level": "error",
        "code": "unknown-name",
        "message": "",
    }


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        ("import os\nimport there_is_no_such_module\n", 2, "import"),
        ("x = 1\ny = (\n", 2, "import"),
        ("from liveview import LiveView\n\n\nclass A(LiveView):\n    count: int\n", 5, "definition"),
    ],
)
def test_an_app_that_cannot_be_imported_is_a_finding(
    source: str,
    line: int,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken_app.py").write_text(source)
    assert main(["check", "broken_app.py", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["file"], found["line"], found["code"]) == ("broken_app.py", line, code)


def test_nothing_to_check_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "there is no app.py or main.py" in capsys.readouterr().err.lower()
    assert main(["check", "json:loads"]) == 2
    assert "json:loads is no LiveApp" in capsys.readouterr().err


def test_a_served_app_is_checked_beside_its_start(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(WRONG)
    with Served("run", "app.py", folder=tmp_path) as served:
        served.said(r"WARNING: +app\.py:5: error: `coutn` is no state")
        assert httpx2.get(served.url).status_code == 500  # it is served anyway, and the page says why


class Wrong(LiveView):
    template_string = "<p>{{ coutn }}</p>"


def test_every_way_to_serve_a_view_is_looked_into() -> None:
    app = LiveApp(routes=[live("/", Wrong)])
    attached = FastAPI()
    app.attach(attached, path="/ops", guard=lambda request: None)
    inside = LiveApp(routes=[Mount("/deep", routes=[live("/", Wrong)])])
    for served in (app, attached, inside):
        assert [finding.code for finding in findings_of(served)] == ["unknown-name"]
