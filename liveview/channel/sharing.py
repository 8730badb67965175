"""The shared components of one worker: found by class and props, begun with the first page, ended after the last."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping
from itertools import count
from typing import Any

from liveview.channel.broadcast import Audience, Broadcast
from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated
from liveview.channel.lane import Post
from liveview.channel.seat import Seat
from liveview.channel.services import Services
from liveview.channel.shared_place import SharedPlace
from liveview.channel.shared_unit import SharedUnit
from liveview.channel.supervising import SHARED, SharedSupervisor
from liveview.errors import StateError
from liveview.runtime.clock import Handle
from liveview.runtime.process import Process
from liveview.view.component import Component
from liveview.view.node import Node, key_of
from liveview.view.request import Request
from liveview.view.stateful import Stateful

logger = logging.getLogger("liveview.channel")

# The components within shared ones have numbers that no page gives to its own: they are in the ids of fields.
FIRST_NUMBER = 1_000_000


class Sharing:
    """Begins and ends shared components.

    Args:
        services: the app's.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._addresses = count(-1, -1)
        self._numbers = count(FIRST_NUMBER)
        self._known: dict[Hashable, int] = {}  # the addresses of those that are there, or about to be
        self._places: dict[int, SharedPlace] = {}
        self._leaving: dict[int, Handle] = {}  # what ends those that nobody shows any more

    def __len__(self) -> int:
        return len(self._places)

    def address(self, component: type[Component], props: Mapping[str, Any]) -> int:
        """The address of a component with certain props, the same for all pages. From any thread.

        Raises:
            StateError: where this worker has too many.
        """
        key, most = _key(component, props), self._services.limits.shared
        if key not in self._known and len(self._known) >= most:
            self._forget_absent()
            if len(self._known) >= most:
                raise StateError(
                    f"this worker has {most} shared components (Limits.shared), and {component.__name__} would be one "
                    f"more: props that differ for each viewer make one for each. Let such values be state of the view."
                )
        return self._known.setdefault(key, next(self._addresses))

    def _forget_absent(self) -> None:
        """Not each is there: the template that asked for it may have failed after that."""
        for key, address in list(self._known.items()):
            if address not in self._places:
                self._known.pop(key, None)

    def sit(
        self, address: int, node: Node, page: Process, post: Post, request: Request, on_settled: Callable[[], object]
    ) -> Seat:
        """A page shows a component from now on.

        Args:
            address: the component's.
            node: where the page shows it.
            page: the process around it.
            post: the page's.
            request: what the page is shown for.
            on_settled: called once it is there.
        """
        if (end := self._leaving.pop(address, None)) is not None:
            end.cancel()
        place = self._places.get(address)
        is_new = place is None
        if place is None:
            place = self._places[address] = self._open(address, node)
        services = self._services
        seat = Seat(place, node, page, post, services.limits, services.clock, request, on_settled)
        if is_new:
            place.begin()
        return seat

    def _open(self, address: int, node: Node) -> SharedPlace:
        component: Any = node.component
        props = {} if node.offer is None else dict(node.offer.props)
        self._known.setdefault(_key(component, props), address)  # it may have ended since the page asked for it
        services = self._services
        audience = Audience(self._numbers, lambda: self._left(address))
        lane = Broadcast(audience, services.limits, address)
        faults = Faults(component.__name__, audience, shown=services.debug, now=services.clock.now)
        return SharedPlace(
            component,
            props,
            lane,
            audience,
            lambda: SharedUnit(component, props, services, audience, lane),
            self._start,
            services,
            faults,
        )

    def _start(self, unit: Isolated, on_begun: Callable[[], object]) -> None:
        def ready(error: Exception | None) -> None:
            if error is None:
                on_begun()

        tree = self._services.tree
        if tree is None:
            unit._begin_under_(None, self._services.clock, ready, None)
        else:
            supervisor = tree.whereis(SHARED, SharedSupervisor)
            supervisor.around.listed = lambda: [place.info() for place in self._places.values()]
            supervisor.begin(unit, ready)

    def _left(self, address: int) -> None:
        """Nobody shows it any more: somebody may come in a moment, as where a page is loaded anew."""
        within = self._services.limits.shared_within
        self._leaving[address] = self._services.clock.call_later(within, lambda: self._end(address))

    def _end(self, address: int) -> None:
        del self._leaving[address]
        place = self._places.pop(address)
        key = _key(place.component, place.props)
        if self._known.get(key) == address:
            del self._known[key]
        if (unit := place.leave()) is not None:
            unit.exit("nobody looks")


def _key(component: type[Stateful], props: Mapping[str, Any]) -> Hashable:
    return component, tuple((name, key_of(value)) for name, value in sorted(props.items()))
