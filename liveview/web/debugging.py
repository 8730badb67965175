"""While one develops, errors are shown with their source: to nobody but this machine."""

from __future__ import annotations

import ipaddress
import logging
import os

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from liveview.errors import ConfigurationError
from liveview.web.policy import NOSNIFF

logger = logging.getLogger("liveview.web")

# Further clients, as networks by commas: of a container's host, say.
VARIABLE = "LIVEVIEW_DEBUG_CLIENTS"


class LocalOnly:
    """An app with debug on: it serves clients of this machine.

    Args:
        app: the app.

    Raises:
        ConfigurationError: `LIVEVIEW_DEBUG_CLIENTS` names what is no network.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        named = [part.strip() for part in os.environ.get(VARIABLE, "").split(",") if part.strip()]
        try:
            self._networks = [ipaddress.ip_network(name) for name in named]
        except ValueError as error:
            raise ConfigurationError(f"{VARIABLE} is networks by commas, such as 172.17.0.0/16: {error}") from None
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a client of another machine, or pass the request on."""
        if scope["type"] not in ("http", "websocket") or self._is_near(scope.get("client")):
            await self.app(scope, receive, send)
            return
        if not self._has_warned:
            self._has_warned = True
            logger.error(
                "debug is on, so that errors show source: %s and other machines are not served. Turn it off, or name "
                "those that may see it: %s=192.168.1.0/24",
                scope["client"][0],
                VARIABLE,
            )
        if scope["type"] == "http":
            text = "This server is being developed, and serves its own machine."
            refusal = PlainTextResponse(text, status_code=403, headers=NOSNIFF)
            await refusal(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4003})

    def _is_near(self, client: tuple[str, int] | None) -> bool:
        try:
            address = ipaddress.ip_address(client[0] if client else "")
        except ValueError:
            return True  # a socket in a folder, or a test's client
        mapped = getattr(address, "ipv4_mapped", None) or address
        return mapped.is_loopback or any(mapped in network for network in self._networks)
