from dataclasses import dataclass, replace

from liveview import LiveView, computed, event, every


@dataclass(frozen=True)
class Step:
    id: int
    text: str
    is_done: bool = False


class Checklist(LiveView):
    template = "checklist.html"
    page_title = "Release"

    steps: list[Step] = [Step(1, "Run the tests"), Step(2, "Write the changelog")]
    draft: str = ""
    seconds: int = 0

    @computed
    def left(self) -> int:
        return sum(not step.is_done for step in self.steps)

    @event
    async def write(self, text: str = "") -> None:
        self.draft = text

    @event
    async def add(self, text: str) -> None:
        if text.strip():
            number = max((step.id for step in self.steps), default=0) + 1
            self.steps.append(Step(number, text.strip()))
            self.draft = ""

    @event
    async def toggle(self, id: int) -> None:
        self.steps = [replace(s, is_done=not s.is_done) if s.id == id else s for s in self.steps]

    @event
    async def remove(self, id: int) -> None:
        self.steps = [step for step in self.steps if step.id != id]

    @every(seconds=1)
    async def pass_time(self) -> None:
        self.seconds += 1
