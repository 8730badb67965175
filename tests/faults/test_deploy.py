"""The unit and the image of the how-to: what they say is what the command line takes, and does what they say."""

from __future__ import annotations

import json
import os
import re
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from liveview.cli import main
from tests.faults.test_workers import workers
from tests.served import ROOT, Page, Served, seconds_until

DEPLOY = ROOT / "docs" / "how-to" / "deploy"
UNIT = (DEPLOY / "board.service").read_text()
IMAGE = (DEPLOY / "Dockerfile").read_text()
BIN = "/srv/board/.venv/bin/liveview"


def of_unit(name: str) -> str:
    """What the unit says under a name."""
    (found,) = re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)
    return str(found)


def of_image(word: str) -> str:
    """What the Dockerfile says after a word at the beginning of a line; the last one counts, as there."""
    return str(re.findall(rf"^{word} (.*)$", IMAGE, re.MULTILINE)[-1])


def arguments(command: list[str]) -> list[str]:
    """Those of a command of `liveview`, with the tests' app in the place of the reader's, any port, and two workers."""
    assert command[1:3] == ["run", "app:app"]
    given = dict(zip(command[3::2], command[4::2], strict=True))
    assert given.pop("--port") == "8000" and int(given["--workers"]) >= 2
    given["--workers"] = "2"  # more of them make the same, later
    return ["run", "tests.faults.views:app", *(word for option in given.items() for word in option)]


START = shlex.split(of_unit("ExecStart"))
COMMANDS = {"unit": START, "image": json.loads(of_image("CMD"))}


@pytest.fixture(params=COMMANDS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """What each of them starts, with its state in a directory that stays."""
    given = arguments(COMMANDS[request.param])
    with Served(*given, folder=ROOT, command=(), LIVEVIEW_STATE_DIR=str(tmp_path)) as served:
        served.url = f"http://127.0.0.1:{served.port}"  # of the image it is any address
        yield served


def reload(server: Served) -> None:
    """What `systemctl reload` does."""
    command = of_unit("ExecReload")
    assert "$MAINPID" in command
    subprocess.run(shlex.split(command.replace("$MAINPID", str(server.pid))), check=True)


def is_healthy(server: Served) -> bool:
    """What the image's HEALTHCHECK says."""
    program, *given = shlex.split(of_image("HEALTHCHECK").removeprefix("CMD "))
    assert program == "python" and "127.0.0.1:8000" in given[1]
    command = [sys.executable, given[0], given[1].replace(":8000", f":{server.port}")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_what_they_start_goes_on_through_a_reload_and_a_stop(server: Served, tmp_path: Path) -> None:
    with Page(server) as page:
        page.join()
        page.send("e", 1, 0, "add", {"by": "5"})
        # Where the other worker took the page over, its title comes first.
        assert page.receive_until(lambda frame: frame[0] == 0) == [0, 1, [0, 5], 1]
        assert is_healthy(server)
        before = workers(server)
        reload(server)
        seconds_until(lambda: len(workers(server)) == len(before) and not workers(server) & before)
        assert page.join(version=1)[:2] == ["j", 2]
        assert page.receive_until(lambda frame: frame[0] == "=")[3][1] == 5
        began = time.monotonic()
        assert server.stop(signal.SIGTERM) == 0
        assert time.monotonic() - began < float(of_unit("TimeoutStopSec"))
        assert not is_healthy(server)
        assert (tmp_path / "secret").exists() and (tmp_path / "snapshots.db").exists()
        server.restart()
        server.url = f"http://127.0.0.1:{server.port}"
        assert page.join(version=2)[:2] == ["j", 2]
        assert page.receive_until(lambda frame: frame[0] == "=")[3][1] == 5


def test_a_process_with_the_files_of_the_unit_takes_more_than_a_thousand_connections() -> None:
    wanted = int(of_unit("LimitNOFILE"))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert wanted > 2048
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))  # a child has what its parent has
    try:
        with Served("run", "tests.faults.views:app", folder=ROOT) as served:
            assert psutil.Process(served.pid).rlimit(psutil.RLIMIT_NOFILE)[0] == min(wanted, hard)
            opened = open_connections(served, 1100)
            try:
                assert is_healthy(served)
            finally:
                for connection in opened:
                    connection.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def open_connections(server: Served, count: int) -> list[socket.socket]:
    """Connections on which a request has begun, and does not end."""
    opened = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]
    for connection in opened:
        connection.sendall(b"GET / HTTP/1.1\r\n")
    return opened


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("there is no systemd-analyze here")
    path = tmp_path / "board.service"
    assert START[0] == BIN
    path.write_text(UNIT.replace(BIN, sys.executable))  # it asks whether there is such a file
    done = subprocess.run([verify, "verify", "--man=no", str(path)], capture_output=True, text=True, check=False)
    found = [line for line in (done.stdout + done.stderr).splitlines() if path.name in line]
    assert (done.returncode, found) == (0, [])


def test_the_image_is_of_a_python_that_the_package_takes_and_keeps_its_state() -> None:
    assert re.fullmatch(r"python:3\.1[1-4]-slim", of_image("FROM"))
    state = of_image("VOLUME")
    assert of_image("ENV") == f"LIVEVIEW_STATE_DIR={state}"
    assert f"chown {of_image('USER')} {state}" in IMAGE
    assert of_unit("Environment") == f"LIVEVIEW_STATE_DIR=/var/lib/{of_unit('StateDirectory')}"


def test_the_command_line_says_so_where_the_files_are_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """That the checks above can fail: an option that is not there is refused."""
    with pytest.raises(SystemExit):
        main([*START[1:], "--worker-class", "x"])
    assert "unrecognized arguments" in capsys.readouterr().err
    assert os.path.basename(START[0]) == json.loads(of_image("CMD"))[0] == "liveview"
