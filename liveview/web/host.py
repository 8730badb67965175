"""What an app's pages and sockets share, from its start to its end."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import anyio.to_thread
from starlette.requests import HTTPConnection

from liveview.channel.channel import Channel
from liveview.channel.limits import Limits
from liveview.channel.services import Services
from liveview.channel.views import Views
from liveview.engine import LiveEnvironment
from liveview.errors import ConfigurationError
from liveview.runtime.children import Child
from liveview.runtime.clock import Clock
from liveview.runtime.exits import Reason
from liveview.runtime.failing import end_worker
from liveview.runtime.publishing import PUBSUB
from liveview.runtime.pubsub import PubSub
from liveview.runtime.supervisor import Supervisor
from liveview.runtime.threads import ThreadPool
from liveview.runtime.tracker import TRACKER, Tracker
from liveview.runtime.watchdog import Watchdog
from liveview.view.component import Component
from liveview.view.live_view import LiveView
from liveview.web.assets import Assets
from liveview.web.document import Documents
from liveview.web.tokens import Tokens
from liveview.web.tree import application, when_it_gives_up

logger = logging.getLogger("liveview.web")

Guard = Callable[[HTTPConnection], Any]
# Where in the scope stands what the guard of a whole app has returned.
USER = "liveview.user"
T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """What a `LiveApp` was made with."""

    environment: LiveEnvironment
    layout: str | None
    components: Sequence[type[Component]]
    keys: Sequence[str]
    origins: Collection[str]
    policy: Mapping[str, str]
    limits: Limits
    clock: Clock
    debug: bool
    children: Sequence[Child] = ()


@dataclass(frozen=True)
class Visit:
    """Under which guard and with which path parameters a channel was mounted: a join asks the guard again."""

    channel: Channel
    guard: Guard | None
    path_params: Mapping[str, Any]


class Host:
    """The running side of a `LiveApp`.

    Attributes:
        settings: the app's.
        views: its channels.
        services: what channels share.
        tokens: join tokens.
        documents: whole pages.
        assets: the client's files.
        on_failure: called where the application's processes have given up; ends the worker.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.assets = Assets()
        self.documents = Documents(settings.environment, settings.layout, self.assets, settings.debug)
        self.tokens = Tokens(settings.keys, lambda: self.settings.clock.wall())  # tests set the clock before the start
        self._visits: dict[str, Visit] = {}
        self._services: Services | None = None
        self._views: Views | None = None
        self._watchdog: Watchdog | None = None
        self._tree: Supervisor | None = None
        self.on_failure: Callable[[Reason], object] = end_worker

    def start(self) -> None:
        """Called by the app's lifespan."""
        settings = self.settings
        self._services = Services(
            settings.clock,
            ThreadPool(),
            settings.environment,
            components=settings.components,
            debug=settings.debug,
            limits=settings.limits,
        )
        self._views = Views(settings.clock, settings.limits)

    def compile(self, views: Iterable[type[LiveView]]) -> None:
        """Compiles the templates of views before anybody asks for their pages.

        A page that cannot be compiled says so in the log now and to whoever asks for it; the others are served.
        """
        for view in views:
            try:
                self.services.templates.of(view)
            except Exception as error:
                logger.error("%s cannot be shown: %s", view.__name__, error)

    async def start_tree(self) -> None:
        """Starts the application's processes.

        Raises:
            StartError: one of its `children` did not start.
        """
        self._tree = application(self.settings.children)
        await self._tree.start(self.settings.clock)
        when_it_gives_up(self._tree, self.on_failure)
        self.services.tree = self._tree

    @property
    def pubsub(self) -> PubSub:
        """The PubSub of now: after a restart it is another one."""
        return _started(self._tree).whereis(PUBSUB, PubSub)

    @property
    def tracker(self) -> Tracker:
        """The tracker of now: after a restart it is another one."""
        return _started(self._tree).whereis(TRACKER, Tracker)

    def watch(self) -> None:
        """Has blocked loops named and freed, from here on: what is compiled at the start may take its time."""
        patience = self.settings.limits.blocked
        # While one develops, whoever would start another worker is not there.
        self._watchdog = Watchdog(replace(patience, give_up=None) if self.settings.debug else patience)
        self._watchdog.start()

    async def stop(self) -> None:
        """Ends every view."""
        if self._watchdog is not None:
            self._watchdog.stop()
        if self._views is not None:
            await self._views.close_all()
        if self._tree is not None:
            await self._tree.stop()
        if self._services is not None:
            self._services.threads.close()
        self._views = self._services = self._watchdog = self._tree = None

    @property
    def services(self) -> Services:
        return _started(self._services)

    @property
    def views(self) -> Views:
        return _started(self._views)

    def park(self, visit: Visit) -> None:
        """Keep a mounted channel for its page's join.

        Raises:
            ProcessError: where there is no room.
        """
        channel = visit.channel
        self.views.park(channel)
        self._visits[channel.id] = visit
        channel.on_exit(lambda _: self._visits.pop(channel.id, None))

    def visit(self, id: str) -> Visit | None:
        """The visit of a channel, while it lives."""
        return self._visits.get(id) if self.views.get(id) is not None else None


def _started(part: T | None) -> T:
    if part is None:
        raise ConfigurationError(
            "this LiveApp was not started: its lifespan did not run. A mounted app's own lifespan never does; "
            "use live_app.attach(app, path=…) instead of app.mount(…, live_app)"
        )
    return part


async def admit(guard: Guard | None, connection: HTTPConnection) -> Any:
    """Ask a guard, by Starlette's rule: `async def` on the loop, `def` in a worker thread.

    Returns:
        The user, or None without a guard.

    Raises:
        HTTPException: as the guard says.
    """
    if guard is None:
        return None
    is_async = inspect.iscoroutinefunction(guard) or inspect.iscoroutinefunction(type(guard).__call__)
    found = guard(connection) if is_async else await anyio.to_thread.run_sync(guard, connection)
    return await found if inspect.isawaitable(found) else found
