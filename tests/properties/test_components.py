"""A page of components equals stock Jinja's render of the same state, whatever happened to whichever of them."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from liveview.channel.calls import Calls
from liveview.channel.components import Components
from liveview.channel.faults import Faults
from liveview.channel.ladder import Ladder
from liveview.channel.limits import Limits
from liveview.channel.outbox import Outbox
from liveview.channel.renders import Renders
from liveview.engine import REPLACED, LiveEnvironment, apply_patch
from liveview.runtime.clock import LoopClock
from liveview.runtime.threads import ThreadPool
from liveview.view.effects import Effects
from liveview.view.fallbacks import Fallbacks
from liveview.view.node import Node
from liveview.view.request import Request
from liveview.view.template import Templates
from liveview.view.tree import Tree
from tests.properties.component_trees import CHANGES, NUMBER, Model, Writer, classes

THREADS = ThreadPool(1)


class Page:
    """A client of one page, and the methods of its components."""

    def __init__(self, templates: dict[str, str]) -> None:
        view = classes(templates)
        templates_of = Templates(LiveEnvironment())
        self.tree = Tree(view(), templates_of.of(view))
        faults, limits = Faults("Page", Outbox(Limits()), shown=False), Limits()
        calls = Calls(THREADS, faults, Effects(), LoopClock(), limits)
        self.components = Components(self.tree, calls, Request(), Effects())
        self.components.renders = Renders(THREADS, LoopClock(), limits.render_warn, None)
        self.components.ladder = Ladder(
            self.tree, self.components, self, faults, Fallbacks(templates_of), LoopClock(), limits
        )
        self._fragments: dict[str, Any] = {}
        self._values: list[Any] = []

    async def update(self) -> str:
        """Brings the page up to date. Its HTML, after what a client has made of the patch."""
        patch = json.loads(json.dumps(await self.components.update()))
        rendering = self.tree.root.rendering
        self._fragments |= {fragment.id: fragment.definition for fragment in rendering.fragments()}
        if patch == REPLACED:
            self._values = rendering.values()
        elif patch is not None:
            self._values = apply_patch(self._values, patch, self._fragments)
        assert json.loads(json.dumps(self._values)) == json.loads(json.dumps(rendering.values())), patch
        return NUMBER.sub(r'\1"', rendering.html())

    async def change(self, node: Node, name: str) -> None:
        """Runs a component's method."""
        owner, handler = self.tree.handler(node, name)
        await self.components._calls.call(owner.instance, handler.attribute)
        self.tree.touch(owner)

    def give_up(self, error: Exception) -> None:
        """The view ends."""
        print(error)

    def lose(self, node: Node) -> None:
        """The template has failed half-way, and its memo is gone."""
        node.rendering._forget()
        self.tree.stale[node] = None


@given(seed=st.integers(0, 10**9), steps=st.integers(1, 12))
def test_every_update_equals_a_fresh_render(seed: int, steps: int) -> None:
    asyncio.run(follow(seed, steps))


async def follow(seed: int, steps: int) -> None:
    source = Writer(seed).templates()
    note(json.dumps(source, indent=1))
    choose = random.Random(seed)
    page, model = Page(source), Model(source)
    assert await page.update() == model.html()
    for _ in range(steps):
        for _ in range(choose.choice((1, 1, 2))):
            node, name = choose.choice(list(page.tree)), choose.choice(sorted(CHANGES))
            if choose.random() < 0.1:
                page.lose(node)
            note(f"{node.instance.path!r} {name}")
            await page.change(node, name)
            CHANGES[name](model.states[node.instance.path])
        assert await page.update() == model.html()
        assert {node.instance.path for node in page.tree} == set(model.states)
