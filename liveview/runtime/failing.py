"""The end of a process of the operating system whose tree of processes has given up."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys

from liveview.runtime.exits import Reason, word_of
from liveview.runtime.life import logger
from liveview.runtime.watchdog import GIVEN_UP


def end_worker(reason: Reason) -> None:
    """End this worker in order, with an exit status that says that it failed: whoever started it starts another.

    The server is asked as by Ctrl-C, so that pages are told. That alone would look like a planned end.

    Args:
        reason: why.
    """
    logger.critical("the application's processes failed too often, and this worker ends: %s", word_of(reason))
    atexit.register(_leave)
    signal.raise_signal(signal.SIGINT)


def _leave() -> None:
    logging.shutdown()
    sys.stdout.flush()
    os._exit(GIVEN_UP)
