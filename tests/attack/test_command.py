"""`liveview attack` as it is typed: what it refuses to do, what it prints, and what it leaves behind: nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from liveview.attack import CODES
from liveview.cli import main
from tests.served import ROOT, Served

OPEN = """\
from liveview import LiveApp, LiveView, event, live


class Admin(LiveView):
    template_string = "<button lv-click='go'>go</button>"

    @event
    async def go(self) -> None:
        pass


app = LiveApp(routes=[live("/admin", Admin), live("/", Admin, name="start")])
"""
NOBODY = """\
def nobody(connection):
    from starlette.exceptions import HTTPException

    raise HTTPException(401)


class Admin"""
GUARDED = OPEN.replace('live("/admin", Admin)', 'live("/admin", Admin, guard=nobody)').replace("class Admin", NOBODY)
SINGLE = """\
from liveview import LiveView, event


class Page(LiveView):
    template_string = "<form lv-submit='say'><input name='text'></form>{{ text }}"
    text: str = ""

    @event
    async def say(self, text: str) -> None:
        self.text = text[:100]
"""


def attack(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, in a folder."""
    command = [sys.executable, "-m", "liveview.cli", "attack", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), **environment}
    (folder / "tmp").mkdir(exist_ok=True)
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=55)


def test_what_is_found_is_printed_and_written_and_fails(tmp_path: Path) -> None:
    (tmp_path / "site.py").write_text(OPEN)
    done = attack(tmp_path, "site.py", "--only", "open-page", "--json", "found.json")
    assert done.returncode == 1, done.stderr
    assert "high      open-page: /admin Admin" in done.stdout
    assert "  /admin  Admin  open; events: go" in done.stdout
    assert "It presses every button there is" in done.stderr
    told = json.loads((tmp_path / "found.json").read_text())
    assert [(each["code"], each["severity"], each["route"], each["view"]) for each in told["findings"]] == [
        ("open-page", "high", "/admin", "Admin")
    ]
    assert told["anonymous"][0] == {"route": "/admin", "view": "Admin", "open": True, "status": 200, "events": ["go"]}


def test_a_route_that_is_chosen_is_the_only_one(tmp_path: Path) -> None:
    (tmp_path / "site.py").write_text(OPEN)
    done = attack(tmp_path, "site.py", "--route", "/", "--only", "open-page", "--json", "-")
    assert done.returncode == 0, done.stderr
    assert [each["route"] for each in json.loads(done.stdout)["anonymous"]] == ["/"]


def test_what_is_skipped_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "site.py").write_text(OPEN)
    done = attack(tmp_path, "site.py", "--only", "open-page", "--skip", "open-page")
    assert done.returncode == 0
    assert "nothing found" in done.stdout


def test_a_view_alone_is_attacked_whole_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(SINGLE)
    done = attack(tmp_path, "page.py", "--quick", "--no-browser", HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout
    assert {code for code in CODES if f"s  {code}\n" in done.stderr} >= {
        "html-in-text",
        "file-read",
        "unguarded-server",
    }
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    assert left == {"page.py", "tmp"}


def test_a_server_that_runs_already_is_attacked_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "site.py").write_text(GUARDED)
    with Served("run", "site.py", folder=tmp_path, LIVEVIEW_STATE_DIR=str(tmp_path / "state")) as served:
        # Started for development, with the overlay: the attack says so.
        done = attack(tmp_path, "site.py", "--url", served.url, "--only", "debug-on", "--only", "open-page")
        assert served.pid
    assert done.returncode == 1
    assert "debug-on: / Admin" in done.stdout
    assert "open-page:" not in done.stdout
    assert "  /admin  Admin  refused (401)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["site.py", "--route", "/nowhere"], "has no route /nowhere to attack"),
        (["site.py", "--sign-in", "/admin name=ann"], "has no form with the fields name"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_what_an_app_does_not_have_is_said(arguments: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "site.py").write_text(OPEN)
    done = attack(tmp_path, *arguments)
    assert done.returncode == 2
    assert says in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["site.py", "--url", "http://192.0.2.1:8000"], "--i-own-this-host 192.0.2.1"),
        (["site.py", "--url", "127.0.0.1:8000"], "write http://127.0.0.1:8000"),
        (["site.py", "--only", "xss"], "there is no check 'xss'; there are: open-page,"),
        (["site.py", "--seconds", "0"], "more than nought"),
        (["site.py", "--sign-in", "name=ann"], "write the path of the page"),
        (["nothing.py"], "there is no file"),
        ([], "which app?"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_wrong_command_says_what_to_write(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["attack", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_an_app_that_does_not_start_says_why(tmp_path: Path) -> None:
    source = OPEN.replace("app = LiveApp(", "import os\nassert os.environ['LIVEVIEW_STATE_DIR']\napp = LiveApp(")
    source += "\nimport multiprocessing\nif multiprocessing.parent_process():\n    raise RuntimeError('no database')\n"
    (tmp_path / "site.py").write_text(source)
    done = attack(tmp_path, "site.py")
    assert done.returncode == 2
    assert "does not start" in done.stderr
    assert "no database" in done.stderr


def test_one_that_is_told_to_stop_takes_its_server_along_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(SINGLE)
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}
    command = [sys.executable, "-m", "liveview.cli", "attack", "page.py", "--no-browser"]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        url = next(found[0] for line in running.stderr if (found := re.search(r"http://127[\d.:]+\d", line)))
        running.terminate()
        running.stderr.read()
        assert running.wait() == 130
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url)
    assert list((tmp_path / "tmp").iterdir()) == []
