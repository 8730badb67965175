"""What was said in the chat: its last lines, kept by a process for those who come later."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from liveview import Process, call, on

LINES = 100  # more than anybody reads up; a page holds no more either


@dataclass(frozen=True)
class Line:
    """What somebody said.

    Attributes:
        by: whose page said it; names can be taken twice.
    """

    by: str
    name: str
    text: str
    at: datetime = field(default_factory=lambda: datetime.now().astimezone())
    id: str = field(default_factory=lambda: uuid4().hex)


class Transcript(Process):
    """Listens to the topic `chat`, as the pages do."""

    async def init(self) -> None:
        self._lines: deque[Line] = deque(maxlen=LINES)

    @on("chat")
    async def heard(self, line: Line) -> None:
        self._lines.append(line)

    @call
    async def lines(self) -> list[Line]:
        return list(self._lines)
