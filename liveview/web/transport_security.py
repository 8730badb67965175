"""By TLS only: browsers that have been here by TLS once are told to come by nothing else (RFC 6797)."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liveview.errors import ConfigurationError

# RFC 6797, section 6.1: `max-age` is required, once, in seconds.
MAX_AGE = re.compile(r'(?i)(?:^|;)\s*max-age\s*=\s*"?\d+"?\s*(?=;|$)')


class TransportSecurity:
    """An app whose answers over TLS say for how long nothing else will do.

    Args:
        app: the app.
        policy: the header's value, `"max-age=31536000; includeSubDomains"`.

    Raises:
        ConfigurationError: browsers would not heed it.
    """

    def __init__(self, app: ASGIApp, policy: str) -> None:
        if len(MAX_AGE.findall(policy)) != 1 or not policy.isascii() or not policy.isprintable():
            raise ConfigurationError(
                f"browsers would not heed strict_transport_security={policy!r}: write for how many seconds, as in "
                '"max-age=31536000; includeSubDomains"'
            )
        self.app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its answer has the header where it came by TLS, and must not otherwise (section 7.2)."""
        if scope["type"] != "http" or scope["scheme"] != "https":
            await self.app(scope, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Strict-Transport-Security", self._policy)
            await send(message)

        await self.app(scope, receive, send_with_policy)
