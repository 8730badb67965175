"""The process of one isolated component, between its page and the unit whose template calls it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from liveview.channel.component_unit import ComponentUnit
from liveview.channel.isolated import Isolated
from liveview.channel.keeper import Change
from liveview.channel.lane import Lane
from liveview.channel.messages import Given
from liveview.channel.screen import TOO_MUCH
from liveview.channel.snapshot import KeptUnit
from liveview.channel.unit import Unit
from liveview.protocol import frames
from liveview.view.node import Node, differs
from liveview.view.request import Request

# What the unit around does for a component: the page's URL is the view's.
PASSED_ON = ("patch", "redirect")


class Panel(ComponentUnit):
    """A component of one page.

    Args:
        node: its place in the tree around it.
        around: the unit of that tree.
        lane: its address.
        request: what the page is shown for.
        kept: what another process has kept of it.
    """

    def __init__(self, node: Node, around: Unit, lane: Lane, request: Request, kept: KeptUnit | None) -> None:
        self._node = node
        self._expected = kept
        self._caller = around
        self.patience = around.patience / 2
        self._given: dict[str, Any] | None = None  # the newest props that it has not looked at
        services, post = around.services, around.post
        instance = node.component(**({} if node.offer is None else node.offer.props))
        super().__init__(instance, request, {}, services, around.site, post, lane, failures=0)

    # From the unit around it. None of this waits.

    def give(self, props: dict[str, Any]) -> None:
        """Its caller gives it props; of several that wait the newest count."""
        self._given = props
        self._queue(Given())

    def move(self, request: Request) -> None:
        """The page has another URL."""
        self._components.move(request)

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for; False where too much mail waits, which the log says once."""
        return self.send(frame)

    # From the mailbox, one at a time.

    async def _remember(self) -> None:
        await super()._remember()
        if self._given is not None:  # also where no `Given` found room among the mail
            given, self._given = self._given, None
            await self._take_props(given)

    async def _run(self, message: object) -> None:
        if isinstance(message, Given):
            self._taken_out(message)
            await self._events.follow()
            await self._screen.render_soon()
        else:
            await super()._run(message)

    async def _take_props(self, props: dict[str, Any]) -> None:
        values = self._instance.__dict__
        before = {name: values[name] for name in props}
        values.update(props)
        root = self._tree.root
        if any(differs(before[name], value) for name, value in props.items()):
            await self._events.call("`updated`", root, "updated", before)
        self._screen.stale = True
        self._tree.touch(root)

    def changed(self, how: Change) -> None:
        """What is kept of the page is out of date."""
        self._caller.changed(how)

    def _make_panel(self, node: Node, lane: Lane, request: Request, kept: KeptUnit | None) -> Isolated:
        return Panel(node, self, lane, request, kept)

    async def follow(self, *, replaces: bool) -> bool:
        """Have the view do what handlers have asked of the page's URL."""
        for kind in PASSED_ON:
            for effect in self._effects.withdraw(kind):
                self._caller.ask(*effect)
        return True

    def pass_on(self, frame: frames.Event, name: str) -> None:
        """Its template sends an event to its caller."""
        if self._caller.take(replace(frame, name=f"^{name}@{self._node.number}")):
            self.lane.pass_on(frame.ref)
        else:
            self.lane.turn_away(frame.ref, TOO_MUCH)
