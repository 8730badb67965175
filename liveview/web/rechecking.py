"""Guards are asked again while pages stay open: whoever may not see one any more does not see it for long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from starlette.exceptions import HTTPException

from liveview.channel.channel import Channel
from liveview.runtime.clock import Clock, Handle
from liveview.web.visit import Visit

logger = logging.getLogger("liveview.web")

# Of all pages, so many rounds are made in the time for one: a tenth of them at a time.
ROUNDS = 10
# Guards that run at the same time: they ask a database, on which others wait, too.
AT_ONCE = 4


class Rechecks:
    """Looks after the connected pages of one worker.

    Args:
        clock: where time comes from.
        seconds: how long a guard's word counts; None for as long as the page is connected.
        visited: the pages.
    """

    def __init__(
        self, clock: Clock, seconds: float | None, visited: Callable[[], Iterable[tuple[Channel, Visit]]]
    ) -> None:
        self._clock = clock
        self._seconds = seconds
        self._visited = visited
        self._timer: Handle | None = None
        self._round: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        if self._seconds is not None:
            self._timer = self._clock.call_later(self._seconds / ROUNDS, self._begin)

    def stop(self) -> None:
        """End."""
        if self._timer is not None:
            self._timer.cancel()
        if self._round is not None:
            self._round.cancel()

    def _begin(self) -> None:
        self.start()
        if self._round is None or self._round.done():
            self._round = asyncio.ensure_future(self._ask_all())

    async def _ask_all(self) -> None:
        due = self._clock.wall() - (self._seconds or 0.0)
        pages = [page for page in self._visited() if page[0].outbox.sink is not None and page[1].checked_at <= due]
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._ask(gate, channel, visit) for channel, visit in pages))

    async def _ask(self, gate: asyncio.Semaphore, channel: Channel, visit: Visit) -> None:
        async with gate:
            try:
                user = await visit.check(channel.request)
                if channel.exit_reason is None:
                    channel.admit(user)
            except HTTPException as error:
                logger.info("a page of %s ends by its guard: %s", type(channel.view).__name__, error.detail)
                channel.exit("signed out")
            except Exception:
                # A database that is away is no reason to send everybody off. It is asked again in the next round.
                logger.exception("a guard of %s failed; the mistake is in the app's code", type(channel.view).__name__)
