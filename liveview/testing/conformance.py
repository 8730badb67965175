"""Whether an adapter of PubSub keeps the rules of `liveview.runtime.adapter`: for those who write one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from liveview.runtime.adapter import Adapter, Encoded

# A broker on the same machine answers within milliseconds.
SECONDS = 5.0
# Between two tries of what takes a moment to come into force, as a subscription does.
AGAIN_SECONDS = 0.02


async def check_adapter(
    make: Callable[[], Adapter], interrupt: Callable[[], Awaitable[None]] | None = None, *, seconds: float = SECONDS
) -> None:
    """Check an adapter, against its broker where it has one.

    Args:
        make: makes one more adapter of the same network.
        interrupt: breaks the connections of all and lets them come back, as by a restart of the broker.
        seconds: how long one thing may take.

    Raises:
        AssertionError: it does not keep a rule; the text says which.
    """
    here, there = _End(make(), seconds), _End(make(), seconds)
    await here.adapter.start(here)
    await there.adapter.start(there)
    try:
        await _check_delivery(here, there)
        await _check_topics(here, there)
        if interrupt is not None:
            await _check_gap(here, there, interrupt)
    finally:
        await here.adapter.stop()
        await there.adapter.stop()
    count = len(there.received)
    here.adapter.publish("a", "after the end")  # must not raise
    assert len(there.received) == count, "an adapter that was stopped delivers nothing"


class _End:
    """One worker: an adapter, and what came out of it."""

    def __init__(self, adapter: Adapter, seconds: float) -> None:
        self.adapter = adapter
        self.received: list[tuple[str, object]] = []
        self.gaps: list[str | None] = []
        self._seconds = seconds
        self._news = asyncio.Event()

    def deliver(self, topic: str, message: object) -> None:
        self.received.append((topic, message.decode(Any) if isinstance(message, Encoded) else message))
        self._news.set()

    def gap(self, topic: str | None = None) -> None:
        self.gaps.append(topic)
        self._news.set()

    async def until(self, holds: Callable[[], bool], rule: str, again: Callable[[], object] = lambda: None) -> None:
        async def wait() -> None:
            while not holds():
                self._news.clear()
                again()
                try:
                    await asyncio.wait_for(self._news.wait(), AGAIN_SECONDS)
                except TimeoutError:
                    continue

        try:
            await asyncio.wait_for(wait(), self._seconds)
        except TimeoutError:
            raise AssertionError(rule) from None


async def _joined(here: _End, there: _End, topic: str) -> None:
    """Wait until a subscription is in force."""
    there.adapter.subscribe(topic)
    rule = f"a message to {topic!r} reaches another worker that has subscribed to it"
    await there.until(lambda: (topic, "hello") in there.received, rule, lambda: here.adapter.publish(topic, "hello"))


async def _check_delivery(here: _End, there: _End) -> None:
    await _joined(here, there, "a")
    here.adapter.subscribe("a")
    await _joined(there, here, "b")
    for number in range(100):
        here.adapter.publish("a", number)
    expected = [("a", number) for number in range(100)]
    await there.until(lambda: ("a", 99) in there.received, "every message of a publisher arrives")
    numbers = [message for message in there.received if message[1] != "hello"]
    assert numbers == expected, "messages arrive once, in the order in which they were published"
    there.adapter.publish("b", "end")
    await here.until(lambda: ("b", "end") in here.received, "messages go both ways")
    own = [message for message in here.received if message[0] == "a"]
    assert own == [], "a worker does not get back what it has published: its own listeners have it already"


async def _check_topics(here: _End, there: _End) -> None:
    for topic in ("room:7", "with space", "dots.and*stars>", "ünïcode ☃", "x" * 200):
        await _joined(here, there, topic)
    there.adapter.unsubscribe("room:7")
    there.received.clear()
    here.adapter.publish("room:7", "to nobody")
    here.adapter.publish("never subscribed", "to nobody")
    here.adapter.publish("a", "last")
    await there.until(lambda: ("a", "last") in there.received, "other topics go on after one was given up")
    assert there.received == [("a", "last")], "a topic that nobody listens to is not delivered"


async def _check_gap(here: _End, there: _End, interrupt: Callable[[], Awaitable[None]]) -> None:
    there.gaps.clear()
    await interrupt()
    await there.until(lambda: bool(there.gaps), "after a lost connection `gap` is called: messages may be missing")
    there.received.clear()
    again = "messages arrive again after the connection is back"
    await there.until(lambda: ("a", "back") in there.received, again, lambda: here.adapter.publish("a", "back"))
