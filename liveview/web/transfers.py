"""Files that are fetched from another worker than the one that has them: a browser's request may come to any."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Self, TypeGuard

from starlette.exceptions import HTTPException
from starlette.responses import Response

from liveview.errors import NoProcessError
from liveview.runtime.exits import Reason
from liveview.runtime.process import Process
from liveview.runtime.topics import on
from liveview.web.addresses import Address
from liveview.web.attachments import Streamed, respond
from liveview.web.downloads import Offer
from liveview.web.policy import NOSNIFF
from liveview.web.relaying import ALIVE, FAILED, LAST, LEFT, Asked, Headers, Piece, Relay

TRANSFERS = "liveview.downloads"

# Bytes of all pieces that one worker has on their way at a time, of however many files: a sixteenth of what may wait
# for the hub, whose room is for what is published. What is published waits a millisecond behind them.
ON_THEIR_WAY = 256 * 1024
# Of one piece, where there are hundreds of files. A shorter one would be mostly what is around it.
SHORTEST = 1024
# Seconds between two words of either side where nothing is sent, as while a browser does not read. A piece that was
# lost is asked for again with it.
BEAT = 2.0
# Without a word for so long the other worker has ended. One whose loop is blocked for longer is ended, too.
SILENCE = 10.0
_BEAT = object()


class Transfers(Process):
    """Asks other workers for their files, and gives them ours. PubSub carries the pieces, also between machines.

    Args:
        worker: tells this one from others.
        take: the file of an id, once.
    """

    def __init__(self, worker: str, take: Callable[[str], Offer | None]) -> None:
        super().__init__(name=TRANSFERS)
        self.worker = worker
        self._take = take
        self._relays: dict[str, Relay] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._fetches: dict[str, Fetch] = {}
        self._timer: int | None = None

    async def info(self, message: object) -> None:
        """The time to say that one is here. What a `Gap` is about is asked for again."""
        if message is not _BEAT:
            return
        now = self.clock.now()
        for fetch in list(self._fetches.values()):
            fetch.beat(now)
        for relay in list(self._relays.values()):
            if now - relay.heard > SILENCE:
                relay.leave()
        if self._timer is not None and not self._fetches and not self._relays:
            self.cancel_timer(self._timer)
            self._timer = None

    async def terminate(self, reason: Reason) -> None:
        """Nothing is sent any more: those who read are told, and what they read is closed."""
        for fetch in list(self._fetches.values()):
            fetch.fail()
        for relay in list(self._relays.values()):
            relay.break_off()
        if self._running:
            await asyncio.wait(self._running)

    def _watch(self) -> None:
        if self._timer is None:
            self._timer = self.send_every(BEAT, _BEAT)

    # What others have.

    async def fetch(self, address: Address, headers: Headers) -> Response:
        """The response of another worker.

        Args:
            address: the worker, and its file.
            headers: of the request, as far as they ask for a part of the file.

        Raises:
            HTTPException: as the other one says.
            NoProcessError: nobody answers.
        """
        key = secrets.token_urlsafe(12)

        def say(number: int, is_waiting: bool) -> None:
            said = Asked(key, self.worker, number, is_waiting, address.key, headers)
            self.publish(f"{TRANSFERS}.asked.{address.worker}", said, to_self=False)

        def end() -> None:
            if self._fetches.pop(key, None) is not None:
                with suppress(NoProcessError):
                    say(LEFT, False)

        fetch = self._fetches[key] = Fetch(say, end, self.clock.now)
        self._watch()
        return await fetch.response()

    @on("liveview.downloads.pieces.{worker}")
    async def arrived(self, piece: Piece) -> None:
        """A piece has come."""
        if (fetch := self._fetches.get(piece.key)) is not None:
            fetch.take(piece)

    # What others want.

    @on("liveview.downloads.asked.{worker}")
    async def asked(self, asked: Asked) -> None:
        """Another worker has a browser that wants a file of ours, or goes on with it."""
        relay = self._relays.get(asked.key)
        if asked.number == LEFT:
            if relay is not None:
                relay.leave()
            return
        if relay is None and asked.number == 0:
            relay = self._begin(asked)
        if relay is None:
            self._publish(asked.worker, Piece(asked.key, asked.number, FAILED))  # it was silent for too long
            return
        relay.heard = self.clock.now()
        if asked.is_waiting:
            relay.want(asked.number)

    def _begin(self, asked: Asked) -> Relay:
        relay = Relay(asked, lambda piece: self._publish(asked.worker, piece), self._size)
        self._relays[asked.key] = relay
        running = asyncio.create_task(self._serve(asked, relay))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        self._watch()
        return relay

    async def _serve(self, asked: Asked, relay: Relay) -> None:
        try:
            offer = self._take(asked.offer)
            await relay.run(_absent() if offer is None else respond(offer), "" if offer is None else offer.filename)
        finally:
            del self._relays[asked.key]

    def _size(self) -> int:
        return max(ON_THEIR_WAY // max(len(self._relays), 1), SHORTEST)

    def _publish(self, worker: str, piece: Piece) -> None:
        with suppress(NoProcessError):  # the PubSub has failed, and this falls with it
            self.publish(f"{TRANSFERS}.pieces.{worker}", piece, to_self=False)


class Fetch:
    """The body of a response that is in another worker: an iterator, to be closed.

    Args:
        say: asks for a piece, or says that somebody still reads.
        end: says that nobody reads any more.
        now: the time.
    """

    def __init__(self, say: Callable[[int, bool], object], end: Callable[[], object], now: Callable[[], float]) -> None:
        self._say = say
        self._end = end
        self._now = now
        self._heard = now()
        self._number = 0
        self._is_over = False
        self._failure: NoProcessError | None = None
        self._arriving: asyncio.Future[Piece] | None = None
        self._first = b""

    async def response(self) -> Response:
        """The response, once its head is here."""
        try:
            head = await self._piece()
            if head.status >= 400:
                raise HTTPException(head.status, headers=NOSNIFF)
        except BaseException:
            self._end()
            raise
        self._first = head.body
        response = Streamed(self, status_code=head.status)
        response.raw_headers = head.headers
        return response

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        if self._is_over:
            raise StopAsyncIteration
        return (await self._piece()).body

    async def aclose(self) -> None:
        """Nobody reads any more."""
        self._end()

    async def _piece(self) -> Piece:
        if self._failure is not None:
            raise self._failure
        self._heard = self._now()
        self._arriving = asyncio.get_running_loop().create_future()
        try:
            self._say(self._number, True)
            return await self._arriving
        finally:
            self._arriving = None

    def take(self, piece: Piece) -> None:
        """Something has come from the other worker.

        Args:
            piece: the piece that is waited for, or another word.
        """
        self._heard = self._now()
        if piece.kind == FAILED:
            self.fail("has broken it off")
        elif piece.kind != ALIVE and piece.number == self._number and _waits(self._arriving):
            self._number += 1
            self._is_over = piece.kind == LAST
            self._arriving.set_result(piece)

    def beat(self, now: float) -> None:
        """Say that somebody reads, and ask again for what has not come."""
        is_waiting = self._arriving is not None
        if is_waiting and now - self._heard > SILENCE:
            self.fail()
        else:
            self._say(self._number, is_waiting)

    def fail(self, how: str = "does not answer: it has ended, or the broker is away") -> None:
        """Nothing comes any more.

        Args:
            how: what the other worker does.
        """
        self._failure = NoProcessError(f"the worker that has a download {how}", target=TRANSFERS)
        if _waits(self._arriving):
            self._arriving.set_exception(self._failure)


def _waits(arriving: asyncio.Future[Piece] | None) -> TypeGuard[asyncio.Future[Piece]]:
    return arriving is not None and not arriving.done()


async def _absent() -> Response:
    raise HTTPException(404, headers=NOSNIFF)
