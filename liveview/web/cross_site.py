"""Forms of other sites: a page elsewhere may make a browser POST here, with the cookies of whoever looks at it (CSRF).

Browsers say where a request comes from, in `Sec-Fetch-Site` (W3C Fetch Metadata) and in `Origin`, and no page can make
them say otherwise. So no form needs a token. Whoever says neither is no browser, and has nobody's cookies.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from liveview.runtime.reports import in_line
from liveview.web.origin import is_allowed
from liveview.web.policy import NOSNIFF

logger = logging.getLogger("liveview.web")

# Methods that change nothing (RFC 9110, section 9.2.1).
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# What a browser says of a request of this very site, and of one that somebody has typed or kept.
OWN = ("same-origin", "none")


class SameSite:
    """An app that takes what changes something from pages of its own site only, and from those it names.

    Args:
        app: the app.
        allowed: further origins, such as that of a sign-in service that POSTs its answer.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self.app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request from elsewhere, or pass it on."""
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._is_own(HTTPConnection(scope)):
            text = "This form is of another site, which may not send it here."
            refusal = PlainTextResponse(text, status_code=403, headers=NOSNIFF)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_own(self, connection: HTTPConnection) -> bool:
        site, origins = connection.headers.get("sec-fetch-site"), connection.headers.getlist("origin")
        if site in OWN or (site is None and not origins):
            return True
        if len(origins) == 1 and is_allowed(origins[0], connection, self._allowed):
            return True
        logger.warning(
            "a page of another site, %s, was refused its %s to %s; if it is meant, list that origin in "
            "LiveApp(post_origins=[…]); behind a proxy, pass its Host and X-Forwarded-Proto on",
            in_line(", ".join(origins) or str(site)),
            connection.scope["method"],
            in_line(connection.scope["path"]),
        )
        return False
