"""`LiveApp`: a Starlette application whose routes may be views."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import jinja2
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Receive, Scope, Send

from liveview.channel.limits import Limits
from liveview.engine import Bytecode, LiveEnvironment
from liveview.errors import ConfigurationError
from liveview.runtime.adapter import Adapter
from liveview.runtime.caches import Caches
from liveview.runtime.children import Child
from liveview.runtime.clock import Clock, LoopClock
from liveview.runtime.pubsub import PubSub
from liveview.runtime.stirring import asleep, stir
from liveview.runtime.tracker import Tracker
from liveview.store import Adapter as StoreAdapter
from liveview.view.component import Component
from liveview.view.forms import FIELD_TEMPLATES
from liveview.view.request import IDENTITIES, identity_of
from liveview.web.cross_site import SameSite
from liveview.web.debugging import LocalOnly
from liveview.web.endpoint import endpoint
from liveview.web.guards import APP_GUARD, USER, Guard, admit
from liveview.web.health import healthz, readyz
from liveview.web.host import Host, Settings
from liveview.web.keys import secrets_of, state_directory
from liveview.web.links import Links
from liveview.web.once import give_file, once, take_hop
from liveview.web.parts import PartsInPlace
from liveview.web.places import views_of
from liveview.web.streaming import receive_post
from liveview.web.transport_security import TransportSecurity
from liveview.web.turning_away import is_connecting, send_for_the_page
from liveview.web.view_request import PREFIX

DEBUG_VARIABLE = "LIVEVIEW_DEBUG"
Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]


class LiveApp(Starlette):
    """A Starlette application that serves views.

    Takes what Starlette takes, and

    Args:
        debug: show errors in the page, with source, to this machine only: nobody else is served. By default what
            `liveview run --reload` says.
        routes: routes of any kind; `live()` makes one for a view.
        middleware: as in Starlette.
        exception_handlers: as in Starlette.
        lifespan: as in Starlette.
        layout: the template around every view, found where `templates` says; the default one is complete.
        templates: a folder, a `Jinja2Templates` or a Jinja `Environment`, whose filters, globals, tests,
            extensions and loader are kept.
        components: components that every template may call.
        children: processes that run with the app, in the order of their start: see `Supervisor`. They are started after
            the lifespan has begun and before the first page, and found by `whereis`.
        secret: one secret or several, the newest first; by default `LIVEVIEW_SECRET`, else a file of this user.
        origins: further origins whose pages may connect, and send forms.
        post_origins: further origins whose pages may send forms, such as that of a sign-in service.
        content_security_policy: directives to set otherwise, such as {"img-src": "'self' https:"}.
        strict_transport_security: for how long browsers that came by TLS come by nothing else,
            `"max-age=31536000; includeSubDomains"`. Without it the header is not sent: it cannot be taken back.
        limits: bounds of a view's life.
        store: where snapshots of pages are kept, for other processes to go on with them: an adapter, or a URL,
            `sqlite:////var/lib/app/snapshots.db`, `redis://…`, `nats://…`, `memory:`. By default a file of this user,
            which all workers of the machine share, or the broker that `cluster` names.
        cluster: how this worker reaches others, on this machine and elsewhere: a broker's URL, `redis://…` or
            `nats://…`, or an adapter of `PubSub`. By default those of one machine find each other where
            `liveview run --workers` or uvicorn starts several.
        clock: where time comes from; for tests.

    Attributes:
        live: the running side, for the framework itself.
    """

    def __init__(
        self,
        debug: bool | None = None,
        routes: Sequence[BaseRoute] | None = None,
        middleware: Sequence[Middleware] | None = None,
        exception_handlers: Mapping[Any, Any] | None = None,
        lifespan: Lifespan | None = None,
        *,
        layout: str | None = None,
        templates: str | os.PathLike[str] | Jinja2Templates | jinja2.Environment | None = None,
        components: Sequence[type[Component]] = (),
        children: Sequence[Child] = (),
        secret: str | list[str] | None = None,
        origins: Collection[str] = (),
        post_origins: Collection[str] = (),
        content_security_policy: Mapping[str, str] | None = None,
        strict_transport_security: str | None = None,
        limits: Limits | None = None,
        store: str | StoreAdapter | None = None,
        cluster: str | Adapter | None = None,
        clock: Clock | None = None,
    ) -> None:
        debug = os.environ.get(DEBUG_VARIABLE) == "1" if debug is None else debug
        settings = Settings(
            environment=_environment(templates, debug),
            layout=layout,
            components=components,
            keys=secrets_of(secret, has_machines=isinstance(cluster, str)),
            origins=origins,
            policy=content_security_policy or {},
            limits=limits or Limits(),
            clock=clock or LoopClock(),
            debug=debug,
            children=children,
            store=store,
            cluster=cluster,
        )
        settings.environment.globals.update(url_for=Links(self))  # pyright: ignore[reportArgumentType]
        self.live = Host(settings)
        own: list[BaseRoute] = [
            Route("/live/assets/{name}", self.live.assets.endpoint, name="liveview:asset"),
            once("/live/hop/{sealed}", take_hop, name="liveview:hop"),
            once("/live/download/{sealed}/{filename}", give_file, name="liveview:download"),
            WebSocketRoute("/live/socket", endpoint, name="liveview:socket"),
            Route("/live/socket", receive_post, methods=["POST"], name="liveview:stream"),
        ]
        super().__init__(
            debug,
            [*own, *(routes or ()), *_HEALTH],
            middleware,
            exception_handlers,
            lifespan=_with_views(self.live, lifespan),
        )
        self.router.middleware_stack = PartsInPlace(self.router.middleware_stack, self.live)
        self._gate: ASGIApp = SameSite(super().__call__, [*origins, *post_origins])
        if debug:
            self._gate = LocalOnly(self._gate)
        if strict_transport_security is not None:
            self._gate = TransportSecurity(self._gate, strict_transport_security)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request, and remembers where this app is mounted: its own routes may be in mounts again."""
        if asleep:
            stir()
        scope[PREFIX] = scope.get("root_path", "")
        await self._gate(scope, receive, send)

    @property
    def pubsub(self) -> PubSub:
        """The app's PubSub: `app.pubsub.publish(topic, message)` reaches its views and processes from anywhere.

        Raises:
            ConfigurationError: the app was not started.
        """
        return self.live.pubsub

    def disconnect(self, user: Any) -> None:
        """End every page that somebody has open, in all workers, within a second: they are loaded anew.

        What they show then is their guards' to say: take the right away first.

        Args:
            user: whom, by what a guard returns, or an equal one.

        Raises:
            ConfigurationError: the app was not started, or nothing tells that user from others.
        """
        identity = identity_of(user)
        if identity is None:
            raise ConfigurationError(
                f"nothing tells one `{type(user).__name__}` from another: what a guard returns is a text or number, or "
                f"has one of {', '.join(IDENTITIES)}"
            )
        self.live.notices.user_over(identity)

    @property
    def presence(self) -> Tracker:
        """Who is where in the app: `app.presence.list(topic)`.

        Raises:
            ConfigurationError: the app was not started.
        """
        return self.live.tracker

    @property
    def caches(self) -> Caches:
        """The values of `Cached` in this worker: `await app.caches.get(PRICES)`, from routes and tests.

        Raises:
            ConfigurationError: the app was not started.
        """
        return self.live.caches

    def attach(self, app: Starlette, path: str = "", guard: Guard | None = None) -> None:
        """Mount this app into another Starlette or FastAPI app, and start and stop with it.

        A mounted app's own lifespan never runs, so this wraps the other's. The other app's ASGI middleware
        covers the pages and the WebSocket; what belongs to its routes (`Depends`) or to HTTP alone
        (`@app.middleware("http")`) does not cross a mount or reach a WebSocket: use `guard`.

        Args:
            app: the app to mount into.
            path: the prefix, such as "/ops".
            guard: who may see anything of this app, WebSocket included. What it returns is `self.user`, unless
                a route has a guard of its own; it refuses by raising `HTTPException`.
        """
        if path and not path.startswith("/"):
            raise ConfigurationError(f"attach(path={path!r}): a prefix begins with a slash")
        inside: ASGIApp = self if guard is None else Guarded(self, guard)
        app.router.routes.append(Mount(path, app=inside, name="liveview"))
        outer = app.router.lifespan_context

        @asynccontextmanager
        async def lifespan(of: Any) -> AsyncIterator[Any]:
            async with outer(of) as state, self.router.lifespan_context(self):
                yield state

        app.router.lifespan_context = lifespan


class Guarded:
    """An app behind a guard, for every kind of request.

    Args:
        app: what is guarded.
        guard: who may pass.
    """

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the guard, then the app. On HTTP the outer app answers the guard's exception."""
        if scope["type"] in ("http", "websocket"):
            try:
                scope[USER] = await admit([self._guard], HTTPConnection(scope))
                scope[APP_GUARD] = (self._guard,)
            except HTTPException:
                if not is_connecting(scope):
                    raise
                await send_for_the_page(scope, receive, send)
                return
        await self.app(scope, receive, send)


# Behind the app's own, of which one may have these paths for something else.
_HEALTH = (
    Route("/healthz", healthz, name="liveview:healthz"),
    Route("/readyz", readyz, name="liveview:readyz"),
)


def _environment(given: Any, debug: bool) -> LiveEnvironment:
    if given is None:
        environment = LiveEnvironment()
    elif isinstance(given, jinja2.Environment):
        environment = LiveEnvironment.adopt(given)
    elif isinstance(given, Jinja2Templates):
        environment = LiveEnvironment.adopt(given.env)
    elif isinstance(given, (str, os.PathLike)):
        if not Path(given).is_dir():
            raise ConfigurationError(f"templates={os.fspath(given)!r} is no folder (from {Path.cwd()})")
        environment = LiveEnvironment(loader=jinja2.FileSystemLoader(given))
    else:
        raise ConfigurationError(f"templates takes a folder, a Jinja2Templates or an Environment, not {given!r}")
    own = jinja2.PrefixLoader({"liveview": jinja2.FileSystemLoader(FIELD_TEMPLATES)})
    # Behind the app's own: a template of the same name takes the place of ours.
    environment.loader = own if environment.loader is None else jinja2.ChoiceLoader([environment.loader, own])
    environment.auto_reload = debug
    with suppress(RuntimeError):  # a user without a home
        environment.bytecode = Bytecode(state_directory() / "templates")
    return environment


def _with_views(host: Host, lifespan: Lifespan | None) -> Lifespan:
    @asynccontextmanager
    async def around(app: Any) -> AsyncIterator[Any]:
        host.start(app.routes)
        host.compile(views_of(app.routes))
        try:
            async with nullcontext() if lifespan is None else lifespan(app) as state:
                await host.start_tree()
                host.watch()
                try:
                    yield state
                finally:
                    await host.stop()  # while what the lifespan has opened is still open
        finally:
            await host.stop()  # what a lifespan that failed leaves

    return around
