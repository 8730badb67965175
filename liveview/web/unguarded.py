"""A server that lets one client hurt all others: the log says so, once."""

from __future__ import annotations

import logging

from starlette.types import Scope

logger = logging.getLogger("liveview.web")

# What `liveview.guard` writes into the scope of a connection.
EXTENSION = "liveview.guard"


class Unguarded:
    """Says it once for each app."""

    def __init__(self) -> None:
        self._has_warned = False

    def look(self, scope: Scope) -> None:
        """See by whom a WebSocket is served.

        Args:
            scope: of its handshake.
        """
        if self._has_warned or EXTENSION in (scope.get("extensions") or {}):
            return
        self._has_warned = True
        logger.warning(
            "this server has no bounds on pings, fragments and requests that do not end: one client can slow down all "
            "others. Use `liveview run`, or uvicorn with --ws liveview.guard:WebSocket --http liveview.guard:HTTP"
        )
