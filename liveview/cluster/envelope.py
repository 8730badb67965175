"""What goes through a broker: a message with its number, so that whoever misses one, or gets one twice, knows it."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple, TypeVar

import msgspec

Key = TypeVar("Key", bound=Hashable)

# A message, or that some of a topic were lost before they were sent.
MESSAGE, LOST = range(2)
# Topics whose last number a worker knows that publishes, and workers that it knows who listens to a topic: others come
# and go with every deploy. One that is forgotten costs a gap that was none.
MAX_TOPICS = 10_000
MAX_NODES = 200


class Envelope(NamedTuple):
    """One message on its way.

    Attributes:
        kind: `MESSAGE` or `LOST`.
        node: who sends it: a worker, from its start to its end.
        number: grows with everything that the node sends.
        previous: the number of what it sent to the same topic before; 0 where it does not know.
        data: the message's bytes.
    """

    kind: int
    node: bytes
    number: int
    previous: int
    data: bytes = b""


_DECODER = msgspec.msgpack.Decoder(Envelope)


def opened(content: bytes) -> Envelope:
    """What came from a broker.

    Args:
        content: its bytes.

    Raises:
        ValueError: no worker of ours has sent that.
    """
    try:
        return _DECODER.decode(content)
    except msgspec.MsgspecError as error:
        raise ValueError(f"no message: {error}") from error


class Numbering:
    """Of what one worker sends.

    Attributes:
        node: its name, new for each.
    """

    def __init__(self) -> None:
        self.node = secrets.token_bytes(8)
        self._last = 0
        self._topics: OrderedDict[str, int] = OrderedDict()

    def sealed(self, topic: str, data: bytes = b"", *, kind: int = MESSAGE) -> bytes:
        """The next message of a topic, as bytes.

        Args:
            topic: where it goes.
            data: the message's bytes.
            kind: what it is.
        """
        self._last += 1
        previous = self._topics.get(topic, 0)
        _remember(self._topics, topic, self._last, MAX_TOPICS)
        return msgspec.msgpack.encode(Envelope(kind, self.node, self._last, previous, data))


class Arrivals:
    """What has come from others, by its numbers."""

    def __init__(self) -> None:
        self._topics: dict[str, OrderedDict[bytes, int]] = {}

    def is_repeated(self, topic: str, envelope: Envelope) -> bool:
        """Whether a message was here before.

        Args:
            topic: where it came.
            envelope: the message.
        """
        nodes = self._topics.get(topic)
        return nodes is not None and envelope.number <= nodes.get(envelope.node, 0)

    def is_after_hole(self, topic: str, envelope: Envelope) -> bool:
        """Whether something is missing before a message, which is the last one from now on.

        Args:
            topic: where it came.
            envelope: the message.
        """
        nodes = self._topics.setdefault(topic, OrderedDict())
        last = nodes.get(envelope.node)
        _remember(nodes, envelope.node, envelope.number, MAX_NODES)
        return last is not None and last != envelope.previous

    def forget(self, topic: str) -> None:
        """Nobody listens to a topic any more: what comes meanwhile is missing to nobody.

        Args:
            topic: its name.
        """
        self._topics.pop(topic, None)


def _remember(known: OrderedDict[Key, int], key: Key, number: int, most: int) -> None:
    known[key] = number
    known.move_to_end(key)
    if len(known) > most:
        known.popitem(last=False)
