"""What a page says is taken as it comes, where nobody has to wait for anything: the task that reads sleeps on."""

from __future__ import annotations

from liveview.channel.channel import Channel
from liveview.web.admission import Pace
from liveview.web.socket import Socket


class Hearing:
    """Takes texts for a channel.

    What it does not take is read as anything else is: what the connection itself has to know of, what comes too soon
    after what came before, and what finds no room in a mailbox.

    Args:
        socket: whose texts they are.
        channel: the page's process.
        pace: how often the page may say something.
    """

    __slots__ = ("_channel", "_pace", "_socket")

    def __init__(self, socket: Socket, channel: Channel, pace: Pace) -> None:
        self._socket = socket
        self._channel = channel
        self._pace = pace

    def __call__(self, text: str) -> bool:
        """Take a text; whether it was taken."""
        if self._pace.is_ahead:
            return False
        frame = self._socket.connection.read(text)
        if frame is None or not self._channel.receive(frame):
            return False
        self._pace.spend(1)
        return True
