"""From nothing to a page: importing, serving the first page, joining it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from urllib.request import urlopen

from bench.figures import Figure, median_figure
from bench.stack import servers
from bench.stack.servers import Load
from tests.served import ROOT, Served

IMPORT, FIRST_PAGE = 0.35, 1.0  # seconds
JOIN_BYTES = 400  # down, token included


def measure(quick: bool) -> list[Figure]:
    """What starting takes.

    Args:
        quick: whether there are fewer samples.
    """
    times = 3 if quick else 7
    return [
        _figure("import liveview, CPU", [_import() for _ in range(times)], IMPORT),
        _figure("start, from the command to the first page", [_first_page() for _ in range(times)], FIRST_PAGE),
    ]


def _figure(name: str, samples: list[float], limit: float) -> Figure:
    return median_figure(name, samples, "s", limit)


def _import() -> float:
    """It waits for nothing but files, which are in the machine's memory from the first time on."""
    code = "import time; start = time.process_time(); import liveview; print(time.process_time() - start)"
    # As installed packages are, it is compiled: an environment may say that nothing is kept, and compile all each time.
    compiled = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=compiled, stdout=subprocess.PIPE, check=True, text=True
    )
    return float(ran.stdout)


def _first_page() -> float:
    """The command has to find the views, compile the template, and answer."""
    start = time.perf_counter()
    with servers.ours() as server:
        servers.answering(server)
        taken = time.perf_counter() - start
        server.kill()
    return taken


def join(load: Load, server: Served) -> list[Figure]:
    """What a page says and is told until it is live.

    Args:
        load: joins.
        server: of this framework.
    """
    before = _mounts(server)
    told = load.open("joining", "liveview", server, "/counter", 1)
    mounts = _mounts(server) - before
    load.close("joining")
    return [
        Figure("join after the first load, mounts", mounts, "", 1),
        Figure("join after the first load, down", told["down"], "B", JOIN_BYTES),
        Figure("join after the first load, up, token included", told["up"], "B"),
    ]


def _mounts(server: Served) -> int:
    with urlopen(server.url + "/mounts") as response:
        return int(json.load(response))
