"""The process of one view: mounted for a request, joined by its page, sent from URL to URL, and ended."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from liveview.channel.binding import Binding
from liveview.channel.first_page import Page, first_page
from liveview.channel.isolated import Isolated
from liveview.channel.keeper import Change, Keeper
from liveview.channel.lane import REFUSED, VIEW, Lane
from liveview.channel.messages import Keep, Left
from liveview.channel.navigation import Navigation
from liveview.channel.outbox import Outbox, Sink
from liveview.channel.panel import Panel
from liveview.channel.services import Services
from liveview.channel.site import Site
from liveview.channel.snapshot import KeptUnit, Snapshot, to_bytes, warn_once
from liveview.channel.title import Title
from liveview.channel.unit import Unit
from liveview.errors import EventRefusedError, ProcessExitError, StateError, TargetError
from liveview.protocol import frames
from liveview.runtime.exits import Reason, Shutdown
from liveview.runtime.reports import shape
from liveview.view.live_view import LiveView
from liveview.view.node import Node
from liveview.view.path import mount_arguments, params_arguments
from liveview.view.request import Request
from liveview.view.targets import local_target

logger = logging.getLogger("liveview.channel")

# Close codes by why the view ended (protocol, section 5). After any other end the page asks for a new view.
CLOSING = {
    "left": (1000, "left"),
    "shutdown": (1012, "the server restarts"),
    "signed out": (4001, "somebody else is here now"),
    # Its page is elsewhere by then, and hears nothing; or a store that was slow has only seemed to say so.
    "moved": (1012, "another process goes on with the page"),
    "handed over": (1012, "another process goes on with the page"),
}
ENDED = (4004, "the view has ended")
# By whether the view has the document for its own: then it is loaded anew, as a page that says so.
FAILING = {True: (4001, "the view keeps failing"), False: (1000, "the view keeps failing")}
TAKEN_OVER = (4009, "taken over by a newer connection")
# Another process goes on with the page; or is about to, and waits for what was done here.
MOVED = "moved"
HANDED_OVER = "handed over"
# Ends after which another one may.
GOING_ON = ("expired", "evicted", "shutdown", HANDED_OVER)


class Attendance(Protocol):
    """Whoever keeps channels for their pages."""

    def attend(self, channel: Channel, *, is_here: bool) -> None:
        """The page of a channel has connected, or is away."""

    def ended(self, channel: Channel) -> None:
        """A channel has ended."""


class Channel(Unit):
    """A view, one message at a time.

    Args:
        view_class: what to mount.
        request: what for.
        services: the app's.
        site: the web around the page.
        on_mount: called with the view before its `mount`.
        kept: what another process has kept of the page.
        id: names the channel, where another process had it.

    Attributes:
        id: names the channel in the join token; not to be guessed.
        view: the user's object.
        attendance: who wants to know whether its page is here.
    """

    __slots__ = (
        "_begins_with",
        "_has_joined",
        "_keeper",
        "_navigation",
        "_on_mount",
        "_taken",
        "_taken_before",
        "_taken_elsewhere",
        "_title",
        "attendance",
        "id",
        "outbox",
        "view",
    )

    def __init__(
        self,
        view_class: type[LiveView],
        request: Request,
        services: Services,
        site: Site,
        on_mount: Sequence[Callable[[Any], Any]] = (),
        kept: Snapshot | None = None,
        id: str | None = None,
    ) -> None:
        self.id = id or secrets.token_urlsafe(16)
        self.view = view_class()
        self.attendance: Attendance | None = None
        self._on_mount = on_mount
        outbox = self.outbox = Outbox(services.limits, services.clock.now)
        failures = services.limits.max_restarts
        super().__init__(self.view, request, request.path_params, services, site, outbox, outbox.view, failures)
        outbox.view.resident = self
        self._title = Title(self.view, outbox, self._faults, is_shown=site.is_whole)
        self._navigation = Navigation(self.view, request, site, self._effects, self)
        self._taken = 0  # the newest event that was put into a mailbox
        self._has_joined = False
        self._begins_with = kept
        self._taken_before = 0 if kept is None else kept.taken  # by the processes before
        # The same, until the page shows what this one says.
        self._taken_elsewhere = None if kept is None else kept.taken
        self._keeper = Keeper(services.clock, services.limits, self)

    # The view's life.

    async def init(self) -> None:
        """Mounts the view and renders it once."""
        kept, self._begins_with = self._begins_with, None
        if kept is not None:
            self.outbox.numbers.skip_to(kept.numbers)
            self.expect(kept.view)
        self._around.caching.enter()
        root = self._tree.root
        self._components.begin(root, self.view)
        self._navigation.begin()
        for kind, text in self.request.flashes:
            self.view.flash(kind, text)
        for hook in self._on_mount:
            await self._calls.apply(hook, self.view)
            self._navigation.leave()
        await self._beginning.begin(root, self.view, None if kept is None else kept.view.root, self._mount)
        self._navigation.leave()
        await self._mounted()
        self._title.begin()
        await self._panels.begun(self.services.limits.panels_within)
        if kept is not None:
            self._effects.take()  # what a new page would be told

    async def _mount(self) -> None:
        view_class, request = type(self.view), self.request
        await self._calls.call(self.view, "mount", **mount_arguments(view_class, request))
        self._navigation.leave()
        await self._calls.call(self.view, "params", **params_arguments(view_class, request))

    @property
    def request(self) -> Request:
        """What the view is shown for now."""
        return self._navigation.request

    def admit(self, user: Any) -> None:
        """The guards have let in who looks at the page once more, and may know more of them now.

        Args:
            user: what they have returned.
        """
        if user is not self.request.user:
            self._navigation.admit(user)

    def page(self, mark: str = "") -> Page:
        """The first page. Call it once, right after the mount.

        Args:
            mark: what the numbers of its styles begin with, where there are others in the document.

        Raises:
            ProcessExitError: the view has ended since: it shows nothing any more.
        """
        if self.exit_reason is not None:
            raise ProcessExitError(self, self.exit_reason)
        return first_page(self.outbox, self.rendering, self.on_first_page(), self._title.text, mark)

    async def terminate(self, reason: object) -> None:
        """Calls the view's `terminate`, and tells the page."""
        self._keeper.close()
        self._keep_or_forget(reason)
        await super().terminate(reason)
        has_crashed = isinstance(reason, BaseException) and not isinstance(reason, Shutdown)
        is_failing = has_crashed and not self.site.crashed(self.request)
        if reason in GOING_ON:
            await self.site.written()  # the page is back in a moment, perhaps elsewhere
        if self.outbox.sink is not None:
            close = CLOSING.get(reason, ENDED) if isinstance(reason, str) else ENDED
            self.outbox.sink.close(*(FAILING[self.site.is_whole] if is_failing else close))

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        self._keeper.close()  # also where it is killed
        super()._end_(reason)
        # The rest refers to itself and waits for the collector; most of it is what its templates have given.
        self._tree.let_go()
        if self.attendance is not None:
            self.attendance.ended(self)

    # From the connection. None of this waits.

    def join(self, sink: Sink, versions: Mapping[int, int]) -> None:
        """Connects a page: it is told what it missed, and `joined` is called.

        Args:
            sink: the page's connection. One that was connected before is closed: the newest is the page.
            versions: what the page shows, by address.
        """
        before = self.outbox.sink
        if before is not None and before is not sink:
            before.close(*TAKEN_OVER)
        if self._taken_elsewhere is not None:
            self.outbox.take_over(sink, versions, max(self._taken_elsewhere, self._taken))
        else:
            self.outbox.resume(sink, versions, self._taken)
        if self._has_joined or self._taken_elsewhere is not None:
            self._title.repeat()
        self._faults.repeat()
        if self.attendance is not None:
            self.attendance.attend(self, is_here=True)
        self._has_joined = True
        self.joined()

    def detach(self, sink: Sink) -> None:
        """Parks the view: its page is away. Methods go on running, nothing is rendered."""
        if self.outbox.sink is sink:
            self.outbox.sink = None
            self._keeper.now()
            if self.attendance is not None:
                self.attendance.attend(self, is_here=False)

    def receive(self, frame: frames.ClientFrame) -> bool:
        """Takes a frame of the page.

        Returns:
            False where too much mail waits. The frame is not taken then: give it again after `room()`.
        """
        match frame:
            case frames.Event(address=address):
                return self._receive_event(frame, address)
            case frames.Patch():
                return self._receive_event(frame, VIEW)
            case frames.Applied() | frames.Resend():
                self._receive_version(frame)
            case frames.Leave():
                self._queue(Left())  # after the events before it; where it finds no room the view expires later
        return True

    def _receive_version(self, frame: frames.Applied | frames.Resend) -> None:
        lane = self.outbox.lane(frame.address)
        if lane is None:
            return  # of a component that has gone meanwhile
        was_behind = not lane.is_ready
        if isinstance(frame, frames.Resend):
            lane.owes_values = True
        elif lane.acknowledge(frame.version):  # a page that has been quiet may yet speak of the process before
            self._taken_elsewhere = None
        if was_behind or lane.owes_values:
            lane.resident.catch_up()

    def _receive_event(self, frame: frames.Event | frames.Patch, address: int) -> bool:
        lane = self.outbox.lane(address)
        if frame.ref <= self._taken or (lane is not None and frame.ref <= lane.answered):
            # Sent again by a page that missed the answer. If it was not given yet, it comes by itself.
            if lane is not None and frame.ref <= lane.answered:
                lane.answer(lane.answered)
            return True
        if lane is None:
            logger.info("%s: an event is for a component that has gone", type(self.view).__name__)
            self.outbox.refuse(frame.ref, REFUSED, alone=True)
        elif not lane.resident.take(frame):
            return False
        self._taken = frame.ref
        return True

    # From the mailbox, one at a time.

    async def _run(self, message: object) -> None:
        match message:
            case frames.Patch():
                await self._patch(message)
            case Keep():
                self._taken_out(message)
                self.save()
            case Left():
                self._taken_out(message)
                self.exit("left")
            case _:
                await super()._run(message)

    async def _patch(self, frame: frames.Patch) -> None:
        """The page is, or wants to be, at another URL of the view."""
        try:
            url = local_target(frame.url, self.request.url)
        except TargetError:  # whose text has the URL
            view = type(self.view).__name__
            reason = f"a URL that is none of this site, or too long: {shape(frame.url)}"
            self._faults.begin("a change of the URL", EventRefusedError(reason, event="", view=view))
            self._screen.refuse(frame.ref, REFUSED)
            return
        replaces, is_there = frame.history == frames.REPLACE, frame.history == frames.TRAVERSE
        done = await self._navigation.patch(url, replaces=replaces, is_there=is_there)
        await self._events.conclude(frame.ref, VIEW, ran=await self._events.follow() and done)
        self._done = max(self._done, frame.ref)

    # What another process could go on with.

    def changed(self, how: Change) -> None:
        """What is kept of the page is out of date."""
        self._keeper.changed(how)

    def changed_unseen(self) -> None:
        """What was given to be kept was not written."""
        self.changed("timed")

    def move(self) -> None:
        """Another process goes on with the page."""
        self.exit(MOVED)

    def keep_soon(self) -> bool:
        """Have `save` called between two messages; whether it will be."""
        return self._queue(Keep())

    def save(self) -> None:
        """Gives the site what is to be kept of the page. Between two messages."""
        request, kept = self.request, self._keep()
        if kept is not None:
            taken = max(self._taken, self._taken_before)
            snapshot = Snapshot(request.identity, request.target, self.outbox.numbers.coming, taken, kept)
            try:
                self.site.keep(to_bytes(snapshot), was_joined=self._has_joined)
                return
            except StateError as error:
                warn_once(type(self.view), error)
        self.site.forget()

    def _keep_or_forget(self, reason: object) -> None:
        """The view ends: whoever comes back goes on with it, unless it has crashed or was left."""
        if reason in GOING_ON:
            self.save()
        elif reason != MOVED:
            self.site.forget()

    async def _welcome(self, resumed: bool) -> None:
        await self._events.call("joined", self._tree.root, "joined", resumed)

    def _make_panel(self, node: Node, lane: Lane, request: Request, kept: KeptUnit | None) -> Isolated:
        return Panel(node, self, lane, request, kept)

    # Where it is.

    async def follow(self, *, replaces: bool) -> bool:
        """Do what handlers have asked of the page's URL since the last call; whether that went well."""
        return await self._navigation.follow(replaces=replaces)

    def shown(self) -> None:
        """The page was told of the newest state: its title follows."""
        self._title.follow()

    def moved(self, request: Request) -> None:
        """The page is shown for something else."""
        self._components.move(request)
        self._around.topics.moved(request.path_params)

    async def params(self, arguments: Mapping[str, object]) -> bool:
        """Call `params`; whether it ran to its end."""
        return await self._events.call("params", self._tree.root, "params", **arguments)

    async def assigned(self, before: Mapping[str, object], now: Mapping[str, object]) -> bool:
        """Call what wants to know of fields that the URL has changed; whether it ran to its end."""
        return await Binding(self._events.call).tell(self._tree.root, before, now)
