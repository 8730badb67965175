"""Messages are equal by what they say: that is how one that waits is told from a new one."""

from __future__ import annotations

from liveview.channel.messages import Flush, Joined, Left, Tick


def test_equality() -> None:
    assert {Tick("a"), Tick("a"), Tick("b"), Flush(), Flush(), Joined(), Left()} == {
        *(Tick("a"), Tick("b"), Flush(), Joined(), Left())
    }
