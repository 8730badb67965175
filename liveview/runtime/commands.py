"""Messages that know what is to be done: what a process finds in its mailbox beside what others write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liveview.errors import ProcessError
from liveview.runtime.reports import shape


class Command:
    """A message that knows what is to be done: a call, a cast, a timer's tick."""

    __slots__ = ()

    async def run(self, process: Any) -> None:
        """Do it, in the process's task."""
        raise NotImplementedError

    def dropped(self, error: ProcessError) -> None:
        """It will not be done."""


class Continue(Command):
    """A method that a process calls next."""

    __slots__ = ("_args", "_method")

    def __init__(self, method: Callable[..., Any], args: tuple[object, ...]) -> None:
        self._method = method
        self._args = args

    async def run(self, process: Any) -> None:
        await self._method(*self._args)

    def __shape__(self) -> str:
        return f"{getattr(self._method, '__name__', 'a method')} (continued)"


class Tick(Command):
    """A message of `send_every`; it waits in the mailbox at most once."""

    __slots__ = ("_message", "waits")

    def __init__(self, message: object) -> None:
        self._message = message
        self.waits = False

    async def run(self, process: Any) -> None:
        self.waits = False
        await process._handle_(self._message)

    def dropped(self, error: ProcessError) -> None:
        self.waits = False

    def __shape__(self) -> str:
        return f"a timer's {shape(self._message)}"


class Hibernate(Command):
    """A rest that was long enough."""

    __slots__ = ()

    async def run(self, process: Any) -> None:
        await process.hibernate()

    def __shape__(self) -> str:
        return "hibernate"


HIBERNATE = Hibernate()
