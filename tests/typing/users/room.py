"""Everything that a view and a component can declare, as users write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from liveview import Component, Event, LiveView, computed, event, every, prop, state


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
    return f"{total} {line.short} {Titled(unread=1).page_title}"
