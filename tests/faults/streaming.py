"""A page of a server that is in a process of its own, whose frames go by a stream and by posts."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx2

from tests.served import Page


class StreamPage(Page):
    """A `Page` without a WebSocket."""

    def __init__(self, *args: Any) -> None:
        self._stream = ExitStack()
        self._lines: Iterator[str] = iter(())
        self._frames: deque[list[Any]] = deque()
        self._id, self._number, self._taken = "", 0, -1
        self.code: int | None = None
        super().__init__(*args)

    def connect(self, origin: str | None = None) -> None:
        """Nothing is open before the first frame: that is what is posted."""
        self._stream.close()
        self._frames.clear()
        self._id, self._number, self._taken, self.code = "", 0, -1, None

    def send(self, *frame: Any) -> None:
        """Posts a frame, once the one before was taken."""
        text = json.dumps(frame)
        if not self._id:
            request = self._client.build_request(
                "POST", self.data["socket"], content=f"\n{text}", headers=self._headers
            )
            response = self._client.send(request, stream=True)
            assert response.status_code == 200, response.status_code
            self._stream.callback(response.close)
            self._lines = response.iter_lines()
        else:
            self._number += 1
            assert self.post(f"{self._id} {self._number}\n{text}").status_code == 204
        while self._taken < self._number:
            self._read()

    def post(self, body: str) -> httpx2.Response:
        """Posts anything."""
        return self._client.post(self.data["socket"], content=body, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"origin": self._server.url, "lv-socket": "lv1"}

    def receive(self) -> list[Any]:
        """The next frame."""
        while not self._frames:
            self._read()
        frame = self._frames.popleft()
        match frame:
            case [int(address), int(version), *_] | ["=", int(address), int(version), *_]:
                self.send("v", address, version)
        return frame

    def closed(self) -> int:
        """Reads to the end; the code of it."""
        while self.code is None:
            self._read()
        assert not any(self._lines), "and nothing after it"
        return self.code

    def _read(self) -> None:
        name = ""
        for line in self._lines:
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                self._take(name, value)
                return
        raise AssertionError("the stream has ended")

    def _take(self, name: str, value: str) -> None:
        if name == "open":
            self._id, self._taken = value, 0
        elif name == "taken":
            self._taken = int(value)
        elif name == "close":
            self.code = int(value)
        else:
            self._frames.append(json.loads(value))

    def close(self) -> None:
        """Closes everything."""
        self._stream.close()
        super().close()
