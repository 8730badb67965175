"""The process of a shared component: of no page, and for all that show it."""

from __future__ import annotations

from typing import Any, Protocol

from liveview.channel.broadcast import Audience, Broadcast
from liveview.channel.component_unit import ComponentUnit
from liveview.channel.messages import Asked
from liveview.channel.screen import FAILED, INTERNAL_ERROR, Screen
from liveview.channel.services import Services
from liveview.channel.site import Nowhere
from liveview.channel.unit import AddressOf
from liveview.view.component import Component
from liveview.view.events import Viewer
from liveview.view.request import Request


class Sender(Protocol):
    """The page that an event came from."""

    @property
    def viewer(self) -> Viewer:
        """Whose page it is."""
        ...

    def conclude(self, ref: int, effects: list[list[Any]]) -> None:
        """An event of this page has run."""

    def refuse(self, ref: int, error: str) -> None:
        """An event of this page has failed."""

    def ask(self, effect: list[Any]) -> None:
        """Asks the page for something."""


class SharedScreen(Screen):
    """What all pages show; an event is answered to the page that has sent it.

    Attributes:
        sender: that page, while the event runs.
    """

    sender: Sender | None = None

    async def answer(self, ref: int, address: int) -> None:
        """An event has run: shows all what it has changed, and does what its handler asked of the one page."""
        effects, before = self._effects.take(), self._failures
        await self.render()
        if self._failures > before:
            self.apologise()
            self.refuse(ref, INTERNAL_ERROR)
        elif self.sender is not None:
            self.sender.conclude(ref, effects)

    def tell_all(self) -> None:
        """What nobody in particular has asked for goes to all; what is asked for from here on may be for one."""
        self._lane.patch([], None, self._effects.take())

    def apologise(self) -> None:
        """Tells whoever has done it that it failed."""
        if self.sender is not None and not self._faults.shown:
            self.sender.ask(FAILED)

    def refuse(self, ref: int, error: str) -> None:
        """Answers an event that did not run to its end."""
        if self.sender is not None:
            self.sender.refuse(ref, error)


class SharedUnit(ComponentUnit):
    """A component with many pages.

    Args:
        component: its class.
        props: what all pages give it.
        services: the app's.
        audience: the pages that show it.
        lane: its address.
    """

    _screen_class = SharedScreen
    _screen: SharedScreen

    def __init__(
        self, component: type[Component], props: dict[str, Any], services: Services, audience: Audience, lane: Broadcast
    ) -> None:
        instance = component(**props)
        super().__init__(instance, None, {}, services, Nowhere(), audience, lane, failures=0)
        self._broadcast = lane

    def _rest_seconds_(self) -> None:
        """It never sleeps: whoever comes is shown what it has made, and there is one for all."""

    def give(self, props: dict[str, Any]) -> None:
        """Nothing: with other props it is another component."""

    def move(self, request: Request) -> None:
        """Nothing: pages move, and it is of none."""

    def _address_of(self) -> AddressOf | None:
        return None

    def shown(self) -> None:
        """All pages were told of the newest state."""
        self._broadcast.welcome()

    async def update(self) -> list[Any] | None:
        """Bring the rendering to the state, and tell the pages what that has changed."""
        if not self.has_begun:
            return await super().update()  # something else is shown meanwhile
        self._broadcast.begin_change()
        patch = await super().update()
        self._broadcast.end_change()
        return patch

    async def _run(self, message: object) -> None:
        if isinstance(message, Asked):
            await self._answer(message)
        else:
            await super()._run(message)

    async def _answer(self, asked: Asked) -> None:
        self._screen.tell_all()
        self._screen.sender, self._events.viewer = asked.seat, asked.seat.viewer
        try:
            await self._events.run(asked.frame)
        finally:
            self._screen.sender = self._events.viewer = None
