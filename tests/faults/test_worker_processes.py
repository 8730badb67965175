"""Work in another process does not outlive who asked for it, even one that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.served import ROOT, seconds_until

ASKING = """
import asyncio, sys
from functools import partial
from liveview.runtime.worker_processes import run_in_process
from tests.faults.test_worker_processes import run_for_ever
asyncio.run(run_in_process(partial(run_for_ever, sys.argv[1])))
"""


def run_for_ever(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    while True:
        pass


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_server_leaves_no_work_behind(tmp_path: Path) -> None:
    path = tmp_path / "process"
    with subprocess.Popen([sys.executable, "-c", ASKING, str(path)], cwd=ROOT) as asking:
        seconds_until(lambda: path.exists() and bool(path.read_text()))
        worker = int(path.read_text())
        assert is_there(worker)
        asking.send_signal(signal.SIGKILL)
    seconds_until(lambda: not is_there(worker))
