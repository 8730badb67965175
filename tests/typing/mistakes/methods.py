from __future__ import annotations

from liveview import Component, LiveView, event, every


class Board(LiveView):
    def mount(self) -> int:  # MISTAKE: a callback gives nothing back
        return 1

    def joined(self) -> None: ...  # MISTAKE: it is told whether the page resumes

    async def terminate(self, reason: int) -> None: ...  # MISTAKE: the reason is a text

    @every(seconds="1")  # MISTAKE: seconds are a number
    def tick(self) -> None: ...

    @event(3)  # MISTAKE: a name is a text
    def add(self, by: int = 1) -> None: ...


class Tile(Component):
    def mount(self) -> int:  # MISTAKE: a callback gives nothing back
        return 1

    def updated(self) -> None: ...  # MISTAKE: it is told what the props were

    async def terminate(self, reason: int) -> None: ...  # MISTAKE: the reason is a text


class Ok(LiveView):
    @event
    async def add(self, by: int = 1) -> None: ...


async def use(board: Ok) -> None:
    await board.add(by="1")  # MISTAKE: a method keeps its types under @event
    await board.add(to=1)  # MISTAKE: and its names
    board.live.send("Tile", 1)  # MISTAKE: a message goes to a class
