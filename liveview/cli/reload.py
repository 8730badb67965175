"""A server that is replaced when a file is saved, and pages that come back to the new one by themselves.

The listening socket stays open in this process, so a page that reconnects waits in its queue instead of being
refused. New servers are forked from a process that has the heavy imports done, which makes a replacement take
tenths of a second.
"""

from __future__ import annotations

import logging
import logging.config
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import watchfiles

from liveview.cli import target
from liveview.cli.failure import FailureApp
from liveview.cli.serve import Options, logging_config, serve
from liveview.web.clusters import VARIABLE as HUB

logger = logging.getLogger("liveview.cli")

ENDINGS = (".py", ".html", ".css", ".js", ".jinja", ".j2")
# Editors write a file in several steps; what comes within this many milliseconds is one save.
SETTLE = 50
# A page's handler may be in the middle of something; whoever waits for the new page should not wait for it.
STOP_SECONDS = 0.3


class Reloader:
    """Watches the folders of the app and replaces its server.

    Args:
        options: what the command line says.
        listener: the listening socket.
    """

    def __init__(self, options: Options, listener: socket.socket) -> None:
        self._options = options
        self._listener = listener
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["liveview.cli.reload"])
        self._server: ForkServerProcess | None = None

    def run(self) -> int:
        """Serve until interrupted. Returns the exit status."""
        logging.config.dictConfig(logging_config())
        # SIGINT too: a shell that starts something in the background has it ignored there.
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, _interrupt)
        self._start()
        try:
            for changes in watchfiles.watch(*self._folders(), watch_filter=_Saved(), debounce=SETTLE, step=SETTLE):
                logger.info("%s was saved", ", ".join(sorted({Path(path).name for _, path in changes})))
                before = self._server
                if before is not None:
                    before.terminate()  # it takes no new connections and sends its pages away at once
                self._start()
                _end(before)
        except KeyboardInterrupt:
            pass
        finally:
            if self._server is not None:
                self._server.terminate()
            _end(self._server)
        return 0

    def _start(self) -> None:
        arguments = (self._options, self._listener, dict(os.environ), list(sys.path))
        self._server = self._context.Process(target=serve_child, args=arguments, daemon=True)
        self._server.start()

    def _folders(self) -> list[str]:
        name = self._options.target
        folder = Path(name).resolve().parent if name.endswith(".py") else Path.cwd()
        return [os.fspath(folder)]


class _Saved(watchfiles.DefaultFilter):
    """Files that a page is made from."""

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        return path.endswith(ENDINGS) and super().__call__(change, path)


def _end(server: ForkServerProcess | None) -> None:
    """Wait for a server that was told to stop, but not for long."""
    if server is None:
        return
    server.join(STOP_SECONDS)
    if server.is_alive():
        server.kill()
        server.join()


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def serve_child(options: Options, listener: socket.socket, environment: dict[str, str], path: list[str]) -> None:
    """Serve in a fresh process; a mistake in the app is served as a page that shows it."""
    os.environ.update(environment)
    os.environ[HUB] = ""  # it has a parent, and no others beside it
    sys.path[:] = path
    # Python takes a cached module for current if time, in seconds, and size are: two saves in a second may be both.
    sys.dont_write_bytecode = True
    threading.Thread(target=_end_with_parent, daemon=True).start()
    serve(options, listener, _load_or_show(lambda: target.load(options.target)))


def _end_with_parent() -> None:
    """A server whose parent was killed would hold the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _load_or_show(load: Callable[[], Any]) -> Any:
    try:
        return load()
    except Exception as error:
        logger.error("the app cannot be imported", exc_info=error)
        return FailureApp(error)
