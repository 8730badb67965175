"""What there is to attack: pages, ordinary routes and folders of files, by an app's own table of routes."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from liveview.attack.finding import Spot
from liveview.view.component import Component
from liveview.view.live_view import LiveView
from liveview.web.app import Guarded, LiveApp
from liveview.web.places import Placed

# What views and handlers read of a query, where they name it as a text.
_READ = re.compile(
    r"""(?:query_params|form|data|body|params|cookies)(?:\(\))?\)?(?:\.get\(|\.getlist\(|\[)\s*["']([\w.-]+)["']"""
)
_PARAMETER = re.compile(r"{(\w+)(?::(\w+))?}")
_SAMPLES: Mapping[str, str] = {"int": "1", "float": "1.5", "uuid": "00000000-0000-4000-8000-000000000000"}


@dataclass(frozen=True)
class Page:
    """A route that serves a view.

    Attributes:
        route: its path, as it is written, with the prefixes of mounts.
        view: the class.
        guards: how many decide about visitors.
        group: the view's group.
        components: all classes that it may show, with those that every template may call.
    """

    route: str
    view: type[LiveView]
    guards: int = 0
    group: str = ""
    components: tuple[type[Component], ...] = ()

    def spot(self, event: str = "", argument: str = "", view: str = "") -> Spot:
        """A place on it."""
        return Spot(self.route, view or self.view.__name__, event, argument)

    @property
    def path(self) -> str:
        """A path of it, with plain values for its parameters."""
        return sample_path(self.route)

    @property
    def parameters(self) -> list[str]:
        """The texts in its path."""
        return text_parameters(self.route)


@dataclass(frozen=True)
class Plain:
    """An ordinary route.

    Attributes:
        route: its path.
        methods: of HTTP.
        names: what its endpoint reads of query and forms, as far as that can be seen.
        name: of the endpoint.
    """

    route: str
    methods: frozenset[str]
    names: tuple[str, ...] = ()
    name: str = ""

    def spot(self, argument: str = "") -> Spot:
        """A place on it."""
        return Spot(self.route, self.name, "", argument)

    @property
    def path(self) -> str:
        """A path of it."""
        return sample_path(self.route)

    @property
    def parameters(self) -> list[str]:
        """The texts in its path."""
        return text_parameters(self.route)


@dataclass(frozen=True)
class Folder:
    """A mount of static files.

    Attributes:
        route: its prefix.
        directory: where the files are.
    """

    route: str
    directory: Path


@dataclass
class Surface:
    """All that an app serves.

    Attributes:
        pages: live ones.
        plain: ordinary routes.
        folders: static files.
        secrets: texts that nobody is to see, by what they are.
        sources: the app's own files.
    """

    pages: list[Page] = field(default_factory=list)
    plain: list[Plain] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    sources: list[Path] = field(default_factory=list)

    @property
    def shown(self) -> list[Page | Plain]:
        """What a GET asks for: pages, and ordinary routes that take it."""
        return [*self.pages, *(plain for plain in self.plain if "GET" in plain.methods)]

    @property
    def count(self) -> int:
        """Of routes."""
        return len(self.pages) + len(self.plain) + len(self.folders)

    def only(self, *routes: str) -> Surface:
        """Without all routes but some, as they are written in the app."""
        return Surface(
            [page for page in self.pages if page.route in routes],
            [plain for plain in self.plain if plain.route in routes],
            [folder for folder in self.folders if folder.route in routes],
            self.secrets,
            self.sources,
        )


def surface_of(app: Any) -> Surface:
    """What an app serves.

    Args:
        app: a `LiveApp`, or an app that has one mounted.
    """
    surface = Surface()
    _add(surface, app, "", ())
    modules = {page.view.__module__ for page in surface.pages}
    modules |= {component.__module__ for page in surface.pages for component in page.components}
    surface.sources = sorted({path for name in modules if (path := _file_of(name)) is not None})
    return surface


def _add(surface: Surface, app: Any, prefix: str, components: tuple[type[Component], ...]) -> None:
    guards = 0
    while isinstance(app, Guarded):
        app, guards = app.app, guards + 1
    if isinstance(app, LiveApp):
        components = tuple(app.live.settings.components)
        for number, key in enumerate(app.live.settings.keys):
            surface.secrets[f"the app's secret{f' {number + 1}' if number else ''}"] = key
    for middleware in getattr(app, "user_middleware", ()):
        given = getattr(middleware, "kwargs", {}).get("secret_key")
        if isinstance(given, str):
            surface.secrets[f"the secret_key of {getattr(middleware.cls, '__name__', 'a middleware')}"] = given
    _add_routes(surface, getattr(app, "routes", ()), prefix, components, guards)


def _add_routes(
    surface: Surface,
    routes: Iterable[BaseRoute],
    prefix: str,
    components: tuple[type[Component], ...],
    guards: int,
) -> None:
    for route in routes:
        if isinstance(route, Mount) and isinstance(route.app, StaticFiles):
            if route.app.directory is not None:
                surface.folders.append(Folder(f"{prefix}{route.path}", Path(route.app.directory)))
        elif isinstance(route, Mount):
            if hasattr(route.app, "live") or isinstance(route.app, Guarded):
                _add(surface, route.app, f"{prefix}{route.path}", components)
            else:
                _add_routes(surface, route.routes or (), f"{prefix}{route.path}", components, guards)
        elif isinstance(route, Route) and not route.path.startswith("/live/") and not _is_own(route):
            _add_route(surface, route, prefix, components, guards)


def _is_own(route: Route) -> bool:
    return (route.name or "").startswith("liveview:")


def _add_route(
    surface: Surface, route: Route, prefix: str, components: tuple[type[Component], ...], guards: int
) -> None:
    owner = getattr(route.endpoint, "__self__", None)
    if isinstance(owner, Placed):
        place = owner.place
        found = tuple(
            dict.fromkeys((*reachable(place.view), *(c for given in components for c in (given, *reachable(given)))))
        )
        surface.pages.append(Page(f"{prefix}{route.path}", place.view, len(place.guards) + guards, place.group, found))
        return
    names = tuple(dict.fromkeys(_names_of(route.endpoint)))
    methods = frozenset(route.methods or {"GET"})
    surface.plain.append(Plain(f"{prefix}{route.path}", methods, names, getattr(route.endpoint, "__name__", "")))


def reachable(owner: type[LiveView] | type[Component]) -> Iterator[type[Component]]:
    """The components that a class uses, and those that they use."""
    waiting, seen = list(owner.uses), set[type[Component]]()
    while waiting:
        component = waiting.pop(0)
        if component not in seen:
            seen.add(component)
            waiting += component.uses
            yield component


def _names_of(endpoint: Any) -> Iterator[str]:
    """What an endpoint reads by name: its source says, and the signature of a FastAPI function."""
    try:
        yield from _READ.findall(inspect.getsource(endpoint))
        if not inspect.isclass(endpoint):
            signature = inspect.signature(endpoint)
            yield from (p.name for p in signature.parameters.values() if p.annotation in (str, "str"))
    except (OSError, TypeError, ValueError):
        return


def _file_of(module: str) -> Path | None:
    filename = getattr(sys.modules.get(module), "__file__", None)
    return Path(filename) if filename else None


def text_parameters(route: str) -> list[str]:
    """The parameters of a path that any text may stand in."""
    return [name for name, kind in _PARAMETER.findall(route) if kind in ("", "str", "path")]


def sample_path(route: str, **given: str) -> str:
    """A path that a route matches.

    Args:
        route: as it is written.
        given: what stands in its parameters, sent as it is.
    """
    return _PARAMETER.sub(lambda found: given.get(found[1], _SAMPLES.get(found[2] or "", "1")), route) or "/"
