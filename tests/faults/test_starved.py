"""A server that gets next to nothing of a processor: its pages are slow, and none of them is to blame."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.served import ROOT, Page, Served

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says who waited for a processor")


@contextmanager
def starved(pid: int) -> Iterator[None]:
    """Has a process share one processor with one that computes and is worth seventy times as much: it gets 1.5 %."""
    core = min(os.sched_getaffinity(0))
    for thread in psutil.Process(pid).threads():
        os.sched_setaffinity(thread.id, {core})
        os.setpriority(os.PRIO_PROCESS, thread.id, 19)
    rival = subprocess.Popen(
        [sys.executable, "-c", f"import os\nos.sched_setaffinity(0, {{{core}}})\nwhile True: pass"]
    )
    try:
        yield
    finally:
        rival.kill()
        rival.wait()


def test_nobody_is_blamed_for_what_the_machine_does() -> None:
    with Served("run", "tests.faults.views:app", folder=ROOT) as server, Page(server, "/modest") as page:
        page.join()
        with starved(server.pid):
            page.send("e", 1, 0, "add")
            assert page.receive() == [0, 1, [0, 1], 1]
        server.stop()  # then it has said all
        assert "has been blocked" not in server.output
        assert "broken off" not in server.output
