"""A server in a process of its own, and a page of it over a real WebSocket."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).parents[1]
DATA = re.compile(r'<script type="application/json" id="lv-data">([^<]*)</script>')
ADDRESS = re.compile(r" (?:at|on) (http://[^\s/]+)/? \(")  # uvicorn alone says it so
# A process that imports everything, on a machine that has other things to do.
PATIENCE = 30.0


class Served:
    """What `liveview run` serves, while the `with` block runs.

    Args:
        arguments: of the command, such as `"run", "counter.py"`.
        folder: where it is run.
        command: the command itself; by default this checkout's.
        environment: variables of the server's own.
    """

    def __init__(self, *arguments: str, folder: Path, command: tuple[str, ...] = (), **environment: str) -> None:
        self._command = [*(command or (sys.executable, "-m", "liveview.cli")), *arguments]
        self._folder = folder
        self._environment = {**os.environ, "PYTHONPATH": "" if command else str(ROOT), **environment}
        self._process: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None
        self._said: list[str] = []
        self._has_news = threading.Condition()
        self._has_ended = False
        self.url = ""

    def start(self, port: int = 0) -> None:
        """Starts it and waits until it has said where it is. Then the port is open, and requests wait their turn."""
        self._said, self._has_ended = [], False
        self._process = subprocess.Popen(
            [*self._command, "--port", str(port)],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()
        self.url = self.said(ADDRESS)[1]

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                with self._has_news:
                    self._said.append(line)
                    self._has_news.notify_all()
        with self._has_news:
            self._has_ended = True
            self._has_news.notify_all()

    def said(self, pattern: str | re.Pattern[str]) -> re.Match[str]:
        """Waits until the newest process has printed something."""
        with self._has_news:
            self._has_news.wait_for(lambda: re.search(pattern, "".join(self._said)) or self._has_ended, PATIENCE)
        found = re.search(pattern, self.output)
        assert found, f"never said {pattern!r}:\n{self.output}"
        return found

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Ends it as a crash does: nothing is said to anybody."""
        assert self._process is not None
        self._process.kill()
        self._wait()

    def restart(self) -> None:
        """Starts it again at the same port."""
        self.start(self.port)

    def stop(self, signal: signal.Signals = signal.SIGTERM) -> int:
        """Ends it as whoever runs it does. Returns its exit status."""
        self.signal(signal)
        return self._wait()

    def signal(self, signal: signal.Signals) -> None:
        """Tells it something, and does not wait."""
        assert self._process is not None
        self._process.send_signal(signal)

    @property
    def output(self) -> str:
        """What the newest process has printed so far."""
        with self._has_news:
            return "".join(self._said)

    def ended(self) -> int:
        """Waits until it has ended by itself. Returns its exit status."""
        return self._wait()

    def _wait(self) -> int:
        assert self._process is not None
        assert self._listener is not None
        status = self._process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        return status

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self.stop()


class Page:
    """A page of a server: its first HTML, its cookie, and its WebSocket.

    Args:
        server: where it is.
        path: its path.
    """

    def __init__(self, server: Served, path: str = "/") -> None:
        self._server = server
        self._path = path
        self._client = httpx2.Client(base_url=server.url, timeout=PATIENCE)
        self._open = ExitStack()
        self._socket: ClientConnection | None = None
        self.html = ""
        self.data: dict[str, Any] = {}
        self.load()

    def load(self) -> None:
        """GETs the page, as a page does too that lost its process."""
        response = self.get(self._path)
        assert response.status_code == 200, response.text
        self.html = response.text
        found = DATA.search(self.html)
        assert found is not None, self.html
        self.data = json.loads(found[1])

    def another(self) -> Page:
        """The same page in another browser."""
        return Page(self._server, self._path)

    def move(self, server: Served) -> None:
        """From now on its requests come out at another machine, as a load balancer may have it."""
        self._server = server
        self._client.base_url = server.url

    def get(self, path: str) -> httpx2.Response:
        """Any URL of the server, with the page's cookies."""
        return self._client.get(path)

    @property
    def cookies(self) -> dict[str, str]:
        """The page's."""
        return dict(self._client.cookies)

    @property
    def socket(self) -> ClientConnection:
        assert self._socket is not None
        return self._socket

    def connect(self, origin: str | None = None) -> None:
        """Opens the WebSocket, as the browser does; one that was open is closed."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._client.cookies.items())
        connection = connect(
            f"ws://127.0.0.1:{self._server.port}{self.data['socket']}",
            origin=Origin(origin or self._server.url),
            subprotocols=[Subprotocol("lv1")],
            additional_headers={"cookie": cookies},
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,  # as browsers; the library takes no pongs while nobody asks it for frames
        )
        self._open.close()
        self._socket = self._open.enter_context(connection)

    def join(self, version: int | None = None) -> list[Any]:
        """Connects and joins; the answer."""
        self.connect()
        shown = self.data["version"] if version is None else version
        self.send("j", self.data["token"], [0, shown])
        return self.receive()

    def send(self, *frame: Any) -> None:
        """Sends a frame."""
        self.socket.send(json.dumps(frame))

    def receive(self) -> list[Any]:
        """The next frame. A version is acknowledged: a page that does not is given no more."""
        return self.receive_within(PATIENCE)

    def receive_within(self, within: float) -> list[Any]:
        """The next frame, or a `TimeoutError` after so many seconds."""
        frame: list[Any] = json.loads(self.socket.recv(timeout=within))
        match frame:
            case [int(address), int(version), *_] | ["=", int(address), int(version), *_]:
                self.send("v", address, version)
        return frame

    def receive_until(self, condition: Callable[[list[Any]], bool]) -> list[Any]:
        """The next frame for which a condition holds."""
        while True:
            frame = self.receive()
            if condition(frame):
                return frame

    def close(self) -> None:
        """Closes everything."""
        self._open.close()
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def seconds_until(condition: Callable[[], bool]) -> float:
    """How long it took until something was so; asks again and again, for there is nothing to wait on."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < PATIENCE, "it never was"
        time.sleep(0.005)
    return time.monotonic() - began
