"""The process table, with processes of our own in it."""

from __future__ import annotations

import os
import subprocess
import sys

from example_app.machine.processes import ProcessTable


def test_every_process_is_listed_once() -> None:
    pids = [row.pid for row in ProcessTable().read()]
    assert os.getpid() in pids
    assert len(pids) == len(set(pids))


def test_a_row_tells_about_its_process() -> None:
    row = next(row for row in ProcessTable().read() if row.pid == os.getpid())
    assert row.name and row.user
    assert row.memory > 1_000_000
    assert row.threads >= 1
    assert row.status == "running"


def test_a_process_that_did_nothing_keeps_its_row() -> None:
    table = ProcessTable()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            for _ in range(100):  # until it has started up and waits
                before = {row.pid: row for row in table.read()}[child.pid]
                after = {row.pid: row for row in table.read()}[child.pid]
                if after is before:
                    break
            assert after is before
        finally:
            child.kill()
    assert child.pid not in {row.pid for row in table.read()}
