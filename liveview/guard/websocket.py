"""The server's WebSocket protocol: one client has its share of the loop and of the memory, and no more.

Uvicorn's own reads as much as the network has, answers each ping whether or not anybody reads the answers, and counts
the bytes of a message but not its fragments. A client that wants to hurt others can have the loop for seconds by it,
and memory for as long as it likes.
"""

from __future__ import annotations

from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any, ClassVar

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.protocol import OPEN

from liveview.guard.frames import framed, short_texts
from liveview.guard.reader import Reader
from liveview.runtime.budget import Budget

# Bytes that are parsed in one turn of the loop: most events are less, and of the shortest frames that there are it is a
# hundred and fifty, in two milliseconds.
SLICE = 1024
# Frames that are still read of a client that was sent a good-bye, for its own, which comes behind what is on its way.
# Whoever sends more does not listen: it is not read until the connection is gone.
LAST_WORDS = 1000
# Pings and pongs: a browser sends one pong in 25 seconds, other clients a ping now and then.
CONTROL_RATE, CONTROL_BURST = 5.0, 20.0
# Seconds of them that a client may be ahead, being read no further meanwhile. Beyond, it is a flood.
CONTROL_DEBT = 5.0
# Parts of one message, empty ones too. Browsers make a few of the longest message that is taken.
FRAGMENTS = 64
# Messages that are written together, at most: of more it is time to see whether they are taken.
SEVERAL = 16
# Bytes of them, at most: what asyncio's transports keep before they say that a client takes less than it is sent.
WRITTEN_TOGETHER = 64 * 1024
# Seconds for the last words to a client that may have stopped reading; then its connection is gone, and its memory.
CLOSE_SECONDS = 2.0


class WebSocket(WebSocketsSansIOProtocol):
    """Uvicorn's, guarded: `uvicorn app:app --ws liveview.guard:WebSocket`; `liveview run` takes it by itself.

    The next slice is parsed when the app has taken the messages of the last one. Nothing is read while slices wait,
    while the client is ahead of its budget, or while it does not read itself.

    The app finds it in the scope, as `extensions["liveview.guard"]["protocol"]`: texts that need not wait may be taken
    by `listen` and given to `write`, which saves them the way through ASGI, its queue and its tasks.

    Attributes:
        max_message: bytes of a message, at most; uvicorn's own setting counts where it is less.
        compression: whether messages are compressed where the client wants it. It costs 35 KB for each client that does
            nothing and 49 KB more for one that does something, and tells who listens to the network secrets that
            share a message with what an attacker chose. Set it in a subclass.
    """

    max_message: ClassVar[int] = 1024 * 1024
    compression: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn.max_message_size = min(self.config.ws_max_size, self.max_message)
        if not self.compression:
            self.conn.available_extensions = []
        self._reader = self.conn.reader = Reader()
        self._parse_anew()  # from that one
        self._waiting = bytearray()
        self._is_due = False
        self._is_clogged = False
        self._last_words = LAST_WORDS
        self._control = Budget(CONTROL_RATE, CONTROL_BURST)
        self._pause: TimerHandle | None = None
        self._last: TimerHandle | None = None
        self._fragments = 0
        self._has_failed = False
        self._hear: Callable[[str], bool] | None = None
        self._is_asked = False
        self._unwritten: list[bytes] = []
        self._unwritten_size = 0
        self.close_timeout = CLOSE_SECONDS

    def _parse_anew(self) -> None:
        """Have another parser: the one before keeps what it has parsed last."""
        self.conn.parser.close()
        self.conn.parser = self.conn.parse()
        next(self.conn.parser)

    def _forget_handshake(self) -> None:
        """Drop what nobody asks for any more: the request and its answer, each with all of its headers."""
        if self._reader.is_between:  # else somebody has not waited for the answer
            del self.request, self.response
            self._parse_anew()

    def handle_connect(self, event: Any) -> None:
        """The request is there: the app may know by whom it is served."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            scope: dict[str, Any] = self.scope  # type: ignore[assignment]
            scope["extensions"]["liveview.guard"] = {"protocol": self}

    def data_received(self, data: bytes) -> None:
        """The network has something."""
        if self._is_asked and self._hear is not None and len(data) <= SLICE:
            data = self._hear_at_once(self._hear, data)
            if not data:
                return
        if not self._waiting and len(data) <= SLICE and self._pause is None and not self._is_clogged:
            super().data_received(data)
            self._go_on()
            return
        self._waiting += data
        self.transport.pause_reading()
        self._go_on()

    async def receive(self) -> Any:
        """The next message, for the app."""
        self._is_asked = True
        try:
            message = await self.queue.get()
        finally:
            self._is_asked = False
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._go_on()
        return message

    def _go_on(self) -> None:
        """Take the next slice in the next turn, or read on; not while messages wait for the app."""
        if self.read_paused or self._is_due or self.disconnected or self.transport.is_closing():
            return
        if self._pause is not None or self._is_clogged:
            self.transport.pause_reading()
        elif self._last_words <= 0:
            self.transport.pause_reading()
            self._waiting.clear()
        elif self._waiting:
            self._is_due = True
            self.loop.call_soon(self._take)
        else:
            self.transport.resume_reading()

    def _take(self) -> None:
        self._is_due = False
        if self.disconnected or self._has_failed:
            return
        data = bytes(self._waiting[:SLICE])
        del self._waiting[:SLICE]
        super().data_received(data)
        self._go_on()

    # Past ASGI.

    def listen(self, hear: Callable[[str], bool] | None) -> None:
        """Have texts taken as they come.

        Args:
            hear: is asked with each text that comes while the app waits for the next one, maybe twice; it must not
                wait. What it does not take, by returning False, the app receives. None to ask nobody any more.
        """
        self._hear = hear
        if self._reader.is_between and self.conn.state is OPEN:  # else what comes is not parsed any more
            self._parse_anew()

    def send_receive_event_to_app(self) -> None:
        """A message is whole: it is taken at once, or waits for the app."""
        if self._hear is not None and self._is_heard(self._hear):
            self.frames = []
        else:
            super().send_receive_event_to_app()

    def _is_heard(self, hear: Callable[[str], bool]) -> bool:
        if self.curr_msg_data_type != "text" or len(self.frames) > 1 or self.close_sent:
            return False
        if not self._is_asked or not self.queue.empty():
            return False  # those before it are still on their way
        try:
            text = str(self.frames[0], "utf-8")
        except UnicodeDecodeError:
            return False
        return hear(text)

    def _hear_at_once(self, hear: Callable[[str], bool], data: bytes) -> bytes:
        """Have short texts taken, as nearly all are: no parser has to be asked for these. What is left is for it."""
        conn = self.conn
        is_between = self._reader.is_between and conn.current_size is None  # frames, and messages
        if not is_between or self._waiting or conn.extensions or conn.state is not OPEN or not self.queue.empty():
            return data
        heard = 0
        for text, end in short_texts(data):  # such as an acknowledgement, and behind it what is done next
            if not hear(text):
                break
            heard = end
        return data[heard:]

    def write(self, text: str) -> bool:
        """Write a text at the end of this turn of the loop, with what others write then.

        One write after another costs less than one between each two handlers: the system wakes who reads but once.

        Args:
            text: the message. Whoever has given `send` another one waits for that first.

        Returns:
            False where it would have to wait, or nothing is written any more; it is for `send` then.
        """
        if self._is_clogged or not self._is_open():
            return False
        if not self._unwritten:
            self.loop.call_soon(self._write_out)
        if self.conn.extensions:
            self.conn.send_text(text.encode())
            frame = b"".join(self.conn.data_to_send())
        else:
            frame = framed(text)
        self._unwritten.append(frame)
        self._unwritten_size += len(frame)
        if len(self._unwritten) > SEVERAL or self._unwritten_size > WRITTEN_TOGETHER:
            self._write_out()
        return True

    def _is_open(self) -> bool:
        # The parser may be further than what it has found is told: the last of it may be that the client says good-bye.
        return self.conn.state is OPEN and not (self.close_sent or self.transport.is_closing())

    def _write_out(self) -> None:
        unwritten, self._unwritten, self._unwritten_size = self._unwritten, [], 0
        if unwritten and self._is_open():
            self.transport.write(unwritten[0] if len(unwritten) == 1 else b"".join(unwritten))

    # Pings.

    def handle_ping(self) -> None:
        """It was answered already, by what waits to be written."""
        self._count_control()
        if not self._has_failed:
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """The answer to a ping, or something that nobody has asked for."""
        self._count_control()
        if not self._has_failed:
            super().handle_pong(event)

    def _count_control(self) -> None:
        wait = self._control.spend(self.loop.time())
        if wait > CONTROL_DEBT:
            self._fail(CloseCode.POLICY_VIOLATION, "a flood of pings")
        elif wait and self._pause is None:
            self._pause = self.loop.call_later(wait, self._resume)

    def _resume(self) -> None:
        wait = self._control.spend(self.loop.time(), 0)
        self._pause = self.loop.call_later(wait, self._resume) if wait else None
        self._go_on()

    # Fragments.

    def handle_text(self, event: Frame) -> None:
        """A message begins."""
        self._begin_message()
        if not self._has_failed:
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        """A message begins."""
        self._begin_message()
        if not self._has_failed:
            super().handle_bytes(event)

    def _begin_message(self) -> None:
        self._last_words -= self.close_sent
        self._fragments = 1

    def handle_cont(self, event: Frame) -> None:
        """A message goes on."""
        self._last_words -= self.close_sent
        self._fragments += 1
        if self._fragments > FRAGMENTS:
            self._fail(CloseCode.POLICY_VIOLATION, f"a message in more than {FRAGMENTS} fragments")
        if not self._has_failed:
            super().handle_cont(event)

    # Readers that do not read.

    def pause_writing(self) -> None:
        """The client takes less than it is sent: it is not heard either, or the answers to its pings would pile up."""
        super().pause_writing()
        self._is_clogged = True
        self._go_on()

    def resume_writing(self) -> None:
        """It has taken most of it."""
        super().resume_writing()
        self._is_clogged = False
        self._go_on()

    def keepalive_timeout(self) -> None:
        """It has not answered a ping: whatever waits for it would wait for ever."""
        super().keepalive_timeout()
        self._abort_soon()

    def shutdown(self) -> None:
        """The server ends."""
        self._write_out()
        super().shutdown()
        self._abort_soon()

    # The end.

    def _fail(self, code: CloseCode, reason: str) -> None:
        if self._has_failed:
            return
        self._has_failed = True
        client = ":".join(map(str, self.client or ("unknown",)))
        self.logger.warning("the client at %s is at fault, and cut off: %s", client, reason)
        self.frames.clear()
        self._waiting.clear()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": int(code), "reason": reason})
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        self._abort_soon()

    def _abort_soon(self) -> None:
        """A transport that is closed writes what it has; to somebody who does not read, for ever."""
        if self._last is None:
            self._last = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    def handle_parser_exception(self) -> None:
        """It has sent what is no WebSocket's."""
        super().handle_parser_exception()
        self._abort_soon()

    def handle_close(self, event: Frame) -> None:
        """It says good-bye."""
        super().handle_close(event)
        self._abort_soon()

    async def send(self, message: Any) -> None:
        """A message of the app."""
        self._write_out()
        await super().send(message)
        if message["type"] == "websocket.close":
            self._abort_soon()
        elif message["type"] == "websocket.accept" and self.conn.state is OPEN:
            self._forget_handshake()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        for timer in (self._pause, self._last):
            if timer is not None:
                timer.cancel()  # or it would keep all of this for its time
        super().connection_lost(exc)
        # What refers to itself would wait for the collector, with all of the page, and with what was not parsed.
        self._hear = None
        self._waiting.clear()
        if hasattr(self, "scope"):
            # By the rest of it the app still knows by whom it was served.
            (self.scope.get("extensions") or {}).get("liveview.guard", {}).pop("protocol", None)
