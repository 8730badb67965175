"""Random pages of isolated and other components, what may happen to them, and what they should show after it."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from liveview import Component, LiveView
from liveview.channel.channel import Channel
from liveview.channel.mount import mount
from liveview.channel.own_place import OwnPlace
from liveview.channel.site import Nowhere
from liveview.channel.snapshot import from_bytes
from liveview.channel.unit import Unit
from liveview.engine import apply_patch, values_to_html
from liveview.protocol import frames
from liveview.view.request import Request
from tests.properties.component_trees import CHANGES, KINDS, Model, Writer, classes
from tests.unit.channel.stage import Stage

COMMENT = re.compile(r"<!--.*?-->")
NUMBER = re.compile(r'( lv-click="\^?\w+)(?:@\d+)?"')
FAILED = "<del>failed</del>"
FALLBACK = re.compile(r'<span class="lv-failed" role="alert">This part of the page has failed. <button.*?</span>')
# What fails, in the template of each component, where its state is so.
TRAP = "{{ '' if items|length < 5 else 1 // 0 }}"


class PanelWriter(Writer):
    """Writes templates in which some components are isolated."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.isolated = {kind for kind in KINDS if self._random.random() < 0.6}

    def templates(self) -> dict[str, str]:
        """The template of each class; those of components fail in some states."""
        return {kind: source + TRAP * (kind != "Page") for kind, source in super().templates().items()}

    def _block(self, level: int, row: str, depth: int) -> str:
        kind = self._kind(level)
        if kind in self.isolated or kind is None:  # it cannot show what belongs to another process
            return self._call(level, row, depth)
        return f"{{% call {kind}({self._props(row)}) %}}{self._parts(level, row, depth)}{{% endcall %}}"


class Gates:
    """What components wait for, and which of them fail as they begin."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.slow = self.broken = False

    async def mount(self, path: str) -> None:
        """As a component of this path is mounted."""
        if self.slow:
            await self.opened.wait()
        if self.broken and len(path) % 2:
            raise LookupError(path)


def view_of(templates: dict[str, str], isolated: set[str], gates: Gates) -> type[LiveView]:
    """The view of these templates, with its components."""
    view = classes(templates)
    for component in view.uses:
        if component.__name__ in KINDS:
            _prepare(component, component.__name__ in isolated, gates)
    return view


def _prepare(component: type[Component], is_isolated: bool, gates: Gates) -> None:
    async def begin(self: Any) -> None:
        await gates.mount(self.path)

    component.mount = begin  # type: ignore[method-assign]
    component._spec.is_isolated = is_isolated


class Shown(Model):
    """The page as stock Jinja makes it of the state that all of its instances have."""

    def __init__(self, templates: dict[str, str]) -> None:
        super().__init__(templates)
        self.failed: set[str] = set()

    def page(self, channel: Channel) -> str:
        """What the page of a view should show. Nobody must have an instance who is not in it."""
        self.failed = set()
        self.states = dict(self._states(channel))
        before = set(self.states) | self.failed
        html = self.html()
        assert self._seen == before, (self._seen, before)
        return html

    def _states(self, unit: Unit) -> Iterator[tuple[str, dict[str, Any]]]:
        for node in unit._tree:
            place = unit._panels._places.get(node)
            if place is not None and place.panel is not None:
                assert isinstance(place.panel, Unit)
                yield from self._states(place.panel)
            elif node.instance is not None:
                yield node.instance.path, {name: getattr(node.instance, name) for name in ("n", "items")}
            elif node.offer is not None:
                self.failed.add(node.offer.props["path"])

    def _shown(self, kind: str, path: str, label: Any, given: dict[str, Any]) -> Markup:
        return Markup(FAILED) if path in self.failed else super()._shown(kind, path, label, given)


class Client:
    """A page as the browser's client keeps it: what an address shows goes with the range that shows it."""

    def __init__(self, fragments: Mapping[str, Any], values: dict[int, list[Any]], version: int) -> None:
        self.fragments = dict(fragments)
        self.values = values
        self.versions = dict.fromkeys(values, version)
        self.pressure = 0
        self.problems: list[str] = []
        self.missing: set[int] = set()
        self.log: list[Any] = []

    def send(self, frame: str) -> None:
        parts = json.loads(frame)
        self.log.append(parts)
        if isinstance(parts[0], int):
            self._patch(*parts[:3])
        elif parts[0] == "=":
            self.values[parts[1]] = parts[3]
            self.versions[parts[1]] = parts[2]
            self.missing.discard(parts[1])
            self._look()
        elif parts[0] == "d":
            self.fragments |= parts[1]

    def close(self, code: int, reason: str) -> None:
        raise AssertionError((code, reason))

    def _patch(self, address: int, version: int, patch: list[Any]) -> None:
        if address in self.missing or version <= self.versions.get(address, -1):
            return
        if version != self.versions.get(address, -1) + 1 or address not in self.values:
            self.problems.append(f"version {version} of {address} after {self.versions.get(address)}")
            return
        self.values[address] = apply_patch(self.values[address], patch, self.fragments)
        self.versions[address] = version
        self._look()

    def _look(self) -> None:
        """What is not shown any more is forgotten; what is shown anew waits for its values."""
        reached: set[int] = set()
        self._html(0, reached)
        for address in reached - self.values.keys() - self.missing:
            self.missing.add(address)
            self.versions[address] = -1
        shown_before, self._reached = self._reached, reached
        for address in shown_before - reached:
            self.values.pop(address, None)
            self.versions.pop(address, None)
            self.missing.discard(address)

    _reached: set[int] = frozenset()  # type: ignore[assignment]

    def _html(self, address: int, reached: set[int]) -> str:
        reached.add(address)
        values = self.values.get(address)
        return (
            "" if values is None else values_to_html(values, self.fragments, lambda inner: self._html(inner, reached))
        )

    def html(self) -> str:
        """The page without marks and numbers."""
        return plain(self._html(0, set()))

    def shown(self) -> dict[int, int]:
        """What a join says."""
        return {address: -1 if address in self.missing else version for address, version in self.versions.items()}


def plain(html: str) -> str:
    """HTML without the protocol's marks and the numbers of components, and with one word for every fallback."""
    return FALLBACK.sub(FAILED, NUMBER.sub(r'\1"', COMMENT.sub("", html)))


class Site(Nowhere):
    """Where a page is kept."""

    kept = b""

    def keep(self, snapshot: bytes, *, was_joined: bool) -> None:
        self.kept = snapshot


class Run:
    """A page, its view and what happens to them, one step after another.

    Args:
        seed: where everything comes from.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        writer = PanelWriter(seed)
        self.templates = writer.templates()
        self.isolated = writer.isolated
        self.gates = Gates()
        self.view = view_of(self.templates, writer.isolated, self.gates)
        self.model = Shown(self.templates)
        self.ref = 0
        self.done: list[Any] = []
        self.is_away = False

    async def start(self) -> None:
        """Serves the page and joins it."""
        self.stage = Stage(unacknowledged=6, mailbox=6, max_restarts=10_000)
        self.site = Site()
        self.channel = await mount(self.view, Request(), self.stage.services, self.site)
        self.stage.channels.append(self.channel)
        page = self.channel.page()
        values = {0: self.channel.rendering.values()}
        values |= {place.lane.address: _values(place) for place in _places(self.channel)}
        self.client = Client(page.fragments, json.loads(json.dumps(values), object_hook=_numbered), page.version)
        assert plain(page.html) == plain(self.client.html())
        self.channel.join(self.client, self.client.shown())

    async def step(self) -> None:
        """Something happens."""
        kinds = ("event",) * 8 + ("rest",) * 3 + ("acknowledge", "away", "back", "resend", "pressure", "turn", "kill")
        kind = self.random.choice((*kinds, "slow", "broken", "lose", "new page", "retry", "another process"))
        self.done.append(kind)
        await getattr(self, "_" + kind.replace(" ", "_"))()

    async def _event(self) -> None:
        unit = self.random.choice(list(_units(self.channel)))
        nodes = [node for node in unit._tree if node.instance is not None]
        if not nodes:
            return
        node, name = self.random.choice(nodes), self.random.choice(sorted(CHANGES))
        if node is self.channel._tree.root and len(node.instance.items) > 3:
            name = "drop"
        self._send(unit.lane.address, name if node is self.channel._tree.root else f"{name}@{node.number}")
        self.done[-1] = (self.ref, unit.lane.address, name, node.instance.path)

    def _send(self, address: int, name: str) -> None:
        if self.is_away:
            return
        self.ref += 1
        if not self.channel.receive(frames.Event(self.ref, address, name)):
            self.ref -= 1  # its socket is read no further

    async def _retry(self) -> None:
        for place in _places(self.channel):
            if place.panel is None:
                self._send(place.lane.address, "retry")
        for unit in list(_units(self.channel)):
            for node in unit._tree:
                if node.fallback is not None:
                    self._send(unit.lane.address, f"retry@{node.number}")

    async def _rest(self) -> None:
        for _ in range(self.random.choice((1, 5, 30))):
            await asyncio.sleep(0)

    async def _acknowledge(self) -> None:
        for address, version in list(self.client.shown().items()):
            if version >= 0 and not self.is_away and self.random.random() < 0.7:
                self.channel.receive(frames.Applied(address, version))

    async def _away(self) -> None:
        self.channel.detach(self.client)
        self.is_away = True

    async def _back(self) -> None:
        if self.is_away:
            self.is_away = False
            self.channel.join(self.client, self.client.shown())

    async def _new_page(self) -> None:
        if self.is_away:  # a copy of the page, with nothing to build on
            self.client.missing.update(self.client.versions)
            await self._back()

    async def _resend(self) -> None:
        if not self.is_away:
            self.channel.receive(frames.Resend(self.random.choice([*self.client.versions, 10**9])))

    async def _pressure(self) -> None:
        self.client.pressure = self.random.choice((0, 10**6))

    async def _turn(self) -> None:
        self.stage.clock.turn(self.random.choice((0.001, 0.02, 1.0)))

    async def _kill(self) -> None:
        panels = [place.panel for place in _places(self.channel) if place.panel is not None]
        if panels:
            self.random.choice(panels).kill()

    async def _another_process(self) -> None:
        """The worker is gone, and another one goes on with the page."""
        if self.gates.slow or self.gates.broken:
            return
        await self.channel.idle()
        self.channel.save()
        had = dict(self.model._states(self.channel))
        await self.channel.stop("moved")
        kept = from_bytes(self.site.kept)
        self.channel = await mount(self.view, Request(), self.stage.services, self.site, kept=kept, id=self.channel.id)
        self.stage.channels.append(self.channel)
        await self.channel.idle()
        has = dict(self.model._states(self.channel))
        # Those that had failed begin once more, and what the state shows by now may have been waiting to be shown.
        assert {path: has[path] for path in had if path in has} == {path: had[path] for path in had if path in has}
        if not self.is_away:
            self.channel.join(self.client, self.client.shown())

    async def _slow(self) -> None:
        if not self.gates.slow:
            self.gates.opened.clear()
        self.gates.slow = not self.gates.slow
        if not self.gates.slow:
            self.gates.opened.set()

    async def _broken(self) -> None:
        self.gates.broken = not self.gates.broken

    async def _lose(self) -> None:
        """A template has failed half-way, and its memo is gone."""
        unit = self.random.choice(list(_units(self.channel)))
        node = self.random.choice(list(unit._tree))
        if node.instance is not None and unit._screen.stale:
            node.rendering._forget()
            unit._tree.stale[node] = None

    async def finish(self) -> str:
        """The page is connected and keeps up, nothing hangs, and a while passes. What it should show."""
        self.gates.slow = False
        self.gates.opened.set()
        self.client.pressure = 0
        await self._back()
        for _ in range(4):
            await self.channel.idle()
            for address, version in self.client.shown().items():
                if version >= 0:
                    self.channel.receive(frames.Applied(address, version))
            self.stage.clock.turn(0.5)
        await self.channel.idle()
        assert self.channel.exit_reason is None
        return self.model.page(self.channel)

    async def close(self) -> None:
        """Ends the view; nothing of it is left."""
        await self.stage.close()


def _numbered(values: dict[str, Any]) -> dict[Any, Any]:
    return {int(key) if key.isdecimal() else key: value for key, value in values.items()}


def _values(place: OwnPlace) -> list[Any]:
    return place._shown.values()


def _places(unit: Unit) -> Iterator[OwnPlace]:
    for place in list(unit._panels._places.values()):
        assert isinstance(place, OwnPlace)
        yield place
        if isinstance(place.panel, Unit):
            yield from _places(place.panel)


def _units(unit: Unit) -> Iterator[Unit]:
    yield unit
    for place in _places(unit):
        if isinstance(place.panel, Unit) and place.panel.has_begun:
            yield place.panel
