"""A connection to the server of which nothing has come yet: it has a deadline, and next to no memory."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from liveview.guard.http import CLOSE_SECONDS, HEAD_SECONDS, Requests
from liveview.runtime.in_turn import InTurn

# First words that are looked at in one turn of the loop, where many come at the same moment: a tenth of a millisecond
# each. Those that wait have a connection each, of which there are as many as descriptors.
AT_ONCE = 4

_beginning = InTurn(AT_ONCE)


class HTTP(asyncio.Protocol):
    """The server's HTTP protocol: `uvicorn app:app --http liveview.guard:HTTP`; `liveview run` takes it by itself.

    Uvicorn's own is some twenty objects for each connection. Whoever opens ten thousand and says nothing would have the
    collector of garbage look through all of them, and everybody wait for it. So it is made with the first bytes.

    Args:
        config: the server's, as uvicorn gives it.
        server_state: what it knows of connections and tasks.
        app_state: what the app's lifespan has given.
    """

    __slots__ = ("_app_state", "_config", "_deadline", "_said", "_server_state", "_transport")

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._config = config
        self._server_state = server_state
        self._app_state = app_state
        self._transport: Any = None
        self._deadline: asyncio.TimerHandle | None = None
        self._said = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has connected."""
        self._transport = transport
        self._connections.add(self)
        self._deadline = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._connections.discard(self)
        self._at_leisure()

    def data_received(self, data: bytes) -> None:
        """Something is asked for."""
        if self._transport.is_closing():
            return
        self._at_leisure()
        self._said += data
        if _beginning.may_begin():
            self._begin()
        else:
            self._transport.pause_reading()
            _beginning.later(self._begin)

    def _begin(self) -> None:
        if self not in self._connections or self._transport.is_closing():
            return  # it has not waited, or the server ends
        self._connections.discard(self)
        protocol = Requests(self._config, self._server_state, self._app_state)
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        self._transport.resume_reading()
        protocol.data_received(self._said)

    def shutdown(self) -> None:
        """The server ends."""
        self._transport.close()
        self._at_leisure()  # TLS waits for the other side's good-bye, which may never come
        self._deadline = asyncio.get_running_loop().call_later(CLOSE_SECONDS, self._transport.abort)

    @property
    def _connections(self) -> set[Any]:
        return self._server_state.connections

    def _at_leisure(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
