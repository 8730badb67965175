"""Several worker processes behind one socket: one that ends is replaced, and none outlives who started it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from liveview.cli import target
from liveview.cli.check import warn_of
from liveview.cli.serve import Options, config_of
from liveview.web.clusters import VARIABLE, hub_of

# What tells a worker which app it serves.
TARGET_VARIABLE = "LIVEVIEW_TARGET"
# Seconds that a worker whose parent was killed has for an orderly end.
ORPHAN_SECONDS = 12.0
# Seconds that a worker may take to begin: it imports everything, perhaps beside others on a machine that is busy.
BEGIN_SECONDS = 60
# Seconds without an answer that are too much for one that has begun. A thread of its own answers, whatever its loop
# does: what does not is stuck outside of Python, or does not run at all.
ANSWER_SECONDS = 10.0

logger = logging.getLogger(__name__)


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
    config = config_of(
        "liveview.cli.workers:application",
        options,
        factory=True,
        workers=options.workers,
        timeout_worker_healthcheck=BEGIN_SECONDS,  # how long the next of a rolling restart may take
    )
    try:
        Workers(config, sockets=[listener]).run()
    finally:
        for path in (hub, f"{hub}.lock"):
            with suppress(OSError):
                os.unlink(path)


class Workers(Multiprocess):
    """uvicorn's workers, looked after without waiting for any of them.

    uvicorn waits five seconds for each answer, and ends who has none: one that takes longer to begin never would, and
    those behind one that is stuck would not be replaced meanwhile.
    """

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        # When, of those that have not answered yet.
        self._asked: WeakKeyDictionary[Process, float] = WeakKeyDictionary()
        self._begun: WeakSet[Process] = WeakSet()

    def keep_subprocess_alive(self) -> None:
        """Replaces each worker that has ended or is stuck; called twice a second."""
        for index, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if worker.process.is_alive() and not self._is_stuck(worker):
                continue
            worker.kill()
            worker.process.join()
            if worker.exitcode == STARTUP_FAILURE:  # the next one would fail as well
                logger.error("worker %s could not start; see above", worker.pid)
                self.should_exit.set()
                return
            logger.warning("worker %s has ended (%s); another one takes its place", worker.pid, worker.exitcode)
            self.processes[index] = Process(self.config, self.sockets)
            self.processes[index].start()

    def _is_stuck(self, worker: Process) -> bool:
        answers = worker.parent_conn
        try:
            while answers.poll():
                answers.recv()
                self._begun.add(worker)
                self._asked.pop(worker, None)
            if worker not in self._asked:
                answers.send(b"ping")
                self._asked[worker] = time.monotonic()
        except (OSError, EOFError):  # it is about to end
            return False
        patience = ANSWER_SECONDS if worker in self._begun else BEGIN_SECONDS
        return time.monotonic() - self._asked[worker] > patience


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
