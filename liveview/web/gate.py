"""Who may connect: a page of this site that speaks the protocol, whatever carries it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from starlette.requests import HTTPConnection

from liveview.errors import FrameError, OriginError, PeerError
from liveview.web.host import Host
from liveview.web.origin import check_origin

logger = logging.getLogger("liveview.web")

SUBPROTOCOL = "lv1"
# Names the subprotocol where a request has none: scripts cannot set `Sec-WebSocket-Protocol`, nor can forms set this.
HEADER = "lv-socket"


def check_handshake(connection: HTTPConnection, host: Host) -> None:
    """Refuse whoever is no page of this site.

    Args:
        connection: the handshake of a WebSocket, or a POST.
        host: the app's.

    Raises:
        PeerError: who is at fault, and how.
    """
    # Looked at as another: the connection itself would remember its headers for as long as it is open.
    check_origin(HTTPConnection(connection.scope), host.settings.origins)
    if SUBPROTOCOL not in offered(connection):
        raise FrameError(f"a connection without the subprotocol {SUBPROTOCOL}")


def offered(connection: HTTPConnection) -> Iterable[str]:
    """The subprotocols that a page speaks.

    Args:
        connection: its handshake, or a POST.
    """
    if connection.scope["type"] == "websocket":
        protocols: Iterable[str] = connection.scope.get("subprotocols", ())
        return protocols
    return connection.headers.getlist(HEADER)


def log_fault(connection: HTTPConnection, error: PeerError) -> None:
    """Say who is at fault.

    Args:
        connection: whose.
        error: what was wrong.
    """
    client = connection.client.host if connection.client else "unknown"
    kind = "a page of another site" if isinstance(error, OriginError) else "the client"
    logger.warning("%s at %s is at fault: %s", kind, client, error)
