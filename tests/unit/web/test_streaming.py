"""What pages post, and what a stream says, byte for byte."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.errors import FrameError
from liveview.protocol.codec import encode
from liveview.protocol.connection import Close
from liveview.web.stream import Stream, close_event
from liveview.web.streaming import MOST_FRAMES, read_post

# As `static/src/fallback.js` has it.
EVENT = re.compile(r"(?:event: (\w+)\n)?data: (.*)", re.DOTALL)
TEXTS = st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8")), min_size=1, max_size=MOST_FRAMES)


@given(st.from_regex(r"[A-Za-z0-9_-]{1,200}", fullmatch=True), st.integers(1, 10**15 - 1), TEXTS)
def test_a_post_is_read_as_it_was_written(id: str, number: int, texts: list[str]) -> None:
    assert read_post("\n".join([f"{id} {number}", *texts]).encode()) == (id, number, texts)
    assert read_post("\n".join(["", *texts]).encode()) == ("", 0, texts)


@given(st.binary() | st.text("0123456789 -_aé\n\r\0").map(str.encode))
def test_whatever_is_posted_it_is_read_or_refused(body: bytes) -> None:
    try:
        id, number, texts = read_post(body)
    except FrameError:
        return
    assert 1 <= len(texts) <= MOST_FRAMES
    assert (id == "") == (number == 0)


class Written:
    """Where a stream writes."""

    def __init__(self, first: Sequence[str] = ("join",)) -> None:
        self.content = b""
        self.is_over = False
        self.stream = Stream(self._send, "an-id", first)

    async def _send(self, message: Any) -> None:
        assert not self.is_over
        self.content += message["body"]
        self.is_over = not message["more_body"]

    @property
    def events(self) -> list[tuple[str | None, str]]:
        """What a page makes of it."""
        *events, rest = self.content.decode().split("\n\n")
        assert rest == ""
        found = [EVENT.fullmatch(event) for event in events]
        return [(one[1], one[2]) for one in found if one is not None]


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists))
def test_a_frame_is_one_event_whatever_is_in_it(value: Any) -> None:
    async def written() -> Written:
        made = Written()
        await made.stream.send(encode([value]))
        return made

    assert asyncio.run(written()).events == [(None, encode([value]))]


async def test_the_end_is_said_once_and_nothing_after_it() -> None:
    written = Written()
    await written.stream.close(4004, "gone")
    await written.stream.send("[]")
    await written.stream.close(1012, "again")
    await written.stream.end()
    assert written.content == close_event(4004)
    assert written.is_over


async def test_what_was_posted_is_taken_when_the_next_is_asked_for() -> None:
    written = Written()
    stream = written.stream
    assert await stream.receive() == ("join",)
    assert written.events == []
    asked = asyncio.create_task(stream.receive())
    await asyncio.sleep(0)
    assert written.events == [("open", "an-id")]
    stream.post(1, ["one", "two"])
    assert await asked == ["one", "two"]
    assert written.events[1:] == []
    asked = asyncio.create_task(stream.receive())
    await asyncio.sleep(0)
    assert written.events[1:] == [("taken", "1")]
    stream.post(1, ["one", "two"])  # said again
    await asyncio.sleep(0)
    assert not asked.done()
    stream.post(2, ["three"])
    assert await asked == ["three"]


@pytest.mark.parametrize("numbers", [(2,), (1, 2), (1, 3)])
async def test_out_of_turn_it_is_a_hole(numbers: Sequence[int]) -> None:
    stream = Written().stream
    await stream.receive()
    asked = asyncio.create_task(stream.receive())
    await asyncio.sleep(0)
    for number in numbers:
        stream.post(number, [str(number)])
    assert await asked == Close(4010, "something was lost")
