"""What a killed worker and a rolling restart cost the pages: real processes, real sockets, as many pages as people."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench.faults.descriptors import files
from bench.figures import Figure
from tests.served import ROOT, Served, seconds_until

TARGET = "bench.faults.views:app"
PAGES = 500
HERD = 10_000
HERD_SECONDS = 60.0  # for all of them to be back; one worker and one processor make some four hundred a second
REQUESTS = 100  # a second, beside a rolling restart


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether there are fewer pages.
    """
    count = PAGES // 5 if quick else PAGES
    return [*_kill_one_of_two(count), *_kill_the_only_one(count), *_replace_all(count)]


def herd(quick: bool) -> list[Figure]:
    """The rows of ten thousand pages that lose their only worker at the same moment.

    Args:
        quick: whether there are fewer pages.
    """
    count = HERD // 10 if quick else HERD
    files(HERD)
    return _kill_the_only_one(count, f"kill -9 of the only worker of {count:,} pages", HERD_SECONDS, HERD_SECONDS)


def _kill_one_of_two(count: int) -> list[Figure]:
    with _served(2) as server, _pages(server, count) as look:
        told = look(12, lambda: os.kill(min(_workers(server)), signal.SIGKILL))
    return _rows("kill -9 of one of 2 workers", count, told, 2.0)


def _kill_the_only_one(
    count: int, name: str = "kill -9 of the only worker", seconds: float = 15.0, limit: float = 5.0
) -> list[Figure]:
    with _served(1) as server, _pages(server, count) as look:

        def kill() -> None:
            server.kill()
            server.restart()

        told = look(seconds, kill)
    return _rows(name, count, told, limit)


def _replace_all(count: int) -> list[Figure]:
    with _served(2) as server, _pages(server, count) as look, _requests(server) as failed:
        before = _workers(server)

        def replace() -> None:
            server.signal(signal.SIGHUP)
            seconds_until(lambda: len(_workers(server)) == 2 and not _workers(server) & before)

        told = look(15, replace)
    name = "rolling restart of 2 workers"
    return [
        *_rows(name, count, told, 10.0),
        Figure(f"{name}: requests that failed, of {len(failed):,}", sum(failed), "", 0),
        Figure(f"{name}: pages that were back within the same 0.1 s, at most", told["busiest"], ""),
    ]


def _rows(name: str, count: int, told: dict[str, float], limit: float) -> list[Figure]:
    return [
        Figure(f"{name}: pages that were cut off, of {count}", told["cut"], ""),
        Figure(f"{name}: pages that are not back", told["away"], "", 0),
        Figure(f"{name}: pages that lost something typed or clicked", count - told["intact"], "", 0),
        Figure(f"{name}: pages that began anew", told["anew"], "", 0),
        Figure(f"{name}: back after, median", round(told["p50"], 3), "s"),
        Figure(f"{name}: back after, p99", round(told["p99"], 3), "s", limit),
        Figure(f"{name}: back after, the last", round(told["last"], 3), "s"),
    ]


@contextmanager
def _served(workers: int) -> Iterator[Served]:
    with Served("run", TARGET, "--workers", str(workers), folder=ROOT) as server:
        yield server


def _workers(server: Served) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children() if _serves(child)}


def _serves(child: psutil.Process) -> bool:
    try:
        return any("spawn_main" in part for part in child.cmdline())
    except psutil.Error:
        return False


@contextmanager
def _pages(server: Served, count: int) -> Iterator[Callable[[float, Callable[[], object]], dict[str, float]]]:
    """Pages that are there, with a function that does something to their server and looks what became of them."""
    command = [sys.executable, "-m", "bench.faults.returners", f"{server.url}/kept", "--count", str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert said == "ready\n", f"the pages did not come: {said}"
            time.sleep(1)  # all of it is written by then

            def look(seconds: float, do: Callable[[], object]) -> dict[str, float]:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(f"{seconds}\n")
                process.stdin.flush()
                do()
                told: dict[str, Any] = json.loads(process.stdout.readline())
                return told

            yield look
        finally:
            process.kill()


@contextmanager
def _requests(server: Served) -> Iterator[list[bool]]:
    """Visitors who come meanwhile. Yields whether each failed, as it goes on."""
    failed: list[bool] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.wait(4 / REQUESTS):
            try:
                with urlopen(f"{server.url}/kept", timeout=10) as response:
                    failed.append(response.status != 200 or not response.read())
            except (OSError, URLError):
                failed.append(True)

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield failed
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
