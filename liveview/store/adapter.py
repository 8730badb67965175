"""What keeps the entries of a `Store`: the interface that adapters implement.

An entry is a key, a value that expires, and a number: the fence. Whoever takes an entry raises its fence, and from then
on who holds a smaller one writes nothing any more. So an entry has one owner at a time, and none has to be waited for:
a process that was killed gives nothing back, and one that slept through its time learns at its next write that it is
too late. No clocks are compared, and nothing is renewed.

`liveview.testing.check_store` tells whether an adapter keeps the rules below.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

# The fence of whoever makes an entry under a new key, which nobody else can know: nothing has to be asked first.
FIRST = 1
# Seconds for which an entry's fence is remembered after its value has gone. A process that was stopped for longer was
# ended by its watchdog.
FENCE_SECONDS = 300.0


class Taken(NamedTuple):
    """An entry that has a new owner.

    Attributes:
        value: its value, or None where there is none (any more).
        fence: the owner's number, for `put` and `delete`.
    """

    value: bytes | None
    fence: int


class Adapter(Protocol):
    """Keeps entries for the processes of an app. All calls come from one event loop, and may overlap.

    It connects when it is first used, and again when that was lost. Of whatever it raises its `Store` makes a
    `StoreError`. A call that takes too long is cancelled.
    """

    async def take(self, key: str) -> Taken:
        """Raise an entry's fence, and read it: in one step that no other call comes between.

        Args:
            key: any text of 1 to 200 characters.

        Returns:
            The value, and the new fence: larger than every one that was given or seen for the key before. For a key
            that is not known it is larger than `FIRST`, and remembered for `FENCE_SECONDS`.
        """
        ...

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        """Write a value, unless a larger fence is known for the key: in one step.

        Args:
            key: the entry's.
            value: the value; an empty one is one as well.
            fence: the writer's number, which is the entry's from now on.
            expires_in: seconds after which the value has gone; its fence is remembered for `FENCE_SECONDS` longer.

        Returns:
            Whether it was written.
        """
        ...

    async def get(self, key: str) -> bytes | None:
        """Read a value, whoever owns it; None where there is none."""
        ...

    async def delete(self, key: str, fence: int) -> bool:
        """Forget a value, unless a larger fence is known for the key; the fence is remembered for `FENCE_SECONDS`.

        Returns:
            Whether the fence was large enough.
        """
        ...

    async def close(self) -> None:
        """End: nothing is called after this. What was written stays, where it is made to stay."""
