"""A live part whose process is not here. What it shows, its page alone knows: so that is rendered, as for its visitor.

The page's route decides who sees it and what its parts are given, as it does for a page that is loaded; of what it
gives nothing is sent. `parts` finds the part in it that the browser has, and goes on with what was kept of that.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from starlette.types import Message, Scope

from liveview.channel.channel import Channel
from liveview.channel.snapshot import Snapshot, from_bytes
from liveview.errors import SnapshotError
from liveview.web.host import Host
from liveview.web.signs import Sign
from liveview.web.snapshots import Belonging
from liveview.web.view_request import PREFIX, page_scope
from liveview.web.visit import Visit
from liveview.web.writer import Entry

logger = logging.getLogger("liveview.web")

# Where in the scope of a page's request stands the part that it is rendered for.
RETURNING = "liveview.returning"
# Seconds that the page has: its part begins anew then, which the browser asks for.
PAGE_SECONDS = 10.0
# Of a connection, and of no page.
NO_PAGES = (b"upgrade", b"connection", b"accept", b"content-length", b"content-type", b"transfer-encoding")


@dataclass
class Returning:
    """A part that a page is rendered for.

    Attributes:
        sign: which.
        entry: its place in the store.
        kept: what is there.
        found: its process, once the page was rendered and has it.
    """

    sign: Sign
    entry: Entry
    kept: Snapshot
    found: tuple[Channel, Visit] | None = None


async def bring_back_part(
    host: Host, name: str, sign: Sign, session: str, scope: Scope
) -> tuple[Channel, Visit] | None:
    """The process of a part, made from what was kept of it.

    Args:
        host: the app's.
        name: of the process.
        sign: what that says.
        session: the browser session.
        scope: of the part's handshake.

    Returns:
        The process; None where it has to begin anew.

    Raises:
        StoreError: the store cannot be asked, now.
    """
    belonging = Belonging.of_part(name, session, scope.get(PREFIX, ""))
    taken = await host.keeping.take(belonging)
    if taken.value is None:
        return None
    try:
        returning = Returning(sign, Entry(belonging, taken.fence), from_bytes(taken.value))
        async with asyncio.timeout(PAGE_SECONDS):
            await _render(scope, returning)
    except (SnapshotError, TimeoutError) as error:
        logger.info("a live part begins anew: %r", error)
        return None
    except Exception as error:  # the page's: whoever loads it sees the same
        logger.error("a page cannot be rendered for one of its live parts", exc_info=error)
        return None
    if returning.found is not None:
        host.notices.page_here(name)
    return returning.found


async def _render(scope: Scope, returning: Returning) -> None:
    over = asyncio.Event()
    requests: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not requests:
            await over.wait()
            return {"type": "http.disconnect"}
        return requests.pop()

    async def send(message: Message) -> None:
        """Nobody reads it."""

    try:
        await scope["app"](_request(scope, returning), receive, send)
    finally:
        over.set()


def _request(scope: Scope, returning: Returning) -> dict[str, Any]:
    """The request for the page that a browser would have sent with what it has sent with the handshake."""
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name.lower() not in NO_PAGES and not name.lower().startswith(b"sec-websocket-")
    ]
    return {
        **page_scope(scope, returning.kept.target),
        "type": "http",
        "method": "GET",
        "headers": [*headers, (b"accept", b"text/html")],
        "extensions": {},
        RETURNING: returning,
    }
