"""Real brokers for tests: started, killed, stopped and started again at the same port."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import nats
import redis
from nats.js.errors import NotFoundError

# A process that starts, on a machine that has other things to do.
PATIENCE = 30.0


class Broker:
    """A server that runs while the `with` block does.

    Args:
        folder: what it keeps is kept there.
    """

    scheme = ""
    # What its client says when it cannot be reached.
    away = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        raise NotImplementedError

    def kept(self) -> object:
        """What stands for all that its clients have in it: another one after each write."""
        raise NotImplementedError

    def start(self) -> None:
        """Starts it, and waits until it can be asked."""
        self._process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert self._process.poll() is None, f"{self.command()} has ended"
            assert time.monotonic() < until, f"{self.command()} does not answer"
            time.sleep(0.01)

    def kill(self) -> None:
        """Ends it as a crash does."""
        self._signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait(PATIENCE)

    def freeze(self) -> None:
        """It keeps its connections, and answers no more."""
        self._signal(signal.SIGSTOP)
        assert self._process is not None
        os.waitpid(self._process.pid, os.WUNTRACED)  # until all of its threads have stopped

    def thaw(self) -> None:
        """It goes on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _is_ready(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


class RedisServer(Broker):
    """A Redis that keeps what it has been told, as a cautious one does."""

    scheme = "redis"
    away = "connecting to 127"

    def command(self) -> list[str]:
        kept = ["--appendonly", "yes", "--appendfsync", "always", "--dir", str(self.folder), "--save", ""]
        return [_program("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port), *kept]

    def _is_ready(self) -> bool:
        with redis.Redis(port=self.port) as client:
            try:
                return client.ping() is True
            except redis.ConnectionError:  # it does not listen yet, or reads what it had kept
                return False

    def kept(self) -> object:
        with redis.Redis(port=self.port) as client:
            return {key: client.get(key) for key in client.scan_iter("*")}


class NatsServer(Broker):
    """A NATS server with JetStream."""

    scheme = "nats"
    away = "the server is away"

    def command(self) -> list[str]:
        return [_program("nats-server"), "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(self.folder)]

    def kept(self) -> object:
        return asyncio.run(self._writes())

    async def _writes(self) -> int:
        # Not the keys: the client lists them by a watch, which waits for ever where it misses its last message.
        client = await nats.connect(self.url)
        try:
            return (await client.jetstream().stream_info("KV_liveview-store")).state.last_seq
        except NotFoundError:  # nobody has written yet
            return 0
        finally:
            await client.close()


def _program(name: str) -> str:
    found = shutil.which(name, path="/usr/local/bin:/usr/bin:/usr/sbin:/opt/homebrew/bin") or shutil.which(name)
    assert found, f"{name} is missing: tools/prepare.sh brokers"
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
