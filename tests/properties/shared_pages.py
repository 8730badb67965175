"""Random pages that show shared components, what may happen to them, and what each should show after it."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from liveview import Component, LiveView, event, every
from liveview.channel.channel import Channel
from liveview.channel.mount import mount
from liveview.channel.own_place import OwnPlace
from liveview.channel.seat import Seat
from liveview.channel.shared_place import SharedPlace
from liveview.channel.sharing import Sharing
from liveview.channel.unit import Unit
from liveview.protocol import frames
from liveview.view.request import Request
from tests.properties.panel_trees import FAILED, Client, Gates, plain
from tests.unit.channel.stage import Stage

STYLE = re.compile(r'lv-s="([\d.]+)"')
RULE = re.compile(r'\[lv-s="([\d.]+)"\]:not\(#\\9\):not\(#\\9\)\{(.*?)\}')
ROOMS, OTHERS = ("a", "b", "c"), ("d", "e", "f")
MOST_PAGES = 5


class Cell(Component):
    template_string = '<i lv-click="more">{{ i }}.{{ n }}</i>'
    i: int
    n: int = 0

    async def mount(self) -> None:
        await Board.gates.mount("x" * self.i)

    @event
    async def more(self) -> None:
        self.n += 1


class Board(Component, shared=True):
    """Fails in some states."""

    template_string = (
        '<b style="width: {{ n }}%" lv-click="bump">{{ room }} {{ n }} {{ ticks }}</b>'
        "{% for i in items %}{{ Cell(i=i, key=i) }}{% endfor %}{{ '' if n % 7 < 6 else 1 // 0 }}"
    )
    uses = (Cell,)
    gates: ClassVar[Gates]
    room: str
    n: int = 0
    ticks: int = 0
    items: list[int] = []

    async def mount(self) -> None:
        await self.gates.mount(self.room)

    @every(seconds=1)
    async def tick(self) -> None:
        self.ticks += 1

    @event
    async def bump(self) -> None:
        self.n += 1
        self.push_event("bumped", {"room": self.room})

    @event
    async def grow(self) -> None:
        self.items.append(max(self.items, default=0) + 1)

    @event
    async def turn(self) -> None:
        self.items = self.items[::-1]

    @event
    async def drop(self) -> None:
        del self.items[:1]

    @event
    async def fail(self) -> None:
        self.n += 1
        raise ValueError(self.room)


BOARD_EVENTS = ("bump", "grow", "grow", "turn", "drop", "fail", "more", "retry", "own", "toggle", "toggle")


class Panel(Component, isolated=True):
    """A process of the page that shows what is shared, too."""

    template_string = '<u lv-click="toggle">{{ opened }}</u>{% if opened % 2 %}{{ Board(room="panel") }}{% endif %}'
    uses = (Board,)
    opened: int = 1

    async def mount(self) -> None:
        if Board.gates.broken:
            raise LookupError("panel")

    @event
    async def toggle(self) -> None:
        self.opened += 1


class Hall(LiveView):
    template_string = (
        '<h1 style="width: {{ own }}%">{{ own }}</h1>{% if shows %}{{ Board(room="main") }}{% endif %}'
        '{% for room in rooms %}<p lv-key="{{ room }}"></p>{{ Board(room=room) }}{% endfor %}'
        "{% for room in others %}{{ Board(room=room) }}{% endfor %}{{ Panel() }}"
    )
    uses = (Board, Panel)
    own: int = 0
    shows: bool = True
    rooms: list[str] = []
    others: list[str] = []

    @event("own")
    async def count(self) -> None:
        self.own += 1

    @event
    async def hide(self) -> None:
        self.shows = not self.shows

    @event
    async def furnish(self, rooms: list[str], others: list[str]) -> None:
        self.rooms, self.others = rooms, others


class Visitor:
    """One page, its view and what it was sent.

    Args:
        channel: the view.
        page: random choices.
    """

    def __init__(self, channel: Channel, chance: random.Random) -> None:
        self.channel = channel
        self.ref = 0
        self.is_away = True
        self._chance = chance
        page = channel.page()
        lates = [place._node.late for place in _places(channel)]
        shown = {late.address: late.rendering for late in lates if late.address is not None}
        values = {0: channel.rendering.values()} | {at: each.values() for at, each in shown.items() if each is not None}
        self.client = Client(page.fragments, {at: json.loads(json.dumps(each)) for at, each in values.items()}, 0)
        self.client.versions |= {late.address: late.version for late in lates if late.address is not None}
        rules = RULE.findall(page.sheet)
        assert len(dict(rules)) == len(rules), rules  # each mark is one element's or of those that look the same
        html = STYLE.sub(lambda found: f'style="{dict(rules)[found[1]]}"', page.html)
        assert plain(html) == plain(self.client.html())

    @property
    def view(self) -> Any:
        """The user's object."""
        return self.channel.view

    def join(self, shown: dict[int, int]) -> None:
        """It connects."""
        if self.is_away:
            self.is_away = False
            self.channel.join(self.client, shown)

    def send(self, address: int, name: str, **values: Any) -> None:
        """It sends an event."""
        if not self.is_away and self.channel.receive(frames.Event(self.ref + 1, address, name, values)):
            self.ref += 1

    def acknowledge(self, share: float = 1.0) -> None:
        """It says what it shows, of some addresses."""
        for address, version in self.client.shown().items():
            if version >= 0 and not self.is_away and self._chance.random() < share:
                self.channel.receive(frames.Applied(address, version))


class Run:
    """Pages, shared components and what happens to them, one step after another.

    Args:
        seed: where everything comes from.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.gates = Board.gates = Gates()
        self.visitors: list[Visitor] = []
        self.gone: list[Visitor] = []
        self.done: list[Any] = []

    async def start(self) -> None:
        """The first page comes."""
        self.stage = Stage(unacknowledged=6, mailbox=6, max_restarts=10_000)
        await self._come()

    @property
    def sharing(self) -> Sharing:
        """Where the shared components are."""
        sharing = self.stage.services.sharing
        assert isinstance(sharing, Sharing)
        return sharing

    async def step(self) -> None:
        """Something happens."""
        often = ("event",) * 8 + ("rest",) * 3 + ("furnish", "come", "acknowledge", "away", "back")
        kind = self.chance.choice((*often, "resend", "pressure", "turn", "kill", "slow", "broken", "leave"))
        self.done.append(kind)
        if kind in ("come", "rest", "turn", "kill", "slow", "broken"):
            await getattr(self, f"_{kind}")()
        elif self.visitors:
            await getattr(self, f"_{kind}")(self.chance.choice(self.visitors))

    async def _come(self) -> None:
        if len(self.visitors) >= MOST_PAGES:
            return
        coming = asyncio.create_task(mount(Hall, Request(), self.stage.services))
        while not coming.done():
            await asyncio.sleep(0)
            self.stage.clock.turn(0.01)
        self.stage.channels.append(coming.result())
        visitor = Visitor(coming.result(), self.chance)
        self.visitors.append(visitor)
        if self.chance.random() < 0.8:
            visitor.join(visitor.client.shown())

    async def _leave(self, visitor: Visitor) -> None:
        self.visitors.remove(visitor)
        self.gone.append(visitor)
        await visitor.channel.stop()

    async def _event(self, visitor: Visitor) -> None:
        if self.chance.random() < 0.2:
            visitor.send(0, self.chance.choice(("own", "hide", "bump")))
            return
        address = self.chance.choice([*visitor.client.versions, *self.sharing._places, -(10**9)])
        name, unit = self.chance.choice(BOARD_EVENTS), self._unit(address)
        if name == "more" and unit is not None:
            name = f"more@{self.chance.choice(list(unit._tree)).number}"
        visitor.send(address, name)
        self.done[-1] = (self.visitors.index(visitor), visitor.ref, address, name)

    async def _furnish(self, visitor: Visitor) -> None:
        rooms, others = (self.chance.sample(some, self.chance.randint(0, 3)) for some in (ROOMS, OTHERS))
        visitor.send(0, "furnish", rooms=rooms, others=others)
        self.done[-1] = (self.visitors.index(visitor), visitor.ref, rooms, others)

    async def _rest(self) -> None:
        for _ in range(self.chance.choice((1, 5, 30))):
            await asyncio.sleep(0)

    async def _acknowledge(self, visitor: Visitor) -> None:
        visitor.acknowledge(0.7)

    async def _away(self, visitor: Visitor) -> None:
        visitor.channel.detach(visitor.client)
        visitor.is_away = True

    async def _back(self, visitor: Visitor) -> None:
        how = self.chance.choice(("as it was", "older", "empty"))
        shown = visitor.client.shown()
        if not visitor.is_away or how == "as it was":
            visitor.join(shown)
        elif how == "older":  # what it shows already comes again
            visitor.join({at: max(-1, version - self.chance.randint(0, 9)) for at, version in shown.items()})
        else:  # a copy of the page, with nothing to build on
            visitor.client.missing.update(visitor.client.versions)
            visitor.join(visitor.client.shown())

    async def _resend(self, visitor: Visitor) -> None:
        if not visitor.is_away:
            visitor.channel.receive(frames.Resend(self.chance.choice([*visitor.client.versions, -(10**9)])))

    async def _pressure(self, visitor: Visitor) -> None:
        visitor.client.pressure = self.chance.choice((0, 10**6))

    async def _turn(self) -> None:
        self.stage.clock.turn(self.chance.choice((0.001, 0.02, 1.0, 11.0)))

    async def _kill(self) -> None:
        units = [place.panel for place in self.sharing._places.values()]
        units += [_panel(visitor.channel).panel for visitor in self.visitors]
        unit = self.chance.choice([*units, None])
        if unit is not None:
            unit.kill()

    async def _slow(self) -> None:
        self.gates.slow = not self.gates.slow
        (self.gates.opened.clear if self.gates.slow else self.gates.opened.set)()

    async def _broken(self) -> None:
        self.gates.broken = not self.gates.broken

    def _unit(self, address: int) -> Unit | None:
        place = self.sharing._places.get(address)
        return place.panel if place is not None and isinstance(place.panel, Unit) else None

    async def finish(self) -> None:
        """All pages are connected and keep up, nothing hangs, and a while passes."""
        self.gates.slow = False
        self.gates.opened.set()
        for visitor in self.visitors:
            visitor.client.pressure = 0
            visitor.join(visitor.client.shown())
        for _ in range(4):
            for visitor in self.visitors:
                await visitor.channel.idle()
                visitor.acknowledge()
            self.stage.clock.turn(0.5)
        for visitor in self.visitors:
            await visitor.channel.idle()
            assert visitor.channel.exit_reason is None

    def wanted(self, visitor: Visitor) -> str:
        """What a page should show: its own state, and that of the shared components."""
        view = visitor.view
        boards = {place.props["room"]: place for place in self.sharing._places.values()}
        assert len(boards) == len(self.sharing)
        parts = [f'<h1 style="width: {view.own}%">{view.own}</h1>']
        parts += [_board(boards["main"])] if view.shows else []
        parts += [f"<p></p>{_board(boards[room])}" for room in view.rooms]
        parts += [_board(boards[room]) for room in view.others]
        panel = _panel(visitor.channel).panel
        if isinstance(panel, Unit):
            opened = panel._instance.opened
            parts.append(f'<u lv-click="toggle">{opened}</u>{_board(boards["panel"]) if opened % 2 else ""}')
        else:
            parts.append(FAILED)
        return plain("".join(parts))

    def check_frames(self) -> None:
        """Each version of a shared component was said in the same words to all who were told of it."""
        said: dict[Any, list[Any]] = {}
        for visitor in (*self.visitors, *self.gone):
            for frame in visitor.client.log:
                which = frame[:2] if isinstance(frame[0], int) else frame[:3] if frame[0] == "=" else [0, 0]
                if which[-2] < 0:
                    assert said.setdefault(tuple(which), frame) == frame

    async def close(self) -> None:
        """Ends all pages; nothing of them is left."""
        await self.stage.close()
        self.stage.clock.turn(20.0)
        sharing = self.sharing
        assert len(sharing) == 0 and not sharing._leaving and not sharing._known


def _places(unit: Unit) -> Iterator[Seat | OwnPlace]:
    for place in unit._panels._places.values():
        assert isinstance(place, Seat | OwnPlace)
        yield place
        if isinstance(place, OwnPlace) and isinstance(place.panel, Unit):
            yield from _places(place.panel)


def _panel(channel: Channel) -> OwnPlace:
    (panel,) = (place for place in channel._panels._places.values() if isinstance(place, OwnPlace))
    return panel


def _board(place: SharedPlace) -> str:
    if not isinstance(place.panel, Unit):
        return FAILED
    board = place.panel._instance
    head = f'<b style="width: {board.n}%" lv-click="bump">{board.room} {board.n} {board.ticks}</b>'
    cells = {node.key: node.instance for node in place.panel._tree if node.offer is not None}
    shown = [FAILED if cells[i] is None else f'<i lv-click="more">{cells[i].i}.{cells[i].n}</i>' for i in board.items]
    return head + "".join(shown)
