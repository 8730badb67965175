"""Where something is that one worker has, in a text that only its browser can use and any worker can read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liveview.seal import Seal
from liveview.web.tokens import binding


@dataclass(frozen=True)
class Address:
    """Where something is.

    Attributes:
        worker: which one has it.
        key: its name there.
    """

    worker: str
    key: str


class Addresses:
    """Seals and reads those of one kind.

    Args:
        keys: the key ring's secrets.
        purpose: which kind.
        wall: the time in seconds since 1970.
    """

    def __init__(self, keys: Sequence[str], purpose: str, wall: Callable[[], float]) -> None:
        self._seal = Seal(keys, purpose, wall)

    def seal(self, address: Address, *, session: str, prefix: str, expires_in: float) -> str:
        """The text of an address.

        Args:
            address: where it is.
            session: the browser session that may use it.
            prefix: where the app is mounted.
            expires_in: seconds.
        """
        payload = json.dumps([address.worker, address.key]).encode()
        return self._seal.seal(payload, bound_to=binding(session, prefix), expires_in=expires_in)

    def read(self, text: str, *, session: str, prefix: str) -> Address:
        """The address of a text.

        Args:
            text: what a browser has sent.
            session: the browser session.
            prefix: where the app is mounted.

        Raises:
            TokenError: it is forged, expired, or of another session or app.
        """
        worker, key = json.loads(self._seal.open(text, bound_to=binding(session, prefix)))
        return Address(worker, key)
