"""A cable between the PubSubs of several workers, in one process: for tests of what happens between them."""

from __future__ import annotations

from liveview.runtime.adapter import Receiver


class Cable:
    """Joins PubSubs: `PubSub(cable.plug())`. What it carries arrives at once."""

    def __init__(self) -> None:
        self._plugs: list[Plug] = []

    def plug(self) -> Plug:
        """An adapter for one more PubSub."""
        plug = Plug(self._plugs)
        self._plugs.append(plug)
        return plug


class Plug:
    """One end of a cable: an adapter.

    Args:
        plugs: all ends of the cable.
    """

    def __init__(self, plugs: list[Plug]) -> None:
        self._plugs = plugs
        self._receiver: Receiver | None = None
        self._topics: set[str] = set()
        self._is_pulled = False

    async def start(self, receiver: Receiver) -> None:
        """Begin."""
        self._receiver = receiver

    async def stop(self) -> None:
        """End."""
        self._receiver = None

    def publish(self, topic: str, message: object) -> None:
        """Carry a message to all other ends."""
        if self._is_pulled:
            return
        for plug in self._plugs:
            if plug is not self and not plug._is_pulled and plug._receiver is not None and topic in plug._topics:
                plug._receiver.deliver(topic, message)

    def subscribe(self, topic: str) -> None:
        """Somebody here listens to a topic."""
        self._topics.add(topic)

    def unsubscribe(self, topic: str) -> None:
        """Nobody here listens to a topic any more."""
        self._topics.discard(topic)

    def pull(self) -> None:
        """Nothing goes in or out from now on."""
        self._is_pulled = True

    def push(self) -> None:
        """Put it back: who listens here is told that messages may be missing."""
        self._is_pulled = False
        if self._receiver is not None:
            self._receiver.gap()
