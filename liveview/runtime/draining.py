"""A worker that is told to stop: what has to be done before comes first.

Servers close all connections at once when a signal comes, and ask the app only afterwards. So the signal comes here
first, and to the server's own handler when all is done.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType

from liveview.runtime.life import logger

# Seconds for all of it: less than the ten that whoever sends the signal usually waits.
SECONDS = 5.0
# Seconds for requests that have just come to be read: then they are finished before the end.
READ_SECONDS = 0.1


class Drain:
    """Does something before a server stops.

    Args:
        drain: what: at most `SECONDS` of it.
    """

    def __init__(self, drain: Callable[[], Awaitable[None]]) -> None:
        self._drain = drain
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: Callable[[int, FrameType | None], object] | None = None
        self._task: asyncio.Task[None] | None = None
        self._has_begun = False

    def start(self) -> None:
        """Take the signal before the server does. Call it on the loop, when the server has its handlers."""
        before = signal.getsignal(signal.SIGTERM)
        is_main = threading.current_thread() is threading.main_thread()
        # A handler of the loop's is told whatever is here, and one of nobody ends the process, as it should.
        if is_main and callable(before) and getattr(before, "__module__", "") != "asyncio.unix_events":
            self._loop, self._before = asyncio.get_running_loop(), before
            signal.signal(signal.SIGTERM, self._told)

    def stop(self) -> None:
        """Give the signal back."""
        if self._before is not None and signal.getsignal(signal.SIGTERM) == self._told:
            signal.signal(signal.SIGTERM, self._before)

    # Between two lines of whatever runs.

    def _told(self, number: int, frame: FrameType | None) -> None:
        if self._has_begun or self._loop is None or self._loop.is_closed():
            self._pass_on(number, frame)  # whoever says it twice means at once
            return
        self._has_begun = True
        self._loop.call_soon_threadsafe(self._begin, number)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        if self._before is not None:
            self._before(number, frame)

    # On the loop.

    def _begin(self, number: int) -> None:
        self._task = asyncio.create_task(self._run(number))

    async def _run(self, number: int) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                await self._drain()
        except TimeoutError:
            logger.warning("what has to be done before the end is not done after %g s, and the end comes", SECONDS)
        except Exception:
            logger.exception("what has to be done before the end has failed")
        finally:
            await self._stop_accepting()
            self._pass_on(number, None)

    async def _stop_accepting(self) -> None:
        """Uvicorn closes connections that it has only just taken, before it has read what they ask for."""
        servers = getattr(getattr(self._before, "__self__", None), "servers", ())
        for server in servers if isinstance(servers, list) else ():
            server.close()
        await asyncio.sleep(READ_SECONDS)
