"""`self.live`: the rarer calls of a view or component, out of the way of users' own names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liveview.errors import StateError
from liveview.view.effects import Effects
from liveview.view.request import Request, Session


class Live:
    """What a view or component can do beside being shown.

    Attributes:
        request: what its page was mounted for.
        session: the session as of that request.
    """

    __slots__ = ("_effects", "_send", "request", "session")

    def __init__(self) -> None:
        self.request = Request()
        self.session = Session({})
        self._effects = Effects()
        self._send: Callable[[type, Any, Any], None] | None = None

    def begin(self, request: Request, send: Callable[[type, Any, Any], None], effects: Effects) -> None:
        """It is about to be mounted.

        Args:
            request: what for.
            send: takes a message to a component.
            effects: its page's.
        """
        self.request = request
        self.session = Session(request.session)
        self._send = send
        self._effects = effects

    def send(self, component: type, message: Any, *, key: Any = None) -> None:
        """Sends a message to components of this template: their `info` is called, after what is being handled.

        May be called from any thread.

        Args:
            component: the class.
            message: what `info` is given.
            key: the `key=` of the one that is meant; all of the class without.

        Raises:
            StateError: where no page belongs to the instance, as in a test of its methods.
        """
        if self._send is None:
            raise StateError("self.live.send(…): this instance has no page, so it has no components to send to.")
        self._send(component, message, key)
