"""What a page asks of its view and components: an event finds its handler, and is answered."""

from __future__ import annotations

import logging
import re
from functools import partial
from typing import Any

from liveview.channel.binding import Binding
from liveview.channel.calls import Calls
from liveview.channel.faults import Faults
from liveview.channel.home import Home
from liveview.channel.ladder import Ladder
from liveview.channel.lane import REFUSED
from liveview.channel.messages import Emission
from liveview.channel.screen import INTERNAL_ERROR, Screen
from liveview.engine import NOBODY
from liveview.errors import EventRefusedError
from liveview.protocol import frames
from liveview.runtime.reports import in_line
from liveview.view.effects import Effects
from liveview.view.events import EMPTY as NO_MODELS
from liveview.view.events import Viewer
from liveview.view.fallbacks import RETRY
from liveview.view.forms.entering import Submission, effects_of, enter, forms_among, submitted
from liveview.view.node import Node, hearer
from liveview.view.tree import Tree

logger = logging.getLogger("liveview.channel")

# What follows the `@` of a component's event: its number, as the template wrote it.
NUMBER = re.compile("0|[1-9][0-9]{0,15}")


class Events:
    """Runs what the page of a view asks for, one at a time.

    Args:
        tree: the page's.
        calls: how methods are called.
        home: the process around the tree.
        screen: what the page shows; it carries the answers.
        faults: where mistakes go.
        effects: what the page is asked for.
        ladder: what becomes of components that fail.

    Attributes:
        viewer: whose page has sent what runs, where that is one of several; else it is the instance's own.
    """

    __slots__ = (
        "_calls",
        "_effects",
        "_faults",
        "_home",
        "_ladder",
        "_screen",
        "_tree",
        "_view",
        "viewer",
    )

    def __init__(
        self,
        tree: Tree,
        calls: Calls,
        home: Home,
        screen: Screen,
        faults: Faults,
        effects: Effects,
        ladder: Ladder,
    ) -> None:
        self._tree = tree
        self._calls = calls
        self._home = home
        self._screen = screen
        self._faults = faults
        self._effects = effects
        self._ladder = ladder
        self.viewer: Viewer | None = None
        self._view = tree.root.component.__name__

    async def run(self, frame: frames.Event) -> None:
        """Runs an event, shows what it has changed, and answers it."""
        name, _, number = frame.name.partition("@")
        if number and self._has_gone(number):  # somebody was quicker than the patch that takes it away
            logger.info("%s: event `%s` is for a component that has gone", self._view, in_line(name))
            self._screen.refuse(frame.ref, REFUSED)
            return
        try:
            emitted = self._emitted(name, number)
            if emitted is not None:
                self._home.pass_on(frame, emitted)
                return
            ran = await self._perform(frame, name, number)
        except Exception as error:  # of what was sent; a handler's own are dealt with where it is called
            self._faults.begin(f"event `{in_line(name)}`", error)
            await self._deliver(self._effects.emitted)  # of handlers before the one that was refused
            reason = REFUSED if isinstance(error, EventRefusedError) else INTERNAL_ERROR
            await self._refuse(frame.ref, reason)
            return
        is_typed = frame.control.get("typed") is not None
        await self.conclude(frame.ref, frame.address, ran=await self.follow(replaces=is_typed) and ran)

    async def follow(self, *, replaces: bool = True) -> bool:
        """Does what follows from what has run: what it has emitted, and what it has asked of the page's URL.

        Args:
            replaces: whether the URL takes the place of the one before.

        Returns:
            Whether the latter went well.
        """
        if self._effects.emitted:
            await self._deliver(self._effects.emitted)
        try:
            return await self._home.follow(replaces=replaces)
        except Exception as error:
            self._faults.begin("navigation", error)
            return False

    async def call(self, what: str, node: Node, method: str, /, *args: object, **kwargs: object) -> bool:
        """Calls a method of the view or a component; what it may have changed is looked at in the next render."""
        with self._changing(node):
            return await self._calls.run(what, node.instance, method, *args, **kwargs)

    def emit(self, node: Node, name: str, values: dict[str, Any]) -> None:
        """A component emits an event, maybe in another thread: it runs once the handler has returned.

        Raises:
            StateError: nobody would hear of it, or it is one too many.
        """
        viewer = self.viewer if self._effects.is_held else None  # who is here now has nothing to do with a late one
        self._effects.emit(Emission(hearer(node, name), name, values, viewer))

    async def deliver_late(self) -> None:
        """Runs what was emitted outside of what runs an event."""
        late = self._effects.late  # a thread may add to it meanwhile, in time for the next message
        await self._deliver([late.pop(0) for _ in range(len(late))])

    async def _deliver(self, emitted: list[Emission]) -> None:
        while emitted:  # what runs may emit as well, always further up
            await self._hear(emitted.pop(0))

    async def _hear(self, emission: Emission) -> None:
        """Runs an event that was emitted, where whoever it is for is still there."""
        node: Node = emission.node
        what = f"event `{emission.name}`"
        if not node.is_there or node.instance is None:
            logger.info("%s: %s was emitted for a component that has gone", self._view, what)
            return
        try:
            handler = node.component._spec.events[emission.name]
            viewer = partial(_viewer, node.instance, emission.viewer)
            arguments = handler.arguments(emission.values, None, None, viewer=viewer)
        except Exception as error:  # of what was emitted; the handler's own are dealt with where it is called
            self._faults.begin(what, error)
            self._screen.apologise()
            return
        if not await self.call(what, node, handler.attribute, **arguments):
            self._screen.apologise()

    async def conclude(self, ref: int, address: int, *, ran: bool) -> None:
        """Shows what an event has changed, and answers it.

        Args:
            ref: its number.
            address: where it happened.
            ran: whether it went well.
        """
        if ran:
            await self._screen.answer(ref, address)
        else:
            self._screen.apologise()
            await self._refuse(ref, INTERNAL_ERROR)

    async def _refuse(self, ref: int, reason: str) -> None:
        await self._screen.render()  # what was done before it failed: the page is a function of the state
        self._screen.refuse(ref, reason)

    async def _perform(self, frame: frames.Event, name: str, number: str) -> bool:
        """Enters into a form, or calls a handler; whether that ran to its end."""
        node = self._node(name, number)
        if node.fallback is not None:
            return await self._retry(node, name)
        if node.is_elsewhere:
            return await self._call(frame, node, name)
        spec = node.component._spec
        if name not in spec.events and forms_among(node.instance, [name]):
            with self._changing(node):
                enter(node.instance, name, frame.form, frame.control)
            return True
        if name in spec.inputs.bound:
            with self._changing(node):
                return await Binding(self.call).enter(node, name, frame.form)
        return await self._call(frame, node, name)

    async def _call(self, frame: frames.Event, node: Node, name: str) -> bool:
        """Calls a handler; whether it ran to its end."""
        node, handler = self._tree.handler(node, name)
        instance = node.instance
        asked = handler.parameters.names
        submission: Submission | None = None
        if asked and (names := forms_among(instance, asked)):
            with self._changing(node):
                submission = submitted(instance, names, frame.form)
            if not submission.is_valid:
                return self._ask_of_forms(submission)
        models = NO_MODELS if submission is None else submission.models
        viewer = partial(_viewer, instance, self.viewer)
        arguments = handler.arguments(frame.values, frame.form, frame.control, models, viewer)
        with self._changing(node):
            ran = await self._calls.answer(f"event `{name}`", instance, handler.attribute, frame.ref, arguments)
        return ran and (submission is None or self._ask_of_forms(submission))

    def _ask_of_forms(self, submission: Submission) -> bool:
        """Asks the page for what follows from a submit; True."""
        for kind, selector in effects_of(submission.forms):
            self._effects.ask(kind, selector)
        return True

    async def _retry(self, node: Node, name: str) -> bool:
        """The one event of a component that has failed."""
        if name != RETRY:
            raise EventRefusedError(f"{node} has failed and waits for `{RETRY}`.", event=name, view=self._view)
        with self._changing(node):
            await self._ladder.retry(node)
        return True

    def _changing(self, node: Node) -> _Changing:
        """Looks in the next render at what a node may show by then."""
        self._screen.stale = True
        return _Changing(self._tree, node)

    def _emitted(self, name: str, number: str) -> str | None:
        """The event's name for whoever calls the component at the root, where it is for them."""
        return self._tree.emitted(self._node(name, number), name) if name.startswith("^") else None

    def _node(self, name: str, number: str) -> Node:
        """In whose template an event happened (protocol, section 5)."""
        if not number:
            return self._tree.root
        node = self._tree.get(int(number)) if NUMBER.fullmatch(number) else None
        if number == NOBODY:
            raise EventRefusedError(
                f"a component of {self._view} that has no events sends `{in_line(name)}`. An event belongs to the "
                f"class whose template has the tag: write @event there, or `emits` and `^` to call the parent.",
                event=name,
                view=self._view,
            )
        if node is None or (node.is_elsewhere and not name.startswith("^")):
            raise EventRefusedError(f"{self._view} shows no component {in_line(number)}.", event=name, view=self._view)
        return node

    def _has_gone(self, number: str) -> bool:
        return NUMBER.fullmatch(number) is not None and self._tree.has_gone(int(number))


class _Changing:
    """Around what may change what a node shows."""

    __slots__ = ("_node", "_tree")

    def __init__(self, tree: Tree, node: Node) -> None:
        self._tree = tree
        self._node = node

    def __enter__(self) -> None: ...

    def __exit__(self, *raised: object) -> None:
        self._tree.touch(self._node)


def _viewer(instance: Any, viewer: Viewer | None) -> Viewer:
    """Whose page an event has come from."""
    return Viewer.of(instance.live.request) if viewer is None else viewer
