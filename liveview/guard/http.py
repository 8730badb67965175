"""The server's HTTP protocol: a request is there within some seconds, and its head has an end.

Uvicorn's own waits for ever for a request that was begun, or not even that, and keeps as much of a head as comes.
"""

from __future__ import annotations

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# Seconds from the first byte of a request, or from the connection, to the end of its head: a few packets, of which one
# that is lost is sent again within three seconds.
HEAD_SECONDS = 5.0
# Seconds for a body, and bytes of it that are worth a second more: a bad line has many times of that, and who gives
# less is holding the connection (the rates of Apache's mod_reqtimeout).
BODY_SECONDS, BODY_RATE = 20.0, 500
# Seconds in which a client that is sent something takes none of it.
READ_SECONDS = 60.0
# Seconds for the last words to a client that may have stopped reading.
CLOSE_SECONDS = 2.0
# Bytes of a head: the URL and all headers, of which cookies are the most. More is not parsed before it is looked at.
MAX_HEAD = 32 * 1024
# Requests of one connection that wait for the answers before them. Browsers send none ahead.
AHEAD = 64


class Requests(HttpToolsProtocol):
    """Uvicorn's, guarded: what a connection has once something is asked for (`liveview.guard.HTTP`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: TimerHandle | None = None
        self._due = 0.0  # when it is late, by the loop's clock: a timer that comes earlier waits for the rest
        self._head: int | None = 0  # its bytes so far; None while there is none that has not ended
        self._is_over = False  # nothing more is read here
        self._answered: RequestResponseCycle | None = None  # the request that the app has now, of those that wait
        self._stuck: TimerHandle | None = None
        self._last: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody has connected."""
        super().connection_made(transport)
        self._within(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._at_leisure()
        self.resume_writing()
        if self._answered is not None:  # uvicorn tells the newest, and this one would write to nobody
            self._answered.disconnected = True
            self._answered.message_event.set()
        if self._last is not None:
            self._last.cancel()  # or it would keep all of this for its time
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The network has something."""
        for start in range(0, len(data), MAX_HEAD):
            if self._is_over or self.transport.is_closing():
                return
            self._parse(data[start : start + MAX_HEAD])

    def _parse(self, data: bytes) -> None:
        if self._head is not None:
            self._head += len(data)
        super().data_received(data)
        if self._head is not None and self._head > MAX_HEAD:
            self._cut_off(f"the head of a request has more than {MAX_HEAD:,} bytes")

    def on_message_begin(self) -> None:
        """A request begins."""
        if len(self.pipeline) >= AHEAD:
            raise OverflowError  # stops the parser
        super().on_message_begin()
        self._head = self._head or 0
        self._within(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """Its head is there."""
        self._head = None
        super().on_headers_complete()
        if not self.pipeline:
            self._answered = self.cycle
        self._within(BODY_SECONDS)

    def on_response_complete(self) -> None:
        """It is answered; those that wait are next."""
        self._answered = self.pipeline[-1][0] if self.pipeline else None
        super().on_response_complete()

    def on_body(self, body: bytes) -> None:
        """Some more of its body is there."""
        super().on_body(body)
        self._due = min(self._due + len(body) / BODY_RATE, self.loop.time() + BODY_SECONDS)

    def on_message_complete(self) -> None:
        """All of it is there: now it is the app's turn."""
        self._at_leisure()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """It is another protocol from here on."""
        self._is_over = True
        self._at_leisure()
        super().handle_websocket_upgrade()

    # Readers that do not read.

    def pause_writing(self) -> None:
        """The client takes less than it is sent."""
        super().pause_writing()
        self._stuck = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It has taken most of it."""
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def timeout_keep_alive_handler(self) -> None:
        """It has asked for nothing more."""
        super().timeout_keep_alive_handler()
        self._abort_soon()

    def send_400_response(self, msg: str) -> None:
        """It has asked for what is no request, or for more than is taken ahead."""
        if len(self.pipeline) >= AHEAD:
            self._answer_these()
            return
        super().send_400_response(msg)
        self._abort_soon()

    def _answer_these(self) -> None:
        """What is there is answered, with a `Connection: close` at its end; what comes is not looked at."""
        self._log(f"more than {AHEAD} requests are ahead of their answers")
        self._is_over = True
        self._at_leisure()
        last, _ = self.pipeline[0]
        last.keep_alive = False

    def shutdown(self) -> None:
        """The server ends."""
        super().shutdown()
        if self.transport.is_closing():
            self._abort_soon()

    def _abort_soon(self) -> None:
        """A transport that is closed writes what it has; to somebody who does not read, for ever."""
        if self._last is None:
            self._last = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    # Requests that do not come.

    def _within(self, seconds: float) -> None:
        self._at_leisure()
        self._due = self.loop.time() + seconds
        self._deadline = self.loop.call_later(seconds, self._is_late)

    def _at_leisure(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _is_late(self) -> None:
        if self._head is None and self.flow.read_paused:
            self._within(BODY_SECONDS)  # it is the app that does not take what is there
        elif (left := self._due - self.loop.time()) > 0:
            self._within(left)
        else:
            self._cut_off("a request did not come to its end", is_quiet=self._head is not None)

    def _cut_off(self, reason: str, *, is_quiet: bool = False) -> None:
        # A connection that is opened ahead of a request, as browsers do, ends like any that is not needed.
        if not is_quiet:
            self._log(reason)
        self._at_leisure()
        self.transport.abort()

    def _log(self, reason: str) -> None:
        client = ":".join(map(str, self.client or ("unknown",)))
        self.logger.warning("the client at %s is at fault, and cut off: %s", client, reason)
