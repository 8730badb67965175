"""What a page asks of its view and components: an event finds its handler, and is answered."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

from liveview.channel.binding import Binding
from liveview.channel.calls import Calls
from liveview.channel.faults import Faults
from liveview.channel.ladder import Ladder
from liveview.channel.screen import INTERNAL_ERROR, REFUSED, Screen
from liveview.errors import EventRefusedError
from liveview.protocol import frames
from liveview.view.effects import Effects
from liveview.view.events import Viewer
from liveview.view.fallbacks import RETRY
from liveview.view.forms.entering import Submission, effects_of, enter, forms_among, submitted
from liveview.view.node import Node
from liveview.view.tree import Tree

logger = logging.getLogger("liveview.channel")

# What follows the `@` of a component's event: its number, as the template wrote it.
NUMBER = re.compile("0|[1-9][0-9]{0,15}")


class Follow(Protocol):
    """Does what was asked of the page's URL since the last call; whether that went well."""

    def __call__(self, *, replaces: bool) -> Awaitable[bool]: ...


async def _asks_nothing(*, replaces: bool) -> bool:
    return True


class Events:
    """Runs what the page of a view asks for, one at a time.

    Args:
        tree: the page's.
        calls: how methods are called.
        binding: what controls set.
        screen: what the page shows; it carries the answers.
        faults: where mistakes go.
        effects: what the page is asked for.
        ladder: what becomes of components that fail.

    Attributes:
        viewer: whose page has sent what runs, where that is one of several; else it is the instance's own.
        on_asked: does what handlers ask of the page's URL; whether that went well.
        on_emitted: called with an event for whoever calls the component at the root, and its name there.
    """

    def __init__(
        self,
        tree: Tree,
        calls: Calls,
        binding: Binding,
        screen: Screen,
        faults: Faults,
        effects: Effects,
        ladder: Ladder,
    ) -> None:
        self._tree = tree
        self._calls = calls
        self._binding = binding
        self._screen = screen
        self._faults = faults
        self._effects = effects
        self._ladder = ladder
        self.on_asked: Follow = _asks_nothing
        self.viewer: Viewer | None = None
        self.on_emitted: Callable[[frames.Event, str], object] = lambda frame, name: None
        self._view = tree.root.component.__name__

    async def run(self, frame: frames.Event) -> None:
        """Runs an event, shows what it has changed, and answers it."""
        name, _, number = frame.name.partition("@")
        what = f"event `{name}`"
        if self._has_gone(number):  # somebody was quicker than the patch that takes it away
            logger.info("%s: %s is for a component that has gone", self._view, what)
            self._screen.refuse(frame.ref, REFUSED)
            return
        try:
            emitted = self._emitted(name, number)
            if emitted is not None:
                self.on_emitted(frame, emitted)
                return
            ran = await self._perform(frame, name, number)
        except Exception as error:  # of what was sent; a handler's own are dealt with where it is called
            self._faults.begin(what, error)
            reason = REFUSED if isinstance(error, EventRefusedError) else INTERNAL_ERROR
            await self._refuse(frame.ref, reason)
            return
        is_typed = frame.control.get("typed") is not None
        await self.conclude(frame.ref, frame.address, ran=await self.follow(replaces=is_typed) and ran)

    async def follow(self, *, replaces: bool = True) -> bool:
        """Does what was asked of the page's URL, if anything; whether that went well."""
        try:
            return await self.on_asked(replaces=replaces)
        except Exception as error:
            self._faults.begin("navigation", error)
            return False

    async def call(self, what: str, node: Node, method: str, /, *args: object, **kwargs: object) -> bool:
        """Calls a method of the view or a component; what it may have changed is looked at in the next render."""
        with self._changing(node):
            return await self._calls.run(what, node.instance, method, *args, **kwargs)

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
        if name not in node.component._spec.events and forms_among(node.instance, [name]):
            with self._changing(node):
                enter(node.instance, name, frame.form, frame.control)
            return True
        if name in node.component._spec.inputs.bound:
            with self._changing(node):
                return await self._binding.enter(node, name, frame.form)
        return await self._call(frame, node, name)

    async def _call(self, frame: frames.Event, node: Node, name: str) -> bool:
        """Calls a handler; whether it ran to its end."""
        node, handler = self._tree.handler(node, name)
        submission = Submission()
        if names := forms_among(node.instance, handler.parameters.names):
            with self._changing(node):
                submission = submitted(node.instance, names, frame.form)
        ran = True
        if submission.is_valid:
            viewer = partial(_viewer, node.instance, self.viewer)
            arguments = handler.arguments(frame.values, frame.form, frame.control, submission.models, viewer)
            with self._changing(node):
                ran = await self._calls.answer(
                    f"event `{name}`", node.instance, handler.attribute, frame.ref, arguments
                )
        if ran:
            for kind, selector in effects_of(submission.forms):
                self._effects.ask(kind, selector)
        return ran

    async def _retry(self, node: Node, name: str) -> bool:
        """The one event of a component that has failed."""
        if name != RETRY:
            raise EventRefusedError(f"{node} has failed and waits for `{RETRY}`.", event=name, view=self._view)
        with self._changing(node):
            await self._ladder.retry(node)
        return True

    @contextmanager
    def _changing(self, node: Node) -> Iterator[None]:
        """Looks in the next render at what a node may show by then."""
        self._screen.stale = True
        try:
            yield
        finally:
            self._tree.touch(node)

    def _emitted(self, name: str, number: str) -> str | None:
        """The event's name for whoever calls the component at the root, where it is for them."""
        return self._tree.emitted(self._node(name, number), name) if name.startswith("^") else None

    def _node(self, name: str, number: str) -> Node:
        """In whose template an event happened (protocol, section 5)."""
        node = self._tree.get(int(number)) if NUMBER.fullmatch(number) else None if number else self._tree.root
        if node is None or (node.is_elsewhere and not name.startswith("^")):
            raise EventRefusedError(f"{self._view} shows no component {number}.", event=name, view=self._view)
        return node

    def _has_gone(self, number: str) -> bool:
        return NUMBER.fullmatch(number) is not None and self._tree.has_gone(int(number))


def _viewer(instance: Any, viewer: Viewer | None) -> Viewer:
    """Whose page an event has come from."""
    return Viewer.of(instance.live.request) if viewer is None else viewer
