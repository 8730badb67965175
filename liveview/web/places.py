"""What stands behind the paths of an app: which view, in which group, behind which guards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute, Match, Mount

from liveview.view.live_view import LiveView
from liveview.web.guards import Guard

OnMount = Callable[[Any], Any]


@dataclass(frozen=True)
class Place:
    """What a route serves.

    Attributes:
        view: the class.
        group: the names of the groups around it, joined by slashes; "" outside of all.
        guards: who decides about visitors, the outermost first.
        on_mount: what is called with the view before its `mount`, the outermost first.
    """

    view: type[LiveView]
    group: str = ""
    guards: tuple[Guard, ...] = ()
    on_mount: tuple[OnMount, ...] = ()


class Placed:
    """An endpoint that serves a view.

    Attributes:
        place: which.
    """

    def __init__(self, place: Place) -> None:
        self.place = place


def placed(routes: Iterable[BaseRoute]) -> Iterator[Placed]:
    """The endpoints of views, those under a `Mount` too; what another `LiveApp` serves is that one's."""
    for route in routes:
        endpoint = _endpoint(route)
        if endpoint is not None:
            yield endpoint
        if isinstance(route, Mount):
            yield from placed(_inner(route))


def views_of(routes: Iterable[BaseRoute]) -> Iterator[type[LiveView]]:
    """The views that routes serve."""
    return (endpoint.place.view for endpoint in placed(routes))


def place_of(routes: Iterable[BaseRoute], view: type[LiveView]) -> Place | None:
    """Where a view has a route; the first of several."""
    return next((endpoint.place for endpoint in placed(routes) if endpoint.place.view is view), None)


def find(routes: Iterable[BaseRoute], scope: Mapping[str, Any]) -> tuple[Place, Mapping[str, Any]] | None:
    """What a GET request would meet.

    Args:
        routes: the app's.
        scope: the request's.

    Returns:
        The place with the path's parameters; None where no view answers.
    """
    for route in routes:
        match, found = route.matches(dict(scope))
        if match is not Match.FULL:
            continue
        endpoint, inner = _endpoint(route), {**scope, **found}
        if endpoint is not None:
            return endpoint.place, inner["path_params"]
        return find(_inner(route), inner) if isinstance(route, Mount) else None
    return None


def _endpoint(route: BaseRoute) -> Placed | None:
    owner = getattr(getattr(route, "endpoint", None), "__self__", None)
    return owner if isinstance(owner, Placed) else None


def _inner(route: Mount) -> Iterable[BaseRoute]:
    return () if hasattr(route.app, "live") else route.routes or ()
