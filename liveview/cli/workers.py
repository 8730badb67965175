"""Several worker processes behind one socket: one that ends is replaced, and none outlives who started it."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import Any

from uvicorn.supervisors import Multiprocess

from liveview.cli import target
from liveview.cli.check import warn_of
from liveview.cli.serve import Options, config_of
from liveview.web.clusters import VARIABLE, hub_of

# What tells a worker which app it serves.
TARGET_VARIABLE = "LIVEVIEW_TARGET"
# Seconds that a worker whose parent was killed has for an orderly end.
ORPHAN_SECONDS = 12.0


def serve_workers(options: Options, listener: socket.socket) -> None:
    """Serve from a listening socket, by several processes, until a signal comes. SIGHUP replaces them one by one.

    Args:
        options: what the command line says.
        listener: the socket.
    """
    warn_of(target.load(options.target))  # a mistake is told once, and before anybody is started
    os.environ[TARGET_VARIABLE] = options.target
    hub = hub_of(os.getpid())
    os.environ[VARIABLE] = str(hub)
    config = config_of("liveview.cli.workers:application", options, factory=True, workers=options.workers)
    try:
        Multiprocess(config, sockets=[listener]).run()
    finally:
        for path in (hub, f"{hub}.lock"):
            with suppress(OSError):
                os.unlink(path)


def application() -> Any:
    """The app, in a worker: what uvicorn calls there."""
    threading.Thread(target=_end_with_parent, name="liveview-parent", daemon=True).start()
    return target.load(os.environ[TARGET_VARIABLE])


def _end_with_parent() -> None:
    """A worker whose parent was killed would serve for ever, beside those that are started next."""
    parent = parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHAN_SECONDS)
    os._exit(1)
