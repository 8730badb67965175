"""One connection as a state machine: text in, frames out, and what is to be sent; it does no I/O.

    receive_text(…)  ─→  events_received()      what the client said, in order
    send(…)          ─→  data_to_send()         what the transport is to write

Whoever drives it calls `data_to_send` after each of the others. The client's mistakes never raise: they close
the connection with a code, and `fault` says why, for the log.

                  a join             a leave, a fault, `close`
    State.OPEN ─────────→ JOINED ──────────────────────────────→ CLOSED
                                    `receive_close` ─────────────↗

Only heartbeats are taken before the join; a further join leaves the view that was joined for another. Once closed,
nothing is taken and nothing is sent but the `Close`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from liveview.errors import FrameError, FrameTooLargeError, PeerError
from liveview.protocol.codec import decode
from liveview.protocol.frames import (
    Applied,
    ClientFrame,
    Event,
    Heartbeat,
    Join,
    Leave,
    Patch,
    Resend,
    client_frame,
    heartbeat_frame,
)

LEFT = 1000
REFUSED = 4003
TOO_MUCH = 4008
# Frames that mean nothing to the connection itself.
_OF_THE_VIEW = (Event, Applied, Patch, Resend)


class State(Enum):
    """Where a connection is in its life."""

    OPEN = "open"  # connected; the join has not come yet
    JOINED = "joined"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Close:
    """Close the transport with this code."""

    code: int
    reason: str = ""


class Connection:
    """The protocol's side of one WebSocket.

    Attributes:
        state: where it is in its life.
        fault: what the client did wrong, once it did.
        buffered: characters that wait to be written.
    """

    __slots__ = ("_events", "_heartbeat_waits", "_out", "buffered", "fault", "state")

    def __init__(self) -> None:
        self.state = State.OPEN
        self.fault: PeerError | None = None
        self.buffered = 0
        self._events: list[ClientFrame] = []
        self._out: list[str | Close] = []
        self._heartbeat_waits = False

    def receive_text(self, text: str) -> None:
        """Take what the client sent."""
        if self.state is State.CLOSED:
            return
        try:
            self._receive(client_frame(decode(text)))
        except FrameTooLargeError as error:  # somebody's long text: the page drops the event and comes back
            self.fault = error
            self.close(TOO_MUCH, "a frame that is too large")
        except PeerError as error:
            self.fault = error
            self.close(REFUSED, "not a frame of this protocol")

    def read(self, text: str) -> ClientFrame | None:
        """What a text says, without taking note of it, where it is the view's alone.

        Returns:
            None for what is to be given to `receive_text`: all that changes the connection, and what is wrong.
        """
        if self.state is not State.JOINED:
            return None
        try:
            frame = client_frame(decode(text))
        except PeerError:
            return None
        return frame if isinstance(frame, _OF_THE_VIEW) else None

    def _receive(self, frame: ClientFrame) -> None:
        if isinstance(frame, Heartbeat):
            self._answer_heartbeat()  # before the join as well: a page asks whether anything comes through here
            return
        if self.state is State.OPEN and not isinstance(frame, Join):
            raise FrameError("a join comes first")
        self.state = State.JOINED
        self._events.append(frame)
        if isinstance(frame, Leave):
            self.close(LEFT, "left")

    def _answer_heartbeat(self) -> None:
        # One answer at a time: who asks and never reads would fill the memory.
        if not self._heartbeat_waits:
            self._heartbeat_waits = True
            self.send(heartbeat_frame())

    def receive_close(self) -> None:
        """The transport is gone."""
        self.state = State.CLOSED
        self._out.clear()
        self.buffered = 0

    def send(self, frame: str) -> None:
        """Send a frame of text, which may be the same for many connections. Ignored once it is closed."""
        if self.state is not State.CLOSED:
            self._out.append(frame)
            self.buffered += len(frame)

    def close(self, code: int, reason: str) -> None:
        """Close, after what was sent before. The first close counts."""
        if self.state is not State.CLOSED:
            self.state = State.CLOSED
            self._out.append(Close(code, reason))

    def events_received(self) -> list[ClientFrame]:
        """What the client said since the last call."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> list[str | Close]:
        """What to write now, in order. A `Close` is the last."""
        out, self._out = self._out, []
        self.buffered = 0
        self._heartbeat_waits = False
        return out
