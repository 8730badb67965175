"""An app in a process of its own, which a test may kill and start again at the same address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
# A process that imports everything, on a machine that has other things to do.
START_SECONDS = 30.0


class Server:
    """Serves while the `with` block runs.

    Args:
        target: what `liveview run` serves.
        environment: variables of the server's own.
    """

    def __init__(self, target: str = "example_app.app:app", **environment: str) -> None:
        self._target = target
        self._environment = {**os.environ, **environment}
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-m", "liveview.cli", "run", self._target, "--port", str(self._port)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment)
        deadline = time.monotonic() + START_SECONDS
        while not self._accepts():
            assert self._process.poll() is None, f"the server ended with status {self._process.returncode}"
            assert time.monotonic() < deadline, f"no server after {START_SECONDS} s"

    def kill(self) -> None:
        """Ends it as a crash does: nothing is said to anybody."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _accepts(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        except OSError:
            time.sleep(0.02)  # there is nothing to wait on for a port that is not open yet
            return False
        return True

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
