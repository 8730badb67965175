"""Somebody else at the same server, who asks for something small again and again, and notes how long that takes."""

from __future__ import annotations

import statistics
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from liveview.attack.site import Site
from liveview.errors import AttackError

INTERVAL = 0.02
PATIENCE = 5.0


class Others:
    """While the `with` block runs.

    Args:
        site: the server.

    Attributes:
        waits: seconds that each answer has taken.
    """

    def __init__(self, site: Site) -> None:
        # A site of their own: nobody watches what they are sent.
        self._site = Site(site.origin)
        self._has_ended = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.waits: list[float] = []

    @property
    def worst(self) -> float:
        """Seconds that an answer has taken, at most."""
        return max(self.waits, default=0.0)

    @property
    def usual(self) -> float:
        """Seconds that half of the answers have taken at least."""
        return statistics.median_high(self.waits) if self.waits else 0.0

    def _ask(self) -> None:
        while not self._has_ended.is_set():
            start = time.monotonic()
            with suppress(AttackError):  # that takes its time as well
                self._site.request("GET", "/healthz", within=PATIENCE)
            self.waits.append(time.monotonic() - start)
            self._has_ended.wait(INTERVAL)

    def __enter__(self) -> Self:
        self._thread.start()
        time.sleep(INTERVAL)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._has_ended.set()
        self._thread.join(PATIENCE)
