"""A tree of components with a process: messages in, users' methods called, its address brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from liveview.channel.calls import Calls
from liveview.channel.components import Components
from liveview.channel.events import Events
from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated, Served
from liveview.channel.ladder import Ladder
from liveview.channel.lane import Lane, Post
from liveview.channel.limits import SLEEP_SECONDS
from liveview.channel.messages import Asked, Emitted, Flush, Joined, Tick
from liveview.channel.panels import Panels
from liveview.channel.queueing import NOTHING
from liveview.channel.reacting import Reacting
from liveview.channel.screen import Screen
from liveview.channel.seat import Seat
from liveview.channel.services import Services
from liveview.channel.site import Site
from liveview.channel.snapshot import KeptUnit, keep_unit, warn_once
from liveview.channel.surroundings import Surroundings
from liveview.channel.weight import Weight
from liveview.engine import Rendering
from liveview.errors import StateError, worded
from liveview.protocol import frames
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.exits import Reason
from liveview.runtime.life import SHUTDOWN_SECONDS
from liveview.runtime.reports import shapes
from liveview.view.component import Component
from liveview.view.effects import Effects
from liveview.view.node import Node
from liveview.view.request import Request
from liveview.view.stateful import Stateful
from liveview.view.tree import Tree, shown_twice


class Unit(Reacting, hibernate_after=SLEEP_SECONDS):
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
        patience: seconds that it has for its end. What is isolated within it has half of them: the rest is its own.
    """

    # A page's own dictionary of so many would be two kilobytes.
    __slots__ = (
        "_beginning",
        "_calls",
        "_faults",
        "_instance",
        "_kept",
        "_ladder",
        "_panels",
        "post",
    )

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
        self._queued, self._outdated, self._timers = NOTHING, None, None
        self._faults = Faults(type(instance).__name__, post, shown=services.debug, now=services.clock.now)
        self._effects = Effects(services.limits.effects, self)
        self._calls = Calls(services.threads, self._faults, self._effects, services.clock, services.limits)
        self._tree = Tree(instance, services.templates.of(type(instance)), post.numbers, self._address_of())
        self._tree.elsewhere = post.panels
        self._around = Surroundings(self, path_params)
        self._assemble_components(request)
        self._assemble_screen(failures)
        self._join_waits = self._has_started = self.has_begun = self._goes_on = False
        self._done = 0
        self._kept: KeptUnit | None = None

    def _assemble_components(self, request: Request | None) -> None:
        """What brings the tree to its state."""
        services, tree = self.services, self._tree
        components = self._components = Components(tree, self._calls, request, self._effects, self)
        panels = Panels(self, self._make_panel, self.post, services, self._faults, request or Request())
        ladder = Ladder(tree, components, self, self._faults, services.fallbacks, services.clock, services.limits)
        self._panels = components.panels = panels
        self._ladder = components.ladder = self._calls.losing = ladder
        components.renders = services.renders
        self._beginning = components.beginning
        self._beginning.around = self._around

    def _assemble_screen(self, failures: int) -> None:
        """What shows it, and what its page asks for."""
        services, tree, faults, effects = self.services, self._tree, self._faults, self._effects
        weight = Weight(tree, services.limits, services.clock, services.memory, self)
        rendering = tree.root.rendering
        self._screen = self._screen_class(self, rendering, self.lane, faults, effects, services, weight, failures)
        self._events = Events(tree, self._calls, self, self._screen, faults, effects, self._ladder)

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

    async def update(self) -> list[Any] | None:
        """Bring the rendering to the state, with all components, and give the patch."""
        try:
            return await self._components.update()
        finally:
            if self._effects.emitted:  # by a `mount` or `updated`: what it changes may call them again
                self._effects.late += self._effects.emitted
                self._effects.emitted.clear()
                self._queue_surely(Emitted())

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

    async def terminate(self, reason: object) -> None:
        """Ends the components, the inner ones first, and calls the instance's `terminate`."""
        self._stop_timers()
        self._screen.close()
        word = reason if isinstance(reason, str) else worded(reason)
        await self._panels.end_all(word, self.patience / 2)
        await self._components.end_all(word)
        await self._calls.run("terminate", self._instance, "terminate", word)

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is None:
            self._panels.kill_all()
            self._around.end_all()
        super()._end_(reason)

    def give_up(self, error: Exception) -> None:
        """Ends the unit after this message: it begins anew, and its place shows what it shows until then."""
        self._screen.close()
        self.exit(error)

    async def idle(self) -> None:
        """Wait until it and what is isolated within it wait for mail, or have ended. For tests."""
        await super().idle()
        while not self.is_idle:
            busy = self._panels.busy()
            await (super().idle() if busy is None else busy.idle())

    def shared_values(self) -> Sequence[object]:
        """The values that are no page's own."""
        return self._around.caching.shared()

    # From its components.

    def begun(self, node: Node, instance: Any) -> None:
        """An instance is about to be mounted."""
        self._around.begin(node, instance)

    def emit(self, node: Node, name: str, values: dict[str, Any]) -> None:
        """A component emits an event, maybe in another thread."""
        self._events.emit(node, name, values)

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


AddressOf: TypeAlias = Callable[[type[Component], Mapping[str, Any]], int]


def _none_is_shared(component: type[Component], props: Mapping[str, Any]) -> int:
    raise StateError(f"{component.__name__} is shared, and there is no app around this view that could share it")
