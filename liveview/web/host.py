"""What an app's pages and sockets share, from its start to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from starlette.routing import BaseRoute
from starlette.types import Scope

from liveview.channel.channel import Channel
from liveview.channel.limits import Limits
from liveview.channel.services import Services
from liveview.channel.sharing import Sharing
from liveview.channel.views import Views
from liveview.engine import LiveEnvironment
from liveview.errors import ConfigurationError
from liveview.runtime.adapter import Adapter
from liveview.runtime.caches import CACHES, Caches
from liveview.runtime.children import Child
from liveview.runtime.clock import Clock
from liveview.runtime.draining import Drain
from liveview.runtime.exits import Reason
from liveview.runtime.failing import end_worker
from liveview.runtime.garbage import Collector
from liveview.runtime.in_turn import InTurn
from liveview.runtime.life import SHUTDOWN_SECONDS
from liveview.runtime.publishing import PUBSUB
from liveview.runtime.pubsub import PubSub
from liveview.runtime.supervisor import Supervisor
from liveview.runtime.threads import ThreadPool
from liveview.runtime.tracker import TRACKER, Tracker
from liveview.runtime.watchdog import Watchdog
from liveview.store import Adapter as StoreAdapter
from liveview.view.component import Component
from liveview.view.live_view import LiveView
from liveview.web.admission import Admission
from liveview.web.assets import Assets
from liveview.web.bodies import Bodies
from liveview.web.clusters import adapter_of, hub_path
from liveview.web.document import Documents
from liveview.web.downloads import Downloads
from liveview.web.failures import Failures
from liveview.web.handing_over import HANDING_OVER, HandingOver
from liveview.web.hops import Hops
from liveview.web.keeping import Keeping
from liveview.web.notices import NOTICES, Notices
from liveview.web.places import Place
from liveview.web.posts import POSTS, Posts
from liveview.web.rechecking import Rechecks
from liveview.web.stores import store_of
from liveview.web.streams import Streams
from liveview.web.tokens import Tokens
from liveview.web.transfers import TRANSFERS, Transfers
from liveview.web.tree import application, when_it_gives_up
from liveview.web.turns import Turns
from liveview.web.unguarded import Unguarded
from liveview.web.visit import Visit
from liveview.web.visits import Visits
from liveview.web.writer import Entry

logger = logging.getLogger("liveview.web")

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
    store: str | StoreAdapter | None = None
    cluster: str | Adapter | None = None


# What a view that is left when all were sent away has for its end: that did not come in the time for it.
DRAINED_SECONDS = 0.5
# Pages that are begun, joined, or made from a snapshot, in one turn of the loop. Each takes a millisecond or two: a
# thousand that come at the same moment would have the loop for seconds. Those that wait have a connection each, of
# which there are as many as descriptors.
BEGUN_AT_ONCE = 2


class Host:
    """The running side of a `LiveApp`.

    Attributes:
        settings: the app's.
        views: its channels.
        visits: which of them are whose.
        services: what channels share.
        routes: the app's; once it is started.
        tokens: join tokens.
        hops: URLs that change cookies.
        streams: what pages read where WebSockets are blocked.
        bodies: what they post.
        downloads: files that wait to be fetched.
        failures: pages that keep failing.
        admission: how much anybody may ask for.
        unguarded: tells of a server that bounds nothing.
        documents: whole pages.
        assets: the client's files.
        is_draining: whether the worker is about to stop, and takes no pages any more.
        turns: whose process is being brought back.
        beginning: who may begin a page, join one, or go on with one, in this turn of the loop.
        on_failure: called where the application's processes have given up; ends the worker.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.assets = Assets()
        self.documents = Documents(settings.environment, settings.layout, self.assets, settings.debug)
        self.routes: Iterable[BaseRoute] = ()
        self._routes_now: Callable[[], Iterable[BaseRoute]] = lambda: self.routes  # one for all visits
        self.tokens = Tokens(settings.keys, lambda: self.settings.clock.wall())  # tests set the clock before the start
        self.hops = Hops(settings.keys, lambda: self.settings.clock.wall())
        self.streams = Streams(settings.keys, lambda: self.settings.clock.wall())
        self.bodies = Bodies()
        self.downloads = Downloads(settings.keys, self.streams.worker, lambda: self.settings.clock)
        self.failures = Failures(settings.clock, settings.limits)
        self.admission = Admission(settings.limits, settings.clock.now)
        self.unguarded = Unguarded()
        self.is_draining = False
        self.beginning = InTurn(BEGUN_AT_ONCE)
        self.turns = Turns()
        self._visits: Visits | None = None
        self._keeping: Keeping | None = None
        self._services: Services | None = None
        self._views: Views | None = None
        self._watchdog: Watchdog | None = None
        self._collector: Collector | None = None
        self._drain: Drain | None = None
        self._rechecks: Rechecks | None = None
        self._cluster: Adapter | None = None
        self._tree: Supervisor | None = None
        self._loop: asyncio.AbstractEventLoop | None = None  # while it runs, or was left behind in a loop that is over
        self.on_failure: Callable[[Reason], object] = end_worker

    def start(self, routes: Iterable[BaseRoute] = ()) -> None:
        """Called by the app's lifespan.

        Args:
            routes: the app's.

        Raises:
            ConfigurationError: it runs already. The second would take the place of the first, which nobody could stop.
        """
        if self._loop is not None and not self._loop.is_closed():
            raise ConfigurationError(
                "this LiveApp was started a second time while it runs: its lifespan runs once, in one server. "
                "Attach it to one app only, and make a LiveApp for each of several servers in a process."
            )
        self._loop = asyncio.get_running_loop()
        self.routes = routes
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
        self._visits = Visits(self._views, settings.limits.session_views)
        self._cluster = adapter_of(settings.cluster)
        has_others = settings.cluster is not None or settings.store is not None or hub_path() is not None
        store = store_of(settings.store, settings.cluster)
        self._keeping = Keeping(store, settings.keys, settings.clock, self.beginning, has_others=has_others)
        self.turns = Turns()
        self.is_draining = False
        self.failures = Failures(settings.clock, settings.limits)  # tests set the clock before the start
        self.admission = Admission(settings.limits, settings.clock.now)

    def compile(self, views: Iterable[type[LiveView]]) -> None:
        """Compiles the templates of views before anybody asks for their pages.

        A page that cannot be compiled says so in the log now and to whoever asks for it; the others are served.
        """
        whole: list[type[LiveView]] = []
        for view in views:
            try:
                self.services.templates.of(view)
                whole.append(view)
            except Exception as error:
                logger.error("%s cannot be shown: %s", view.__name__, error)
        self.assets.add_sheets(self.services.templates.sheets_of(whole))

    async def start_tree(self) -> None:
        """Starts the application's processes.

        Raises:
            StartError: one of its `children` did not start.
        """
        visits = self.visits
        notices = Notices(visits.end_session, visits.end_user, visits.end_page)
        worker = self.streams.worker
        own = (
            notices,
            Posts(worker, self.streams.post),
            HandingOver(worker, visits.hand_over),
            Transfers(worker, self.downloads.take),
        )
        self._tree = application(self.settings.children, self._cluster, own, self.services.threads)
        await self._tree.start(self.settings.clock)
        when_it_gives_up(self._tree, self.on_failure)
        self.services.tree = self._tree
        self.services.sharing = Sharing(self.services)

    @property
    def pubsub(self) -> PubSub:
        """The PubSub of now: after a restart it is another one."""
        return _started(self._tree).whereis(PUBSUB, PubSub)

    @property
    def tracker(self) -> Tracker:
        """The tracker of now: after a restart it is another one."""
        return _started(self._tree).whereis(TRACKER, Tracker)

    @property
    def transfers(self) -> Transfers:
        """The way to other workers' files of now: after a restart it is another one."""
        return _started(self._tree).whereis(TRANSFERS, Transfers)

    @property
    def caches(self) -> Caches:
        """The shared values of now: after a restart they are others."""
        return _started(self._tree).whereis(CACHES, Caches)

    def watch(self) -> None:
        """Has blocked loops named and freed, and garbage looked for seldom, from here on: now there are pages."""
        patience = self.settings.limits.blocked
        # While one develops, whoever would start another worker is not there.
        self._watchdog = Watchdog(replace(patience, give_up=None) if self.settings.debug else patience)
        self._watchdog.start()
        if self.settings.limits.garbage is not None:
            self._collector = Collector(self.settings.limits.garbage)
            self._collector.start()
        self._drain = Drain(self.drain)
        self._drain.start()
        self._rechecks = Rechecks(self.settings.clock, self.settings.limits.recheck, self.visits.all)
        self._rechecks.start()

    async def drain(self) -> None:
        """Has every page go elsewhere: nothing of it is lost."""
        self.is_draining = True
        await self.views.send_away()

    async def stop(self) -> None:
        """Ends every view."""
        self.downloads.close()
        # Whoever is left after that has had the time for an end.
        seconds = DRAINED_SECONDS if self.is_draining else SHUTDOWN_SECONDS
        self.is_draining = True
        if self._drain is not None:
            self._drain.stop()
        if self._watchdog is not None:
            self._watchdog.stop()
        if self._collector is not None:
            self._collector.stop()
        if self._rechecks is not None:
            self._rechecks.stop()
        if self._views is not None:
            await self._views.close_all(timeout=seconds)
        if self._tree is not None:
            await self._tree.stop()
        if self._keeping is not None:
            await self._keeping.close()
        if self._services is not None:
            self._services.close()
        self._views = self._visits = self._services = self._watchdog = self._collector = self._rechecks = None
        self._tree = self._loop = self._drain = self._keeping = self._cluster = None

    @property
    def services(self) -> Services:
        return _started(self._services)

    @property
    def keeping(self) -> Keeping:
        return _started(self._keeping)

    @property
    def views(self) -> Views:
        return _started(self._views)

    @property
    def visits(self) -> Visits:
        return _started(self._visits)

    def visit(self, place: Place, session: str, scope: Scope) -> Visit:
        """A page that is about to be mounted.

        Args:
            place: what is visited.
            session: the browser session.
            scope: of the page's request.
        """
        return Visit(place, session, scope, self._routes_now, self.hops, self.downloads, self.failures)

    def park(self, channel: Channel, visit: Visit, entry: Entry | None = None) -> None:
        """Keep a mounted channel for its page's join.

        Args:
            channel: the channel.
            visit: its site.
            entry: its place in the store, where it has come from there.

        Raises:
            ProcessError: where there is no room.
        """
        self.visits.add(channel, visit)
        is_new = entry is None
        entry = entry or Entry(visit.belonging(channel.id, type(channel.view)))
        entry.owner = channel
        visit.entry, visit.writer = entry, self.keeping.writer
        if is_new and channel.exit_reason is None:  # nobody goes on with one that has ended before
            channel.save()

    async def sign_out(self, session: str) -> None:
        """Has every page of a browser session loaded anew, and none come back: who is behind it has changed.

        Whole pages, since their layouts say who that is, and what was typed is not the next one's to send.

        Args:
            session: as it was before.
        """
        self.notices.session_over(session)
        await self.keeping.end_session(session)

    @property
    def handing_over(self) -> HandingOver:
        """That of now: after a restart it is another one."""
        return _started(self._tree).whereis(HANDING_OVER, HandingOver)

    @property
    def posts(self) -> Posts:
        """Those of now: after a restart they are others."""
        return _started(self._tree).whereis(POSTS, Posts)

    @property
    def notices(self) -> Notices:
        """Those of now: after a restart they are others."""
        return _started(self._tree).whereis(NOTICES, Notices)


def _started(part: T | None) -> T:
    if part is None:
        raise ConfigurationError(
            "this LiveApp was not started: its lifespan did not run. A mounted app's own lifespan never does; "
            "use live_app.attach(app, path=…) instead of app.mount(…, live_app)"
        )
    return part
