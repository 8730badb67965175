"""The servers that are measured, and who loads them: processes that are there while a `with` block runs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

from bench.stack.load import Turn
from tests.served import PATIENCE, ROOT, Served

PEERS = ROOT / "build" / "peers"
PEER_NAMES = ("pyview", "nicegui")
SCREENS = Path("bench/peers")
NEVER = "3600000"  # milliseconds between two ticks: none comes


def ours(app: str = "app", tick: str = NEVER) -> Served:
    """This framework's screens, as `liveview run` serves them.

    Args:
        app: with which limits: `app` or `shipped`.
        tick: milliseconds between two ticks.
    """
    return Served("run", f"bench.stack.screens:{app}", folder=ROOT, TICK_MS=tick)


def floor(tick: str = NEVER) -> Served:
    """A bare Starlette, on the very same server.

    Args:
        tick: milliseconds between two frames to all that look.
    """
    return Served("run", "bench.stack.floor:app", folder=ROOT, TICK_MS=tick)


def peers(quick: bool) -> list[str]:
    """Those that `tools/prepare.sh peers` could install. Says which are missing.

    Args:
        quick: whether one is enough: the one that works as this framework does.
    """
    wanted = PEER_NAMES[:1] if quick else PEER_NAMES
    there = [name for name in wanted if (PEERS / name / ".installed").exists()]
    for name in set(wanted) - set(there):
        print(f"{name} is not installed (tools/prepare.sh peers): nothing is compared with it")
    return there


def peer(name: str, tick: str = NEVER) -> Served:
    """A peer's screens, served as its documentation has it.

    Args:
        name: `pyview` or `nicegui`.
        tick: milliseconds between two ticks.
    """
    python = str(PEERS / name / "bin" / "python")
    commands = {
        "pyview": (python, "-m", "uvicorn", "app:app", "--no-access-log"),
        "nicegui": (python, "app.py"),
    }
    folder = ROOT / SCREENS / f"{name}_screens"
    return Served(folder=folder, command=commands[name], TICK_MS=tick, PYTHONPATH=str(folder.parent))


def answering(server: Served, path: str = "/counter") -> None:
    """Wait until a server answers; some say where they are before they do.

    Args:
        server: which.
        path: of a page that it has.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(server.url + path) as response:
                response.read()
                return
        except (URLError, ConnectionError):
            assert time.monotonic() < until, server.output
            time.sleep(0.05)


class Load:
    """The load client (`bench.stack.load`), while the `with` block runs."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.stack.load"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        with suppress(BrokenPipeError):  # what it was told last, it may not have read
            self._process.communicate()

    def open(self, name: str, kind: str, server: Served, path: str, count: int, event: str = "") -> dict[str, Any]:
        """Bring visitors to a page.

        Args:
            name: by which they are told what to do.
            kind: of which framework the page is.
            server: where it is.
            path: its path.
            count: how many.
            event: what its button sends.

        Returns:
            What the first was told, and what they take of the server's memory.
        """
        url = server.url + path
        return self._do("open", name, kind=kind, url=url, event=event, count=count, pid=server.pid)

    def press(self, name: str, seconds: float) -> Turn:
        """Have them press a button again and again."""
        return Turn(**self._do("press", name, seconds=seconds))

    def look(self, name: str, seconds: float) -> Turn:
        """Have them look on."""
        return Turn(**self._do("look", name, seconds=seconds))

    def rss(self, name: str) -> int:
        """Bytes of memory that their server has."""
        return int(self._do("rss", name)["rss"])

    def close(self, name: str) -> None:
        """Have them leave, where they are still there."""
        if self._process.poll() is None:
            self._do("close", name)

    def _do(self, what: str, name: str, **more: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, "name": name, **more}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the load client ended when it was told to {what} {name}"
        answer: dict[str, Any] = json.loads(line)
        return answer
