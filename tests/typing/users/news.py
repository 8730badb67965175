"""A page that others change: messages, work in the background, who is here, and what a page asks of the browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from liveview import JS, Async, Component, LiveView, Presence, Process, download, event, live, on


@dataclass(frozen=True)
class Said:
    who: str
    text: str


async def count(words: list[str], least: int = 1) -> int:
    return sum(len(word) >= least for word in words)


def reckon(words: list[str]) -> str:
    return ",".join(words)


class Feed(Process):
    async def init(self) -> None:
        self.publish("news", Said("feed", "up"))

    @on("news", coalesce=lambda said: said.who)
    async def heard(self, said: Said) -> None:
        print(said.text)


class Ticker(Component):
    template_string = "<p>{{ said.text if said }}</p>"
    said: Said | None = None

    @on("news")
    def heard(self, said: Said) -> None:
        self.said = said


class News(LiveView):
    template_string = """
      {{ Ticker() }}{{ number.value }} {{ text.value }} {{ people|length }} {{ room }}
      <button lv-click="say" lv-value-text="hi">say</button><button lv-click="export">export</button>
      <button lv-click="go">go</button>
    """
    uses = [Ticker]
    room: str = "all"
    number: Async[int] = Async()
    text: Async[str] = Async()
    people: Presence = Presence("room:{room}")

    def mount(self, room: str = "all") -> None:
        self.room = room
        self.live.track(f"room:{room}", "ann", meta={"away": False})
        self.number.run(count, ["a"], least=2)

    @on("room:{room}", limit=10, when_full="drop_oldest")
    @on("news")
    async def heard(self, said: Said) -> None:
        value: int | None = self.number.value
        failed: BaseException | None = self.number.error
        self.text.run(reckon, [said.text] * (value or 0), executor="process", timeout=3)
        print(failed)

    @event
    async def say(self, text: str) -> int:
        self.publish(f"room:{self.room}", Said("ann", text), to_self=False)
        await self.flash("info", "said")
        self.js(JS.show("#said").push("said", value={"text": text}))
        ref: int = self.live.send_after(1, "later")
        self.live.cancel_timer(ref)
        return len(text)

    @event
    def go(self) -> None:
        self.patch(room="other")
        self.navigate("/elsewhere", replace=True)
        self.redirect("/in", session={"user": "ann"})

    @download("news.csv")
    def export(self) -> Iterator[str]:
        yield "who,text\n"


routes = [live("/news/{room}", News)]
