"""A page that comes back to one worker while another still shows it: that one hands it over, up to its last moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from liveview.runtime.process import Process
from liveview.runtime.topics import on
from liveview.web.notices import sign_of

HANDING_OVER = "liveview.handing_over"
WANTED = "liveview.pages.wanted"
HANDED = "liveview.pages.handed"

# Seconds for a worker to write one page, and to say so: some milliseconds as a rule. Where nobody has the page, as
# after `kill -9`, nobody answers, and it comes back so much later.
PATIENCE = 0.1


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page has come back.

    Attributes:
        sign: of the page.
        worker: to which.
    """

    sign: str
    worker: str


class HandingOver(Process):
    """Asks other workers for pages, and gives them theirs.

    Args:
        worker: tells this one from others.
        give: called with the sign of a page that has come back elsewhere, and with what to call once it is written.
    """

    def __init__(self, worker: str, give: Callable[[str, Callable[[], object]], object]) -> None:
        super().__init__(name=HANDING_OVER)
        self.worker = worker
        self._give = give
        self._awaited: dict[str, set[asyncio.Future[None]]] = {}

    async def ask(self, id: str) -> None:
        """Wait, not for long, until whoever shows a page has written it. Call it before its snapshot is taken.

        Args:
            id: of its channel.
        """
        if not self._pubsub_().has_others:
            return
        sign, handed = sign_of(id), asyncio.get_running_loop().create_future()
        awaited = self._awaited.setdefault(sign, set())
        awaited.add(handed)
        try:
            self.publish(WANTED, Wanted(sign, self.worker), to_self=False)
            await asyncio.wait((handed,), timeout=PATIENCE)
        finally:
            awaited.discard(handed)
            if not awaited:
                self._awaited.pop(sign, None)

    @on(WANTED)
    async def wanted(self, wanted: Wanted) -> None:
        """A page has come back elsewhere; perhaps it is here."""
        self._give(wanted.sign, lambda: self._tell(wanted))

    def _tell(self, wanted: Wanted) -> None:
        if self.exit_reason is None:
            self.publish(f"{HANDED}.{wanted.worker}", wanted.sign, to_self=False)

    @on("liveview.pages.handed.{worker}")
    async def handed(self, sign: str) -> None:
        """A page that was asked for is written."""
        for waiting in self._awaited.pop(sign, ()):
            if not waiting.done():
                waiting.set_result(None)
