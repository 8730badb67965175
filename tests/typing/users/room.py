"""Everything that a view and a component can declare, as users write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from liveview import Component, Event, LiveView, changed, computed, event, every, prop, state


@dataclass(frozen=True)
class Message:
    author: str
    text: str


class Line(Component):
    template_string = "<b>{{ message.author }}</b>: {{ short }}"
    message: Message
    width: int = prop(80)
    tags: list[str] = prop([])

    @computed
    def short(self) -> str:
        return self.message.text[: self.width]


class Draft(Component):
    template_string = """
      <form lv-submit="send"><input name="text" value="{{ text }}">{{ caller() }}{{ footer() if footer }}</form>
      <button lv-click="^discard">x</button>{{ age }} {{ longest }} {{ Line(message=last) if last }}
    """
    uses = [Line]
    emits = ["discard"]
    LIMIT: ClassVar[int] = 100

    author: str
    footer: Callable[..., str] | None = prop(None)
    text: str = ""
    sent: list[Message] = []
    last: Message | None = None
    age: int = state(0, transient=True)

    async def mount(self) -> None:
        self.text = f"{self.author}: "

    def updated(self, before: Mapping[str, Any]) -> None:
        if before["author"] != self.author:
            self.text = ""

    async def info(self, message: str) -> None:
        self.text = message
        self.live.send(Line, message, key=1)

    def terminate(self, reason: str) -> None:
        print(reason, self.LIMIT)

    @computed
    def longest(self) -> int:
        return max((len(message.text) for message in self.sent), default=0)

    @event
    async def send(self, text: str) -> None:
        self.last = Message(self.author, text)
        self.sent.append(self.last)

    @every(seconds=1)
    def grow_old(self) -> None:
        self.age += 1


class Room(LiveView):
    template_string = """
      <p>{{ number }} of {{ LIMIT }}, {{ count }} messages, {{ filter }}</p>
      {% for message in shown %}<p lv-key="{{ loop.index }}">{{ Line(message=message) }}</p>{% endfor %}
      <form lv-submit="send" lv-change="narrow"><input name="text"></form>
      <button lv-click="clear">Clear</button>
    """
    uses = [Line]
    LIMIT: ClassVar[int] = 100

    number: int = 0
    messages: list[Message] = []
    readers: dict[str, int] = state(default_factory=dict)
    filter: str | None = None
    order: Literal["new", "old"] = "new"
    first: Message = state()
    connections: int = state(0, transient=True)

    async def mount(self, room_id: int) -> None:
        self.number = room_id
        self.first = Message("server", "welcome")
        self.messages = [self.first]
        self.page_title = f"Room {room_id}"

    def params(self, page: int = 1, filter: str | None = None) -> None:
        self.filter = filter

    async def joined(self, resumed: bool) -> None:
        self.connections += 1

    def terminate(self, reason: str) -> None:
        print(reason, self.url, self.session.get("theme"), self.user)

    @computed
    def shown(self) -> list[Message]:
        return [m for m in self.messages if self.filter is None or self.filter in m.text]

    @computed
    def count(self) -> int:
        return len(self.shown) + 0

    @event
    async def send(self, text: str, event: Event) -> None:
        self.messages.append(Message(event.submitter or "me", text))

    @event("narrow")
    def narrow_it(self, value: str | None = None) -> None:
        self.filter = value

    @event
    def clear(self) -> None:
        self.messages = []

    @every(seconds=1)
    def beat(self) -> None:
        self.connections = max(0, self.connections)

    @every(seconds=0.5)
    async def tick(self) -> None:
        await self.send("tick", Event("send"))


class Lobby(Room):
    number = 1

    async def mount(self, room_id: int = 1, name: str = "") -> None:
        await super().mount(room_id)


class Search(LiveView):
    template_string = """<input lv-bind="words"><p lv-error="words"></p><select lv-bind="order"><option>new</option>
      <option>old</option></select><p>{{ page }}</p>"""
    words: str = state("", bind=True, url=True)
    order: Literal["new", "old"] = state("new", bind=True, url=True)
    page: int = state(1, url=True)
    chosen: list[str] = state(default_factory=list, bind=True, url=True)

    @changed("words", "order")
    def narrow(self) -> None:
        self.page = 1

    @changed("page")
    async def turn(self, before: int) -> None:
        print(before, self.words.upper())


class Titled(LiveView):
    template_string = ""
    unread: int = 0

    @computed
    def page_title(self) -> str:
        return f"{self.unread} new"


def use() -> str:
    room = Room()
    lobby = Lobby()
    total: int = room.count + lobby.number
    line = Line(message=room.first)
    draft = Draft(author="ann")
    draft.text = draft.text.upper()
    room.live.send(Draft, "hello", key="ann")
    total += draft.longest + draft.age
    return f"{total} {line.short} {Titled(unread=1).page_title}"
