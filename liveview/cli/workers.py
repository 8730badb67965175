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
# Seconds until one that answers, and was told to end, is killed all the same. Its pages have five and its requests ten;
# the rest is for processes of the app's own, which say themselves how long their end may take.
END_SECONDS = 60.0
# Seconds between two looks at those that are to end, unless one does.
LOOK_SECONDS = 0.5

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
    those behind one that is stuck would not be replaced meanwhile. For one that is to end it waits for as long as that
    takes, and hears no signal until then.
    """

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        # When, of those that have not answered yet.
        self._asked: WeakKeyDictionary[Process, float] = WeakKeyDictionary()
        self._begun: WeakSet[Process] = WeakSet()
        self._serving: WeakSet[Process] = WeakSet()
        # When, of those that were told to end.
        self._told: dict[Process, float] = {}
        # Of a rolling restart: who is to be replaced yet, and who takes the next place, and since when it begins.
        self._old: list[Process] = []
        self._next: Process | None = None
        self._next_since = 0.0

    def keep_subprocess_alive(self) -> None:
        """Replaces each worker that has ended, is stuck or is to be replaced; called twice a second."""
        if self.should_exit.is_set():
            return
        self._see_off()
        for index, worker in enumerate(self.processes):
            if worker.process.is_alive() and not self._is_stuck(worker):
                continue
            _kill(worker)
            if worker.exitcode == STARTUP_FAILURE:  # the next one would fail as well
                logger.error("worker %s could not start; see above", worker.pid)
                self.should_exit.set()
                return
            logger.warning("worker %s has ended (%s); another one takes its place", worker.pid, worker.exitcode)
            self.processes[index] = self._started()
        self._renew()

    def handle_hup(self) -> None:
        """All that there are now are replaced, one after the other."""
        self._old = [*self.processes, *filter(None, [self._next])]

    def handle_ttou(self) -> None:
        """One less."""
        if self.processes_num > 1:
            self.processes_num -= 1
            self._tell(self.processes.pop())

    def terminate_all(self) -> None:
        """Tells all of them to end."""
        for worker in filter(None, [*self.processes, self._next]):
            self._tell(worker)

    def join_all(self) -> None:
        """Waits until they have."""
        while self._told:
            wait([worker.process.sentinel for worker in self._told], LOOK_SECONDS)
            self._see_off()

    def _started(self) -> Process:
        worker = Process(self.config, self.sockets)
        worker.start()
        return worker

    def _renew(self) -> None:
        """The next step of a rolling restart: a new worker begins, one that it replaces leaves, and so on."""
        self._old = [worker for worker in self._old if worker in self.processes or worker is self._next]
        if self._next is None:
            if self._old and not self._told:
                self._next, self._next_since = self._started(), time.monotonic()
        elif self._is_lost(self._next):
            _kill(self._next)
            logger.error("worker %s, a new one, does not begin; see above. The old ones go on", self._next.pid)
            self._old, self._next = [], None
        elif self._next in self._serving:
            worker, self._next = self._next, None
            old = next((old for old in self._old if old in self.processes), None)
            if old is None:  # it has ended by itself meanwhile, and has a successor
                self._tell(worker)
                return
            self.processes[self.processes.index(old)] = worker
            self._tell(old)

    def _is_lost(self, new: Process) -> bool:
        is_late = time.monotonic() - self._next_since > BEGIN_SECONDS
        return not new.process.is_alive() or self._is_stuck(new) or (is_late and new not in self._serving)

    def _tell(self, worker: Process) -> None:
        """To end. It is still asked whether it is there."""
        worker.process.terminate()
        self._told[worker] = time.monotonic()

    def _see_off(self) -> None:
        for worker, told in list(self._told.items()):
            if worker.process.is_alive():
                if self._is_stuck(worker):
                    problem = "does not answer"
                elif time.monotonic() - told > END_SECONDS:
                    problem = f"has not within {END_SECONDS:g} s"
                else:
                    continue
                logger.error("worker %s was told to end and %s: it is killed", worker.pid, problem)
            _kill(worker)
            del self._told[worker]

    def _is_stuck(self, worker: Process) -> bool:
        answers = worker.parent_conn
        try:
            while answers.poll():
                if answers.recv():
                    self._serving.add(worker)
                self._begun.add(worker)
                self._asked.pop(worker, None)
            if worker not in self._asked:
                answers.send(b"ping")
                self._asked[worker] = time.monotonic()
        except (OSError, EOFError):  # it is about to end
            return False
        patience = ANSWER_SECONDS if worker in self._begun else BEGIN_SECONDS
        return time.monotonic() - self._asked[worker] > patience


def _kill(worker: Process) -> None:
    """End one at once, or what is left of it."""
    worker.kill()
    worker.process.join()


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
