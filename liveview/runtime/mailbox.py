"""A bounded queue that one process reads."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol


class Sleeper(Protocol):
    """Who reads no mail as long as there is none."""

    def _rise_(self) -> None:
        """There is some."""


class Mailbox:
    """Messages in the order in which they came.

    The queue itself is made when mail waits: most of many thousand processes are idle.

    Args:
        limit: how many messages may wait.

    Attributes:
        mail: those that wait, to be looked at; None or empty where there are none.
    """

    __slots__ = ("_limit", "_reader", "_sleeper", "mail")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.mail: deque[object] | None = None  # asked for each message, by who takes them: not by a call
        self._reader: asyncio.Future[None] | None = None
        self._sleeper: Sleeper | None = None

    def __len__(self) -> int:
        return len(self.mail) if self.mail is not None else 0

    @property
    def limit(self) -> int:
        """How many messages may wait."""
        return self._limit

    @property
    def is_full(self) -> bool:
        return self.mail is not None and len(self.mail) >= self._limit

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for the next message, and there is none."""
        return self._sleeper is not None or (self._reader is not None and not self._reader.done())

    def rest(self, sleeper: Sleeper) -> None:
        """Nobody reads until there is mail.

        Args:
            sleeper: who is told then, once.
        """
        assert not self.mail
        self.mail, self._sleeper = None, sleeper

    def put(self, message: object) -> bool:
        """Add a message; False, and nothing is added, where the mailbox is full."""
        messages = self.mail
        if messages is None:
            messages = self.mail = deque()
        elif len(messages) >= self._limit:
            return False
        messages.append(message)
        reader = self._reader
        if reader is None:
            if self._sleeper is not None:
                self._wake_reader()
        elif not reader.done():
            reader.set_result(None)
        return True

    def add(self, message: object) -> None:
        """Add a message that must not be lost, full or not: there is one for each process that it could come from."""
        self._waiting().append(message)
        self._wake_reader()

    def wake(self, message: object) -> None:
        """Put a message before all others, full or not."""
        self._waiting().appendleft(message)
        self._wake_reader()

    def discard(self, is_unwanted: Callable[[object], bool], most: int | None = None) -> list[object]:
        """Take messages out that wait.

        Args:
            is_unwanted: which; asked of the oldest first.
            most: how many at most; all where None.

        Returns:
            The messages that are gone.
        """
        gone: list[object] = []
        kept: deque[object] = deque()
        for message in self.mail or ():
            is_gone = (most is None or len(gone) < most) and is_unwanted(message)
            (gone if is_gone else kept).append(message)
        if gone:
            self.mail = kept or None
        return gone

    def _waiting(self) -> deque[object]:
        if self.mail is None:
            self.mail = deque()
        return self.mail

    def _wake_reader(self) -> None:
        if self._reader is not None:
            if not self._reader.done():
                self._reader.set_result(None)
        elif self._sleeper is not None:
            sleeper, self._sleeper = self._sleeper, None
            sleeper._rise_()

    def take(self) -> object:
        """The oldest message, of which there is one."""
        assert self.mail
        return self.mail.popleft()

    async def get(self) -> object:
        """The oldest message; waits for one. One reader at a time."""
        while not self.mail:
            self.mail = None
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self.mail.popleft()
