"""The response that gives a file ends what makes it, whatever ends the response."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from liveview.web.attachments import respond
from liveview.web.downloads import Offer

pytestmark = pytest.mark.asyncio


class Browser:
    """An ASGI server's side of one request.

    Args:
        spec_version: of ASGI: from 2.4 on a server says by an error that nobody reads, before it by a message.
        breaks_off: whether nobody reads beyond the first piece.
    """

    def __init__(self, spec_version: str = "2.3", *, breaks_off: bool = False) -> None:
        self.scope: dict[str, Any] = {"type": "http", "method": "GET", "headers": []}
        self.scope["asgi"] = {"spec_version": spec_version}
        self.content = b""
        self._breaks_off = breaks_off
        self._is_told = spec_version == "2.3"
        self._has_left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self._has_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.content += message.get("body", b"")
        if self.content and self._breaks_off:
            self._has_left.set()
            if not self._is_told:
                raise OSError("nobody reads")

    async def get(self, source: Any) -> None:
        response = await respond(Offer(source, "a.csv", "session", 0.0))
        await response(self.scope, self.receive, self.send)


class Lines:
    """Sources that say when they are closed. Whoever tests them keeps them: no collector can do it."""

    def __init__(self) -> None:
        self.are_closed = False

    def endless(self) -> Iterator[str]:
        try:
            while True:
                yield "line\n"
                time.sleep(0.001)
        finally:
            self.are_closed = True

    async def endless_async(self) -> AsyncIterator[str]:
        try:
            while True:
                yield "line\n"
                await asyncio.sleep(0.001)
        finally:
            self.are_closed = True


@pytest.mark.parametrize("spec_version", ["2.3", "2.4"])
@pytest.mark.parametrize("kind", [Lines.endless, Lines.endless_async])
@pytest.mark.parametrize("is_returned", [False, True])
async def test_a_generator_is_closed_where_nobody_reads_any_more(
    kind: Callable[[Lines], Any], spec_version: str, is_returned: bool
) -> None:
    lines = Lines()
    source = kind(lines)
    with suppress(ClientDisconnect):
        await Browser(spec_version, breaks_off=True).get((lambda: source) if is_returned else source)
    assert lines.are_closed


async def test_an_open_file_is_closed_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("a\nb\n")
    browser = Browser()
    with (tmp_path / "rows.csv").open() as source:
        await browser.get(source)
        assert source.closed
    assert browser.content == b"a\nb\n"
