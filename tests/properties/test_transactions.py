"""After any handlers of which some raise, state and page are those of the same handlers without the failed ones."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from liveview.engine import LiveEnvironment
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.live_view import LiveView
from liveview.view.template import Templates
from tests.unit.channel.stage import Stage


@dataclass
class Task:
    text: str
    tags: list[str] = field(default_factory=list)


class Settings(BaseModel):
    size: int = 0
    names: dict[str, list[int]] = {}


class Notes(Component):
    template_string = '<i>{{ texts|join(" ") }} {{ given|length }}</i>'
    given: list[Task]
    texts: list[str] = []

    @event
    async def note(self, text: str, fails: bool) -> None:
        self.texts.append(text)
        self.given.append(Task(text))  # what its parent has given, too
        if fails:
            raise LookupError


class Board(LiveView):
    template_string = """<h1>{{ count }} {{ settings.size }} {{ settings.names }}</h1>
      {% for task in tasks %}<p>{{ task.text }} {{ task.tags|join(",") }}</p>{% endfor %}
      {% for name, members in groups|dictsort %}<b>{{ name }} {{ members|sort }}</b>{% endfor %}
      {{ Notes(given=tasks) }}"""
    uses = [Notes]
    count: int = 0
    tasks: list[Task] = []
    groups: dict[str, set[int]] = {}
    settings: Settings = Settings()

    @event
    async def assign(self, number: int, fails: bool) -> None:
        self.count = number
        self.tasks = [*self.tasks, Task(str(number))]
        self.failing(fails)

    @event
    async def change(self, number: int, fails: bool) -> None:
        for task in self.tasks:
            task.text += "!"
            task.tags.insert(0, str(number))
            self.failing(fails)
        self.tasks.reverse()
        self.failing(fails)

    @event
    async def group(self, number: int, fails: bool) -> None:
        self.groups.setdefault(str(number % 3), set()).add(number)
        self.failing(fails)

    @event
    def configure(self, number: int, fails: bool) -> None:
        self.settings.size += number
        self.settings.names.setdefault("a", []).append(number)
        self.failing(fails)

    @event
    async def empty(self, number: int, fails: bool) -> None:
        del self.tasks[number:]
        self.groups.clear()
        self.settings = Settings()
        self.failing(fails)

    def failing(self, fails: bool) -> None:
        if fails:
            raise LookupError


NAMES = st.sampled_from(["assign", "change", "group", "configure", "empty", "note"])
STEPS = st.lists(st.tuples(NAMES, st.integers(0, 5), st.booleans()), max_size=20)
TEMPLATES = Templates(LiveEnvironment())  # compiled once for all examples


async def after(steps: list[tuple[str, int, bool]]) -> tuple[dict[str, Any], Any, bool]:
    """State and page after some handlers, and whether the one shows the other."""
    stage = Stage()
    stage.services.templates = TEMPLATES
    channel, client = await stage.joined(Board)
    for name, number, fails in steps:
        values = {"fails": str(fails).lower()} | ({"text": str(number)} if name == "note" else {"number": str(number)})
        await stage.event(channel, f"{name}@1" if name == "note" else name, values=values)
    fields = {name: copy.deepcopy(channel.view.__dict__[name]) for name in ("count", "tasks", "groups", "settings")}
    shown = client.values
    rendered = copy.deepcopy(channel._tree.root.rendering.values())
    await stage.close()
    return fields, shown, repr(rendered) == repr(shown)


@given(STEPS)
@settings(max_examples=min(60, settings().max_examples))
def test_what_failed_has_not_been(steps: list[tuple[str, int, bool]]) -> None:
    async def run() -> None:
        with_failures = await after(steps)
        without = await after([step for step in steps if not step[2]])
        assert with_failures == without and without[2]

    asyncio.run(run())
