"""A page that cannot connect: scripts learn nothing of a refusal, so it is told to GET itself and see what there is."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from liveview.web.gate import SUBPROTOCOL, offered
from liveview.web.serving import GONE
from liveview.web.stream import HEADERS, close_event


def is_connecting(scope: Scope) -> bool:
    """Whether a request is a page's, for its connection.

    Args:
        scope: of the request.
    """
    return scope["type"] == "websocket" or (scope["type"] == "http" and SUBPROTOCOL in offered(HTTPConnection(scope)))


async def send_for_the_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer it.

    Args:
        scope: of a request for which `is_connecting` is true.
        receive: of the request.
        send: of the request.
    """
    if scope["type"] == "http":
        await Response(close_event(GONE[0]), headers=HEADERS)(scope, receive, send)
        return
    websocket = WebSocket(scope, receive, send)
    if SUBPROTOCOL in offered(websocket):
        await websocket.accept(subprotocol=SUBPROTOCOL)
        await websocket.close(*GONE)
    else:
        await websocket.close()
