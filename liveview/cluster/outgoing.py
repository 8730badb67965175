"""What waits for a broker: bounded, in order, and kept until the broker has it."""

from __future__ import annotations

from collections import deque
from itertools import accumulate, islice, takewhile
from typing import NamedTuple

from liveview.cluster.frames import ALL

# Bytes that wait while the broker is away or slow: a minute of a busy worker. What is published beyond is lost, which
# is told.
MAX_WAITING = 4 * 1024 * 1024
# What is sent before the broker is asked whether it has it: more would only make a slow one look like one that is away.
MAX_BATCH = 256
MAX_BATCH_BYTES = 512 * 1024
# Topics of which something was lost. Beyond, everybody is told of a gap in all.
MAX_LOST = 1000


class Sending(NamedTuple):
    """A message that waits.

    Attributes:
        topic: where it goes.
        content: its bytes, as they go to the broker.
    """

    topic: str
    content: bytes


class Outgoing:
    """A queue of messages for a broker.

    Attributes:
        lost: topics of which something found no room.
    """

    def __init__(self) -> None:
        self.lost: dict[str, None] = {}
        self._waiting: deque[Sending] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._waiting or self.lost)

    def has_room(self, size: int) -> bool:
        """Whether a message may wait, too.

        Args:
            size: its bytes.
        """
        return self._bytes + size <= MAX_WAITING

    def put(self, topic: str, content: bytes) -> None:
        """Send a message after those before it.

        Args:
            topic: where it goes.
            content: its bytes.
        """
        self._waiting.append(Sending(topic, content))
        self._bytes += len(content)

    def lose(self, topic: str) -> None:
        """Note that a message found no room.

        Args:
            topic: where it would have gone.
        """
        if len(self.lost) < MAX_LOST and ALL not in self.lost:
            self.lost[topic] = None
        else:
            self.lost = {ALL: None}

    def batch(self) -> list[Sending]:
        """The next ones to send. They wait until the broker has them: a connection may be lost meanwhile."""
        sizes = accumulate(len(sending.content) for sending in islice(self._waiting, 1, MAX_BATCH))
        count = 1 + sum(1 for _ in takewhile(MAX_BATCH_BYTES.__ge__, sizes))
        return list(islice(self._waiting, count))

    def taken(self, count: int) -> None:
        """The broker has the first ones.

        Args:
            count: how many.
        """
        for _ in range(count):
            self._bytes -= len(self._waiting.popleft().content)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self.lost.clear()
        self._bytes = 0
