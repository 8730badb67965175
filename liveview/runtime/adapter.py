"""How a PubSub reaches those of other workers and machines: the interface that adapters implement.

An adapter carries messages; who listens to what on this side is the PubSub's business. The promise is that of every
cheap broker: at most once, and in order from each publisher. Where something may have been lost, the adapter says so.
`liveview.testing.check_adapter` tells whether an adapter keeps the rules below.
"""

from __future__ import annotations

from typing import Any, Protocol


class Receiver(Protocol):
    """What an adapter does with what comes in. All of it on the event loop; none of it waits."""

    def deliver(self, topic: str, message: object) -> None:
        """Somebody elsewhere has published a message.

        Args:
            topic: where.
            message: the message, or an `Encoded` of it.
        """

    def gap(self, topic: str | None = None) -> None:
        """Messages may have been lost, as after a lost connection.

        Args:
            topic: of this topic; None for all.
        """


class Encoded:
    """A message as it came over a wire: who listens has it decoded into the type that it declares. For subclasses."""

    def decode(self, kind: Any) -> object:
        """The message.

        Args:
            kind: the type of the listener's argument.

        Raises:
            ValueError: it is no message of that type.
        """
        raise NotImplementedError


class Adapter(Protocol):
    """Carries messages between the PubSubs of several workers. All calls come from the event loop."""

    async def start(self, receiver: Receiver) -> None:
        """Begin. An adapter whose broker cannot be reached begins all the same, and goes on trying.

        Args:
            receiver: who gets what comes in.
        """

    async def stop(self) -> None:
        """End: nothing is delivered after this."""

    def publish(self, topic: str, message: object) -> None:
        """Take a message for everybody else. Never waits; what finds no place in a bounded queue is dropped.

        Args:
            topic: where.
            message: the message.

        Raises:
            TypeError: it is of a type that cannot be sent.
        """

    def subscribe(self, topic: str) -> None:
        """Somebody here listens to a topic from now on: called for the first of them."""

    def unsubscribe(self, topic: str) -> None:
        """Nobody here listens to a topic any more."""


class Alone:
    """The adapter of a worker that has no others."""

    async def start(self, receiver: Receiver) -> None:
        """Nothing comes in."""

    async def stop(self) -> None:
        """Nothing runs."""

    def publish(self, topic: str, message: object) -> None:
        """There is nobody else."""

    def subscribe(self, topic: str) -> None:
        """Nobody is to know."""

    def unsubscribe(self, topic: str) -> None:
        """Nobody is to know."""
