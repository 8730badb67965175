"""What a page asks of its view: an event finds its handler, a URL its view, and each is answered."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from liveview.channel.binding import Binding
from liveview.channel.calls import Calls
from liveview.channel.faults import Faults
from liveview.channel.ladder import Ladder
from liveview.channel.navigation import Navigation
from liveview.channel.outbox import VIEW
from liveview.channel.screen import INTERNAL_ERROR, Screen
from liveview.errors import EventRefusedError, TargetError
from liveview.protocol import frames
from liveview.view.effects import Effects
from liveview.view.fallbacks import RETRY
from liveview.view.forms.entering import Submission, effects_of, enter, forms_among, submitted
from liveview.view.targets import local_target
from liveview.view.tree import Node, Tree

logger = logging.getLogger("liveview.channel")

# What follows the `@` of a component's event: its number, as the template wrote it.
NUMBER = re.compile("0|[1-9][0-9]{0,15}")


class Events:
    """Runs what the page of a view asks for, one at a time.

    Args:
        tree: the page's.
        calls: how methods are called.
        navigation: where the view is.
        binding: what controls set.
        screen: what the page shows; it carries the answers.
        faults: where mistakes go.
        effects: what the page is asked for.
        ladder: what becomes of components that fail.
    """

    def __init__(
        self,
        tree: Tree,
        calls: Calls,
        navigation: Navigation,
        binding: Binding,
        screen: Screen,
        faults: Faults,
        effects: Effects,
        ladder: Ladder,
    ) -> None:
        self._tree = tree
        self._calls = calls
        self._navigation = navigation
        self._binding = binding
        self._screen = screen
        self._faults = faults
        self._effects = effects
        self._ladder = ladder
        self._view = tree.root.component.__name__

    async def run(self, frame: frames.Event) -> None:
        """Runs an event, shows what it has changed, and answers it."""
        name, _, number = frame.name.partition("@")
        what = f"event `{name}`"
        if self._has_gone(number):  # somebody was quicker than the patch that takes it away
            logger.info("%s: %s is for a component that has gone", self._view, what)
            self._screen.refuse(frame.ref, "refused")
            return
        try:
            ran = await self._perform(frame, name, number)
        except Exception as error:  # of what was sent; a handler's own are dealt with where it is called
            self._faults.begin(what, error)
            reason = "refused" if isinstance(error, EventRefusedError) else INTERNAL_ERROR
            await self._refuse(frame.ref, reason)
            return
        is_typed = frame.control.get("typed") is not None
        await self._answer(frame.ref, await self.follow(replaces=is_typed) and ran)

    async def patch(self, frame: frames.Patch) -> None:
        """The page is, or wants to be, at another URL of the view."""
        try:
            url = local_target(frame.url, self._navigation.request.url)
        except TargetError as error:
            logger.warning("%s refused what the client sent: %s", self._view, error)
            self._screen.refuse(frame.ref, "refused")
            return
        replaces, is_there = frame.history == frames.REPLACE, frame.history == frames.TRAVERSE
        done = await self._navigation.patch(url, replaces=replaces, is_there=is_there)
        await self._answer(frame.ref, await self.follow() and done)

    async def follow(self, *, replaces: bool = True) -> bool:
        """Does what was asked of the page's URL, if anything; whether that went well."""
        try:
            return await self._navigation.follow(replaces=replaces)
        except Exception as error:
            self._faults.begin("navigation", error)
            return False

    async def call(self, what: str, node: Node, method: str, /, *args: object, **kwargs: object) -> bool:
        """Calls a method of the view or a component; what it may have changed is looked at in the next render."""
        with self._changing(node):
            return await self._calls.run(what, node.instance, method, *args, **kwargs)

    async def _answer(self, ref: int, ran: bool) -> None:
        if ran:
            self._screen.answer = ref
            await self._screen.render()
        else:
            self._screen.apologise()
            await self._refuse(ref, INTERNAL_ERROR)

    async def _refuse(self, ref: int, reason: str) -> None:
        await self._screen.render()  # what was done before it failed: the page is a function of the state
        self._screen.refuse(ref, reason)

    async def _perform(self, frame: frames.Event, name: str, number: str) -> bool:
        """Enters into a form, or calls a handler; whether that ran to its end."""
        node = self._node(frame.address, name, number)
        if node.fallback is not None:
            return await self._retry(node, name)
        if name not in node.component._spec.events and forms_among(node.instance, [name]):
            with self._changing(node):
                enter(node.instance, name, frame.form, frame.control)
            return True
        if name in node.component._spec.inputs.bound:
            with self._changing(node):
                return await self._binding.enter(node, name, frame.form)
        node, handler = self._tree.handler(node, name)
        submission = Submission()
        if names := forms_among(node.instance, handler.parameters.names):
            with self._changing(node):
                submission = submitted(node.instance, names, frame.form)
        ran = True
        if submission.is_valid:
            arguments = handler.arguments(frame.values, frame.form, frame.control, submission.models)
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

    def _node(self, address: int, name: str, number: str) -> Node:
        """In whose template an event happened (protocol, section 5)."""
        node = self._tree.get(int(number)) if NUMBER.fullmatch(number) else None if number else self._tree.root
        if node is None or address != VIEW:
            raise EventRefusedError(
                f"{self._view} shows no component {number or address}.", event=name, view=self._view
            )
        return node

    def _has_gone(self, number: str) -> bool:
        return NUMBER.fullmatch(number) is not None and self._tree.has_gone(int(number))
