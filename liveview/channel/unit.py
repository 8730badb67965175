"""A tree of components with a process: messages in, users' methods called, its address brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeAlias

from liveview.channel.binding import Binding
from liveview.channel.calls import Calls
from liveview.channel.components import Components
from liveview.channel.events import Events
from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated, Served
from liveview.channel.keeper import Change
from liveview.channel.ladder import Ladder
from liveview.channel.lane import Lane, Post
from liveview.channel.messages import Answered, Asked, Flush, Joined, Keep, Later, Tell, Tick
from liveview.channel.panels import Panels
from liveview.channel.screen import Screen
from liveview.channel.seat import Seat
from liveview.channel.services import Services
from liveview.channel.site import Site
from liveview.channel.snapshot import KeptUnit, keep_unit, warn_once
from liveview.channel.surroundings import Surroundings
from liveview.channel.weight import Weight
from liveview.engine import Rendering
from liveview.errors import StateError
from liveview.protocol import frames
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.life import SHUTDOWN_SECONDS
from liveview.runtime.linked import Down
from liveview.runtime.process import Process
from liveview.runtime.reports import shapes
from liveview.runtime.subscription import Gap
from liveview.runtime.task_supervisor import TaskResult
from liveview.runtime.timers import Timers
from liveview.view.component import Component
from liveview.view.effects import Effects
from liveview.view.node import Node
from liveview.view.request import Request
from liveview.view.stateful import Stateful
from liveview.view.tree import Tree, shown_twice


class Unit(Process):
    """What waits, fails and begins anew together: a view, or a component that is isolated.

    Args:
        instance: the user's object, at the root of the tree.
        request: what its page is shown for; None where it is of no single page.
        path_params: what topics may be named by beside the fields.
        services: the app's.
        site: the web around the page.
        post: the way to the page, or to all that show it.
        lane: the unit's address in it.
        failures: how often in a row the root's template may fail before the unit ends.

    Attributes:
        has_begun: whether it is mounted and rendered.
        patience: seconds that it has for its end. What is isolated within it has half of them: the rest is its own.
    """

    patience: float = SHUTDOWN_SECONDS
    _screen_class: ClassVar[type[Screen]] = Screen

    def __init__(
        self,
        instance: Stateful,
        request: Request | None,
        path_params: Mapping[str, object],
        services: Services,
        site: Site,
        post: Post,
        lane: Lane,
        failures: int,
    ) -> None:
        super().__init__(limit=services.limits.mailbox)
        self._child_id_ = type(instance).__name__  # by which a crash report names it
        self.services = services
        self.site = site
        self.post = post
        self.lane = lane
        self._instance = instance
        self._faults = Faults(type(instance).__name__, post, shown=services.debug, now=services.clock.now)
        self._effects = Effects(services.limits.effects)
        self._effects.on_asked = lambda: self.send_threadsafe(Flush())
        self._calls = Calls(services.threads, self._faults, self._effects, services.clock, services.limits)
        self._tree = Tree(instance, services.templates.of(type(instance)), post.numbers, self._address_of())
        self._tree.elsewhere = post.panels
        self._panels = Panels(self, self._make_panel, post, services, self._faults, request or Request())
        self._components = Components(self._tree, self._calls, request, self.send_threadsafe, self._effects, site)
        self._around = Surroundings(self, path_params, self._heard, services.threads)
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
        self._components.panels, self._components.ladder = self._panels, self._ladder
        self._beginning = self._components.beginning
        self._beginning.listen = self._around.topics.subscribe
        self._calls.on_lost, self._components.renders = self._ladder.lose, services.renders
        self._screen = self._screen_class(
            self._tree.root.rendering,
            self._update,
            lane,
            self._faults,
            self._effects,
            services,
            request_flush=lambda: self._queue(Flush()),
            give_up=self._give_up,
            failures=failures,
        )
        self._screen.weigh = Weight(self._tree, services.limits, services.clock, self._give_up).look
        self._binding = Binding(self._call)
        self._events = Events(
            self._tree, self._calls, self._binding, self._screen, self._faults, self._effects, self._ladder
        )
        self._timers = Timers(services.clock, self._queue)
        # Messages of our own that are in the mailbox: one of each is enough.
        self._queued: set[object] = set()
        # Whether the tree has yet to hear of the last page that connected, and whether it heard of one.
        self._join_waits = False
        self._has_started = False
        self.has_begun = False
        self._goes_on = False  # whether another process has had it before
        self._done = 0  # the newest event of its address that has run
        self._kept: KeptUnit | None = None

    def _address_of(self) -> AddressOf | None:
        """How the addresses of shared components are found."""
        return _none_is_shared if self.services.sharing is None else self._address_of_shared

    def _address_of_shared(self, component: type[Component], props: Mapping[str, Any]) -> int:
        assert self.services.sharing is not None
        address = self.services.sharing.address(component, props)
        held = self.post.lane(address)
        if isinstance(held, Seat) and held.page is not self:  # within its own tree it may be about to move
            raise shown_twice(component)
        return address

    def _make_panel(self, node: Node, lane: Lane, request: Request, kept: KeptUnit | None) -> Isolated:
        """The process of an isolated component in its tree."""
        raise StateError(f"{self} shows nothing that has a process of its own")

    def _doing_(self) -> str:
        match self._message_:
            case frames.Event(name=name) | Asked(frame=frames.Event(name=name)):
                return f"event `{name.partition('@')[0]}`"
            case Tick(method=method):
                return f"timer `{method}`"
            case _:
                return super()._doing_()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {type(self._instance).__name__} at {id(self):#x}>"

    def report_state(self) -> object:
        """The fields of the user's object: what is the framework's own tells nobody why theirs has crashed."""
        return shapes(vars(self._instance))

    @property
    def rendering(self) -> Rendering:
        """What it shows."""
        return self._tree.root.rendering

    @property
    def is_idle(self) -> bool:
        """Whether it and what is isolated within it wait for mail, or have ended."""
        return (self.exit_reason is not None or self.mailbox.is_awaited) and self._panels.busy() is None

    def on_first_page(self) -> Iterator[Served]:
        """What stands in the page at the addresses within it."""
        return self._panels.on_first_page()

    async def _update(self) -> list[Any] | None:
        """Brings the rendering to the state, with all components, and gives the patch."""
        return await self._components.update()

    async def _mounted(self) -> None:
        """The instance has its first state: it is rendered."""
        self._instance._check_assigned()
        self._around.topics.mounted()
        await self._screen.mount()
        self._beginning.over()
        self.has_begun = True

    # What another process could go on with.

    def expect(self, kept: KeptUnit) -> None:
        """Before it begins: this is what another process has kept of it.

        Args:
            kept: what `kept` gave there.
        """
        self._done, self._goes_on = kept.done, True
        self.lane.go_on(kept.version, kept.effects, kept.done)
        self._beginning.expect(kept.root)

    def kept(self) -> KeptUnit | None:
        """What another process could go on with, as of now; in the midst of a message, of a moment ago."""
        if self.has_begun and self.mailbox.is_awaited:
            self._kept = self._keep()
        return self._kept

    def _keep(self) -> KeptUnit | None:
        try:
            return keep_unit(self._tree, self.lane, self._around.topics, self._done, self._panels.running())
        except Exception as error:  # a value of the user's own may do anything when it is looked at
            warn_once(type(self._instance), error)
            return None

    def changed(self, how: Change) -> None:
        """What is kept of the page is out of date.

        Args:
            how: what has changed it.
        """

    async def terminate(self, reason: object) -> None:
        """Ends the components, the inner ones first, and calls the instance's `terminate`."""
        self._timers.cancel_all()
        self._screen.close()
        word = reason if isinstance(reason, str) else repr(reason)
        await self._panels.end_all(word, self.patience / 2)
        await self._components.end_all(word)
        await self._calls.run("terminate", self._instance, "terminate", word)

    def _give_up(self, error: Exception) -> None:
        """Ends the unit after this message: it begins anew, and its place shows what it shows until then."""
        self._screen.close()
        self.exit(error)

    async def idle(self) -> None:
        """Wait until it and what is isolated within it wait for mail, or have ended. For tests."""
        await super().idle()
        while not self.is_idle:
            busy = self._panels.busy()
            await (super().idle() if busy is None else busy.idle())

    def which_children(self) -> list[ChildInfo]:
        """The isolated components of its tree, in the order in which they were first called."""
        return self._panels.which_children()

    # From the connection. None of this waits.

    def joined(self) -> None:
        """A page has connected."""
        self._join_waits = True
        self._queue(Joined())
        self._panels.joined()

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for; False where too much mail waits."""
        if self.mailbox.is_full and self.exit_reason is None:
            return False
        self.send(frame)
        return True

    def catch_up(self) -> None:
        """The page takes frames again, or asks for all values."""
        if self._screen.lags:
            self._queue(Flush())

    def close_within(self) -> None:
        """Those within it have lost their places in the page."""
        self._panels.close()

    def repeat_within(self) -> None:
        """The page has lost what it was shown of those within it."""
        self._panels.repeat()

    def ask(self, *effect: Any) -> None:
        """Asks the page for something, for a component in it."""
        self._effects.ask(*effect)

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
        await self._remember()
        if isinstance(message, Tick | Joined | Flush):
            self._queued.discard(message)
        await self._run(message)
        self._around.topics.follow_all()
        if isinstance(message, frames.Event) and message.address == self.lane.address:
            self._done = max(self._done, message.ref)
        if not isinstance(message, Flush | Keep):
            self.changed("done" if isinstance(message, frames.Event | frames.Patch) else _how(message))

    async def _remember(self) -> None:
        """Does what comes before any mail."""
        if self._join_waits:
            self._join_waits = False
            await self._joined()

    async def _run(self, message: object) -> None:
        match message:
            case frames.Event():
                await self._events.run(message)
            case Tick():
                await self._tick(message)
            case Answered():
                for effect in message.effects:
                    self._effects.ask(*effect)
                await self._events.conclude(message.ref, message.address, ran=await self._events.follow())
            case Tell():
                await self._components.tell(message)
                self._screen.stale = True
                await self._events.follow()
                await self._screen.render_soon()
            case Later(node=node) if node.number == message.number:
                await self._hear(node, "info", message.message)
            case TaskResult() | Down():
                await self._work_done(message)
            case Flush():
                await self._events.follow()
                await self._screen.render()

    async def _heard(self, node: Node, method: str, message: Any) -> None:
        """Something was published that a component listens to."""
        await self._remember()
        await self._hear(node, method, message)
        self._around.topics.follow_all()
        self.changed("heard")

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

    def _gone(self, node: Node) -> None:
        self._stop_timers(node)
        self._around.end(node)

    async def _joined(self) -> None:
        resumed, self._has_started = self._has_started, True
        self._around.release(has_missed=self._goes_on and not resumed)
        await self._welcome(resumed)
        if not resumed:
            for node in self._tree:
                self._start_timers(node)
        await self._events.follow()
        await self._screen.render()

    async def _welcome(self, resumed: bool) -> None:
        """A page has connected, for the first time or again."""

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

    async def _call(self, what: str, node: Node, method: str, /, *args: object) -> bool:
        return await self._events.call(what, node, method, *args)


def _how(message: object) -> Change:
    return "timed" if isinstance(message, Tick | Joined) else "heard"


AddressOf: TypeAlias = Callable[[type[Component], Mapping[str, Any]], int]


def _none_is_shared(component: type[Component], props: Mapping[str, Any]) -> int:
    raise StateError(f"{component.__name__} is shared, and there is no app around this view that could share it")
