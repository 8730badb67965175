"""The process of one view: messages in, the user's methods called, the page brought up to date."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liveview.channel.binding import Binding
from liveview.channel.calls import Calls
from liveview.channel.components import Components
from liveview.channel.events import Events
from liveview.channel.faults import Faults
from liveview.channel.ladder import Ladder
from liveview.channel.messages import Flush, Joined, Later, Left, Tell, Tick
from liveview.channel.navigation import Navigation
from liveview.channel.outbox import VIEW, Outbox, Sink
from liveview.channel.screen import Page, Screen
from liveview.channel.services import Services
from liveview.channel.site import Site
from liveview.channel.surroundings import Surroundings
from liveview.channel.weight import Weight
from liveview.protocol import frames
from liveview.runtime.exits import Shutdown
from liveview.runtime.linked import Down
from liveview.runtime.process import Process
from liveview.runtime.subscription import Gap
from liveview.runtime.task_supervisor import TaskResult
from liveview.runtime.timers import Timers
from liveview.view.effects import Effects
from liveview.view.live_view import LiveView
from liveview.view.path import mount_arguments, params_arguments
from liveview.view.request import Request
from liveview.view.tree import Node, Tree

# Close codes by why the view ended (protocol, section 5). After any other end the page asks for a new view.
CLOSING = {
    "left": (1000, "left"),
    "shutdown": (1012, "the server restarts"),
    "signed out": (4001, "somebody else is here now"),
}
ENDED = (4004, "the view has ended")
# By whether the view has the document for its own: then it is loaded anew, as a page that says so.
FAILING = {True: (4001, "the view keeps failing"), False: (1000, "the view keeps failing")}
TAKEN_OVER = (4009, "taken over by a newer connection")


class Channel(Process):
    """A view, one message at a time.

    Args:
        view_class: what to mount.
        request: what for.
        services: the app's.
        site: the web around the page.
        on_mount: called with the view before its `mount`.

    Attributes:
        id: names the channel in the join token; not to be guessed.
        view: the user's object.
        on_attendance: called with True when a page connects and False when it is away.
    """

    def __init__(
        self,
        view_class: type[LiveView],
        request: Request,
        services: Services,
        site: Site,
        on_mount: Sequence[Callable[[Any], Any]] = (),
    ) -> None:
        super().__init__(limit=services.limits.mailbox)
        self.id = secrets.token_urlsafe(16)
        self.view = view_class()
        self.on_attendance: Callable[[Channel, bool], None] | None = None
        self._on_mount = on_mount
        self._site = site
        self._outbox = Outbox(services.limits)
        self._faults = Faults(view_class.__name__, self._outbox, shown=services.debug, now=services.clock.now)
        self._effects = Effects(services.limits.effects)
        self._effects.on_asked = lambda: self.send_threadsafe(Flush())
        self._calls = Calls(services.threads, self._faults, self._effects, services.clock, services.limits)
        self._tree = Tree(self.view, services.templates.of(view_class))
        self._components = Components(
            self._tree, self._calls, request, self.send_threadsafe, self._effects, site.offer, site.url_for
        )
        self._binding = Binding(self._call)
        self._navigation = Navigation(self.view, request, site, self._effects, self._params, self._tell)
        self._navigation.on_moved = self._moved
        self._around = Surroundings(self, request.path_params, self._heard, services.threads)
        self._components.on_begun = self._around.begin
        self._components.on_mounted, self._components.on_gone = self._start_timers, self._gone
        self._ladder = Ladder(
            self._tree,
            self._components.end,
            self._give_up,
            self._faults,
            services.fallbacks,
            services.clock,
            services.limits,
        )
        self._components.ladder, self._calls.on_lost = self._ladder, self._ladder.lose
        self._components.renders = services.renders
        self._screen = Screen(
            self.view,
            self._tree.root.rendering,
            self._components.update,
            self._outbox,
            self._faults,
            self._effects,
            services,
            request_flush=lambda: self._queue(Flush()),
            give_up=self._give_up,
        )
        self._events = Events(
            self._tree,
            self._calls,
            self._navigation,
            self._binding,
            self._screen,
            self._faults,
            self._effects,
            self._ladder,
        )
        self._screen.has_title = site.is_whole
        self._screen.weigh = Weight(self._tree, services.limits, services.clock, self._give_up).look
        self._timers = Timers(services.clock, self._queue)
        self._taken = 0  # the newest event that was put into the mailbox
        # Messages of our own that are in the mailbox: one of each is enough.
        self._queued: set[object] = set()
        # Whether a page ever connected, whether the view has yet to hear of the last, and whether it heard of one.
        self._has_joined = False
        self._join_waits = False
        self._has_started = False

    # The view's life.

    async def init(self) -> None:
        """Mounts the view and renders it once."""
        view_class, request = type(self.view), self.request
        self._components.begin(self._tree.root, self.view)
        self._navigation.begin()
        for kind, text in request.flashes:
            self.view.flash(kind, text)
        for hook in self._on_mount:
            await self._calls.apply(hook, self.view)
            self._navigation.leave()
        await self._calls.call(self.view, "mount", **mount_arguments(view_class, request))
        self._navigation.leave()
        await self._calls.call(self.view, "params", **params_arguments(view_class, request))
        self._navigation.leave()
        self.view._check_assigned()
        self._around.topics.mounted()
        await self._screen.mount()

    def _doing_(self) -> str:
        match self._message_:
            case frames.Event(name=name):
                return f"event `{name.partition('@')[0]}`"
            case Tick(method=method):
                return f"timer `{method}`"
            case _:
                return super()._doing_()

    def __repr__(self) -> str:
        return f"<Channel of {type(self.view).__name__} at {id(self):#x}>"

    @property
    def request(self) -> Request:
        """What the view is shown for now."""
        return self._navigation.request

    def page(self, mark: str = "") -> Page:
        """The first page. Call it once, right after the mount.

        Args:
            mark: what the numbers of its styles begin with, where there are others in the document.
        """
        return self._screen.page(mark)

    async def terminate(self, reason: object) -> None:
        """Calls the view's `terminate`, and tells the page."""
        self._timers.cancel_all()
        self._screen.close()
        word = reason if isinstance(reason, str) else repr(reason)
        await self._components.end_all(word)
        await self._calls.run("terminate", self.view, "terminate", word)
        has_crashed = isinstance(reason, BaseException) and not isinstance(reason, Shutdown)
        is_failing = has_crashed and not self._site.crashed(self.request)
        if self._outbox.sink is not None:
            self._outbox.sink.close(*(FAILING[self._site.is_whole] if is_failing else CLOSING.get(word, ENDED)))

    def _give_up(self, error: Exception) -> None:
        """Ends the view after this message: its page asks for another one, and keeps what it shows until then."""
        self._screen.close()
        self.exit(error)

    # From the connection. None of this waits.

    def join(self, sink: Sink, versions: Mapping[int, int]) -> None:
        """Connects a page: it is told what it missed, and `joined` is called.

        Args:
            sink: the page's connection. One that was connected before is closed: the newest is the page.
            versions: what the page shows, by address.
        """
        before = self._outbox.sink
        if before is not None and before is not sink:
            before.close(*TAKEN_OVER)
        if not self._outbox.resume(sink, versions.get(VIEW, -1), self._taken):
            self._screen.owes_values = True
        if self._has_joined:
            self._screen.repeat_title()
        self._faults.repeat()
        if self.on_attendance is not None:
            self.on_attendance(self, True)
        self._has_joined = self._join_waits = True
        self._queue(Joined())

    def detach(self, sink: Sink) -> None:
        """Parks the view: its page is away. Methods go on running, nothing is rendered."""
        if self._outbox.sink is sink:
            self._outbox.sink = None
            if self.on_attendance is not None:
                self.on_attendance(self, False)

    def receive(self, frame: frames.ClientFrame) -> bool:
        """Takes a frame of the page.

        Returns:
            False where too much mail waits. The frame is not taken then: give it again after `room()`.
        """
        match frame:
            case frames.Event() | frames.Patch():
                return self._receive_event(frame)
            case frames.Applied(address=0):
                was_behind = not self._outbox.is_ready
                self._outbox.acknowledge(frame.version)
                if was_behind and (self._screen.stale or self._screen.owes_values):
                    self._queue(Flush())
            case frames.Resend(address=0):
                self._screen.owes_values = True
                self._queue(Flush())
            case frames.Leave():
                self._queue(Left())  # after the events before it; where it finds no room the view expires later
            case _:
                pass  # an address that is not there: of a component that has gone meanwhile
        return True

    def _receive_event(self, frame: frames.Event | frames.Patch) -> bool:
        if frame.ref <= self._taken:
            # Sent again by a page that missed the answer. If it was not given yet, it comes by itself.
            if frame.ref <= self._screen.answered:
                self._outbox.send(frames.answer_frame(self._screen.answered))
            return True
        if self.mailbox.is_full and self.exit_reason is None:
            return False
        self._taken = frame.ref
        self.send(frame)
        return True

    def _queue(self, message: object) -> bool:
        """Puts a message of our own into the mailbox, unless it is there already.

        Where the mailbox is full it is left out: a page's join is remembered, every event renders anyway, and
        a tick that finds no room is the very tick that should not be queued.
        """
        if message in self._queued or not self.send(message):
            return False
        self._queued.add(message)
        return True

    # From the mailbox, one at a time.

    async def info(self, message: object) -> None:
        """Runs what the message is for, and brings the page up to date."""
        await self._join_first()
        match message:
            case frames.Event():
                await self._events.run(message)
            case frames.Patch():
                await self._events.patch(message)
            case Tick():
                self._queued.discard(message)
                await self._tick(message)
            case Tell():
                await self._components.tell(message)
                self._screen.stale = True
                await self._events.follow()
                await self._screen.render_soon()
            case Later(node=node) if node.number == message.number:
                await self._hear(node, "info", message.message)
            case TaskResult() | Down():
                await self._work_done(message)
            case Joined():
                self._queued.discard(message)
            case Flush():
                self._queued.discard(message)
                await self._events.follow()
                await self._screen.render()
            case Left():
                self.exit("left")
        self._around.topics.follow_all()

    async def _heard(self, node: Node, method: str, message: Any) -> None:
        """Something was published that the view or a component listens to."""
        await self._join_first()
        await self._hear(node, method, message)
        self._around.topics.follow_all()

    async def _hear(self, node: Node, method: str, message: Any) -> None:
        if node.is_there and node.instance is not None:  # it may have gone since, or failed
            listener = node.component._spec.topics.get(method)
            if listener is not None and listener.is_presence:
                self._around.topics.refresh(node, method)
                self._screen.stale = True
                self._tree.touch(node)
            else:
                await self._events.call(f"`{method}`", node, "info" if isinstance(message, Gap) else method, message)
            await self._events.follow()
            await self._screen.render_soon()

    def _fire_(self, message: object) -> bool:
        if not isinstance(message, Later):
            return super()._fire_(message)
        self.mailbox.add(message)  # a flood of events must not lose it, and there is one for each timer
        return True

    async def _work_done(self, message: TaskResult | Down) -> None:
        node = self._around.background.finished(message)
        if node is not None:
            self._screen.stale = True
            self._tree.touch(node)
            await self._screen.render_soon()

    async def _join_first(self) -> None:
        if self._join_waits:
            self._join_waits = False
            await self._joined()

    def _gone(self, node: Node) -> None:
        self._stop_timers(node)
        self._around.end(node)

    async def _joined(self) -> None:
        resumed, self._has_started = self._has_started, True
        self._around.release()
        await self._events.call("joined", self._tree.root, "joined", resumed)
        if not resumed:
            for node in self._tree:
                self._start_timers(node)
        await self._events.follow()
        await self._screen.render()

    def _start_timers(self, node: Node) -> None:
        if self._has_started and node.instance is not None:
            timers = node.component._spec.timers.items()
            node.timers = [self._timers.send_every(seconds, Tick(method, node.number)) for method, seconds in timers]

    def _stop_timers(self, node: Node) -> None:
        for timer in node.timers:
            self._timers.cancel(timer)

    async def _tick(self, tick: Tick) -> None:
        node = self._tree.get(tick.number)
        if node is not None and node.instance is not None:  # it may have gone since, or failed
            await self._events.call(f"timer `{tick.method}`", node, tick.method)
            await self._events.follow()
            await self._screen.render_soon()

    def _moved(self, request: Request) -> None:
        self._components.move(request)
        self._around.topics.moved(request.path_params)

    async def _params(self, arguments: Mapping[str, object]) -> bool:
        return await self._events.call("params", self._tree.root, "params", **arguments)

    async def _tell(self, before: Mapping[str, object], now: Mapping[str, object]) -> bool:
        return await self._binding.tell(self._tree.root, before, now)

    async def _call(self, what: str, node: Node, method: str, /, *args: object) -> bool:
        return await self._events.call(what, node, method, *args)
