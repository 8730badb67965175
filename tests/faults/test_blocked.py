"""A handler that blocks the loop of a real server: the others get it back, and the log names the line."""

from __future__ import annotations

import re

from tests.faults.test_restart import closing_code
from tests.served import ROOT, Page, Served


def test_a_handler_that_blocks_everybody_is_named_and_broken_off() -> None:
    with Served("run", "tests.faults.views:app", folder=ROOT) as server, Page(server) as good:
        good.join()
        with Page(server, "/blocked") as bad:
            bad.join()
            bad.send("e", 1, 0, "query")
            # Nobody is answered until the watchdog has had enough.
            server.said(re.compile(r"blocked for \d+ ms by <Channel.*>, event `query` at .*views\.py:\d+ in query"))
            good.send("e", 1, 0, "add", {"by": "5"})
            assert good.receive() == [0, 1, [0, 5], 1]
            assert closing_code(bad) == 4004  # the page asks for another view
            bad.load()
            assert bad.join()[:1] == ["j"]
