"""However a shared value is loaded, and whatever pages do meanwhile: each of them shows it, and its own state."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liveview import Cached, Component, LiveApp, LiveView, computed, event, live
from liveview.testing import Page, visit
from tests.integration.views import channel_of
from tests.integration.wire import SECRET

PAGES = 3


class Source:
    numbers: ClassVar[list[int]] = []
    fails: ClassVar[bool] = False


def load_numbers() -> list[int]:
    if Source.fails:
        raise LookupError("away")
    return list(Source.numbers)


async def load_text() -> str:
    return "".join(map(str, await NUMBERS.get()))


NUMBERS = Cached(load_numbers, ttl=10)
TEXT = Cached(load_text, ttl=3)


class Row(Component):
    template_string = "<b>{{ number }} of {{ numbers|sum }}, {{ text }}</b>"
    number: int
    numbers = NUMBERS
    text = TEXT


class Table(LiveView):
    uses: ClassVar = [Row]
    template_string = """<p>{{ numbers|join(",") }} {{ total }} {{ size }} {{ clicks }}</p>
      {% if is_open %}{% for number in numbers %}{{ Row(number=number, key=loop.index) }}{% endfor %}{% endif %}
      <button id="click" lv-click="click">+</button><button id="open" lv-click="open">open</button>"""
    numbers = NUMBERS
    text = TEXT
    clicks: int = 0
    is_open: bool = True

    @computed
    def total(self) -> int:
        return sum(self.numbers) + self.clicks

    @computed
    def size(self) -> int:
        return len(self.text)

    @event
    async def click(self) -> None:
        self.clicks += 1

    @event
    async def open(self) -> None:
        self.is_open = not self.is_open


def shown(page: Page) -> list[str]:
    return [page.text("p"), *page.texts("b")]


def right(app: LiveApp, page: Page) -> list[str]:
    """What a fresh render of the state gives."""
    view: Any = channel_of(page).view
    numbers, text = (app.caches.value_of(cached).read() for cached in (NUMBERS, TEXT))
    first = f"{','.join(map(str, numbers))} {sum(numbers) + view.clicks} {len(text)} {view.clicks}"
    rows = [f"{number} of {sum(numbers)}, {text}" for number in numbers] if view.is_open else []
    return [first, *rows]


WHICH = st.integers(0, PAGES - 1)
STEPS = st.one_of(
    st.tuples(st.just("source"), st.lists(st.integers(0, 9), max_size=4)),
    st.tuples(st.just("fails"), st.booleans()),
    st.tuples(st.just("advance"), st.sampled_from([0.5, 1.0, 3.0, 10.0, 61.0])),
    st.tuples(st.sampled_from(["refresh", "invalidate"]), st.sampled_from([NUMBERS, TEXT])),
    st.tuples(st.sampled_from(["#click", "#open", "away"]), WHICH),
    st.tuples(st.just("look"), st.none()),
)


class Run:
    def __init__(self, app: LiveApp, pages: list[Page]) -> None:
        self.app = app
        self.pages = pages
        self.away: set[int] = set()

    async def step(self, kind: str, of: Any) -> None:
        match kind:
            case "source":
                Source.numbers = of
            case "fails":
                Source.fails = of
            case "advance":
                await self.pages[0].clock.advance(of)
            case "refresh":
                self.app.caches.refresh(of)
            case "invalidate":
                self.app.caches.invalidate(of)
            case "away":
                await (self.pages[of].reconnect() if of in self.away else self.pages[of].drop())
                self.away ^= {of}
            case "look":
                await self.check()
            case _:
                if of not in self.away:
                    await self.pages[of].click(kind)

    async def check(self) -> None:
        await self.app.caches.loaded()
        for index, page in enumerate(self.pages):
            if index not in self.away:
                await page.settled()
                assert shown(page) == right(self.app, page)


@given(st.lists(STEPS, max_size=25))
@settings(deadline=None, max_examples=60)
def test_each_page_equals_a_fresh_render(steps: list[tuple[str, Any]]) -> None:
    async def run() -> None:
        Source.numbers, Source.fails = [1, 2], False
        app = LiveApp(routes=[live("/", Table)], secret=SECRET)
        async with AsyncExitStack() as stack:
            pages = [await stack.enter_async_context(visit(app)) for _ in range(PAGES)]
            run = Run(app, pages)
            for step in steps:
                await run.step(*step)
            for index in list(run.away):
                await run.step("away", index)
            await run.check()

    asyncio.run(run())


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "liveview")
