"""A chat: what one page publishes, all of them hear."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from example_app.account import SignedOut
from example_app.transcript import LINES, Line, Transcript
from example_app.views.account import leave
from liveview import Gap, LiveView, Presence, event, on, state
from liveview.ui import Badge


class Chat(LiveView, styles="people.css"):
    """One room for everybody who has signed in."""

    page_title = "Chat"
    uses = [Badge]
    longest_name: ClassVar = 30
    longest_text: ClassVar = 500
    me: str = ""
    account: str = ""
    name: str = ""
    lines: list[Line] = state()
    people: Presence = Presence("chat")

    async def mount(self) -> None:
        self.me = uuid4().hex
        self.account = self.name = self.user
        self.lines = await self.live.whereis("transcript", Transcript).lines()

    async def joined(self, resumed: bool) -> None:
        self.live.track("chat", self.me, self.name)  # who is back in another worker is whoever they were

    @on("chat")
    async def heard(self, line: Line) -> None:
        if line not in self.lines:  # it may have come between the subscription and the transcript
            self.lines = [*self.lines, line][-LINES:]

    async def info(self, message: Gap) -> None:
        """Something may have been said that nobody here has heard, as before the page came back to another worker."""
        said = await self.live.whereis("transcript", Transcript).lines()
        self.lines = [*(line for line in self.lines if line not in said), *said][-LINES:]

    @on("user:{account}")
    async def signed_out(self, message: SignedOut) -> None:
        leave(self, message)

    @event
    async def say(self, text: str) -> None:
        if said := text.strip()[: self.longest_text]:
            self.publish("chat", Line(self.me, self.name, said))

    @event
    async def rename(self, name: str) -> None:
        self.name = name.strip()[: self.longest_name] or self.name
        self.live.track("chat", self.me, self.name)
