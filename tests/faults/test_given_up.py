"""A worker whose processes cannot be kept alive: it ends in order, says why, and its exit status tells."""

from __future__ import annotations

import sys

import pytest

from tests.faults.test_restart import closing_code
from tests.served import ROOT, Page, Served


@pytest.mark.parametrize("command", ["liveview", "uvicorn"])
def test_a_worker_whose_tree_gives_up_ends_and_says_why(command: str) -> None:
    arguments = ("run",) if command == "liveview" else ()
    runner = () if command == "liveview" else (sys.executable, "-m", "uvicorn")
    with Served(*arguments, "tests.faults.views:app", folder=ROOT, command=runner) as server:
        with Page(server) as other, Page(server, "/hopeless") as page:
            other.join()
            page.join()
            page.send("e", 1, 0, "collapse")
            assert closing_code(other) is not None  # told, not cut
        assert server.ended() == 70
        assert "failed too often, and this worker ends: MaxRestarts" in server.output
