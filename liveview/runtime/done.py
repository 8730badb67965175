"""What a call returns that has done its work: an `async def` may await it, and need not."""

from __future__ import annotations

from collections.abc import Generator


class Done:
    """Nothing is left to wait for."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


DONE = Done()
