"""Values that many pages share, in pages over the real protocol: loaded once, and every page follows."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, ClassVar

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from liveview import Cached, Component, LiveApp, LiveView, Process, child, computed, event, live, on, state
from liveview.channel.limits import Limits
from liveview.channel.snapshot import Snapshot, to_bytes
from liveview.errors import NotLoadedError
from liveview.testing import Page, asgi, visit
from tests.integration.views import channel_of
from tests.integration.wire import SECRET

pytestmark = pytest.mark.asyncio


class Table:
    """A table somewhere, that takes its time where the test says so."""

    rows: ClassVar[tuple[str, ...]] = ()
    loads: ClassVar[int] = 0
    fails: ClassVar[bool] = False
    gate: ClassVar[asyncio.Event]


async def load_rows() -> tuple[str, ...]:
    Table.loads += 1
    found = Table.rows
    await Table.gate.wait()
    if Table.fails:
        raise LookupError("the table is away")
    return found


ROWS = Cached(load_rows, ttl=60)


@pytest.fixture(autouse=True)
def table() -> None:
    Table.rows, Table.loads, Table.fails, Table.gate = ("a", "b"), 0, False, asyncio.Event()
    Table.gate.set()


class Count(Component):
    template_string = "<em>{{ label }} {{ rows|length }} {{ moved }}</em>"
    label: str
    rows = ROWS
    moved: int = 0


class Given(Component):
    template_string = "<u>{{ rows|join(' ') }} {{ changes }}</u>"
    rows: tuple[str, ...]
    changes: int = 0

    def updated(self, before: Any) -> None:
        self.changes += 1


class Panel(Component, isolated=True):
    template_string = """<h2 lv-click="anew">{{ rows|join('+') }}</h2>"""
    rows = ROWS

    @event
    def anew(self) -> None:
        ROWS.refresh()


class Shared(Component, shared=True):
    template_string = "<h3>{{ rows|join('/') }}</h3>"
    rows = ROWS


class Board(LiveView):
    uses: ClassVar = [Count, Given, Panel, Shared]
    template_string = """
      <p>{{ rows|join(",") }} {{ clicks }} {{ longest }}</p>{{ Count(label="n") }}{{ Given(rows=rows) }}{{ Panel() }}
      {{ Shared() }}
      <button id="click" lv-click="click">click</button><button id="anew" lv-click="anew">anew</button>
      <button id="thread" lv-click="thread">in a thread</button><button id="wrong" lv-click="wrong">wrong</button>
    """
    rows = ROWS
    clicks: int = 0

    @computed
    def longest(self) -> int:
        return max(map(len, self.rows), default=0)

    @event
    async def click(self) -> None:
        self.clicks += len(self.rows)

    @event
    async def anew(self) -> None:
        self.clicks += len(await ROWS.refresh())

    @event
    def thread(self) -> None:
        ROWS.refresh()

    @event
    def wrong(self) -> None:
        ROWS.invalidate()


class Soon(LiveView):
    template_string = """
      <p>{% if rows.loading %}loading{% elif rows.failed %}failed: {{ rows.error }}
      {%- else %}{{ rows.value|join(",") }}{% if rows.error %} (old){% endif %}{% endif %}</p>
    """
    rows = ROWS.status


class Careful(LiveView):
    template_string = "<p>{{ text }}</p>"
    text: str = state("")

    async def mount(self) -> None:
        try:
            self.text = ",".join(await ROWS.get())
        except NotLoadedError as error:
            self.text = f"no rows of {error.name}: {error.__cause__}"


async def told(request: Request) -> PlainTextResponse:
    return PlainTextResponse(",".join(await request.app.caches.get(ROWS)))


def app(**options: Any) -> LiveApp:
    routes = [live("/", Board), live("/soon", Soon), live("/careful", Careful), Route("/told", told)]
    return LiveApp(routes=routes, secret=SECRET, **options)


async def followed(served: LiveApp, *pages: Page) -> None:
    """Until nothing is loaded, and the pages have heard of it."""
    await served.caches.loaded()
    for page in pages:
        await page.settled()


def shown(page: Page) -> list[str]:
    return [page.text(tag) for tag in ("p", "em", "u", "h2", "h3")]


async def test_many_pages_are_one_load_and_all_of_them_change() -> None:
    served = app()
    async with visit(served) as one, visit(served) as two, visit(served, "/soon") as soon, visit(served) as three:
        assert Table.loads == 1
        assert shown(one) == shown(two) == shown(three) == ["a,b 0 1", "n 2 0", "a b 0", "a+b", "a/b"]
        Table.rows = ("a", "b", "long")
        await one.clock.advance(59)
        await followed(served, one)
        assert one.text("p") == "a,b 0 1"
        await one.clock.advance(1)
        await followed(served, one, two, soon, three)
        assert Table.loads == 2
        after = ["a,b,long 0 4", "n 3 0", "a b long 1", "a+b+long", "a/b/long"]
        assert shown(one) == shown(two) == shown(three) == after and soon.text("p") == "a,b,long"
        await one.click("#click")
        assert one.text("p") == "a,b,long 3 4"


async def test_a_value_that_is_the_same_sends_nothing() -> None:
    served = app()
    async with visit(served) as page:
        before = len(page.frames)
        await page.clock.advance(60)
        await followed(served, page)
        assert Table.loads == 2 and len(page.frames) == before


async def test_while_it_is_loaded_the_old_one_is_shown_and_nobody_waits() -> None:
    served = app()
    async with visit(served) as page:
        Table.gate.clear()
        Table.rows = ("c",)
        await page.clock.advance(60)
        assert Table.loads == 2
        await page.click("#click")
        assert page.text("p") == "a,b 2 1"
        async with visit(served) as late:
            assert late.text("p") == "a,b 0 1"
            Table.gate.set()
            await followed(served, page, late)
            assert (page.text("p"), late.text("p")) == ("c 2 1", "c 0 1")


async def test_a_page_that_shows_how_far_it_is_waits_for_nothing() -> None:
    served = app()
    Table.gate.clear()
    async with visit(served, "/soon") as page:
        assert page.text("p") == "loading"
        Table.gate.set()
        await followed(served, page)
        assert page.text("p") == "a,b"


async def test_a_failure_of_the_first_load_is_the_pages_until_it_is_there(caplog: pytest.LogCaptureFixture) -> None:
    served = app()
    Table.fails = True
    with caplog.at_level(logging.INFO, "liveview"):
        async with visit(served, "/soon") as page, visit(served, "/careful") as careful:
            await followed(served, page)
            assert page.text("p") == "failed: the table is away"
            assert careful.text("p") == "no rows of load_rows: the table is away"
            with pytest.raises(NotLoadedError):  # what Starlette answers with a 500
                await asgi.get(served, "/")
            for wait in (1, 2):
                await page.clock.advance(wait)
                await followed(served, page)
            Table.fails = False
            await page.clock.advance(4)
            await followed(served, page)
            assert page.text("p") == "a,b" and Table.loads == 4
    told = [record.levelname for record in caplog.records if "load_rows" in record.message]
    assert told.count("ERROR") == told.count("INFO") == 1


async def test_a_failure_of_a_later_load_keeps_the_old_value() -> None:
    served = app()
    async with visit(served) as page, visit(served, "/soon") as soon:
        Table.fails = True
        await page.clock.advance(60)
        await followed(served, page, soon)
        assert page.text("p") == "a,b 0 1" and soon.text("p") == "a,b (old)"
        async with visit(served) as late:
            assert late.text("p") == "a,b 0 1"
        Table.fails, Table.rows = False, ("c",)
        await page.clock.advance(1)
        await followed(served, page, soon)
        assert page.text("p") == "c 0 1" and soon.text("p") == "c"


@pytest.mark.parametrize("button", ["#anew", "#thread", "#wrong", "h2"])
async def test_by_hand_every_page_follows_at_once(button: str) -> None:
    served = app()
    async with visit(served) as one, visit(served) as two:
        Table.rows = ("c",)
        await one.click(button)
        await followed(served, one, two)
        assert one.text("p") == ("c 1 1" if button == "#anew" else "c 0 1") and two.text("p") == "c 0 1"
        assert Table.loads == 2


async def test_a_route_and_a_process_ask_for_the_same_value() -> None:
    class Loader(Process):
        async def init(self) -> None:
            self.rows = await ROWS.get()

        @on("rows changed")
        async def changed(self, message: object) -> None:
            self.rows = await ROWS.refresh()

    served = app(children=[child(Loader(), name="loader")])
    async with visit(served) as page:
        assert (await asgi.get(served, "/told")).text == "a,b"
        loader: Any = channel_of(page).whereis("loader")
        assert Table.loads == 1 and loader.rows == ("a", "b")
        Table.rows = ("c",)
        served.pubsub.publish("rows changed", None)
        await loader.idle()
        await followed(served, page)
        assert page.text("p") == "c 0 1" and Table.loads == 2 and loader.rows == ("c",)


async def test_a_page_that_is_away_is_right_when_it_is_back() -> None:
    served = app()
    async with visit(served) as page:
        await page.drop()
        Table.rows = ("c",)
        await served.caches.refresh(ROWS)
        await page.reconnect()
        assert shown(page)[0] == "c 0 1"


async def test_another_process_loads_it_again_and_nothing_of_it_is_kept() -> None:
    Table.rows = ("secret-row",) * 50
    served = app()
    async with visit(served) as page:
        await page.click("#click")
        Table.rows = ("c",)
        found: Any = channel_of(page)._keep()
        kept = to_bytes(Snapshot("", "/", 0, 0, found))
        assert b"secret-row" not in kept
        await page.restart()
        assert page.text("p") == "c 50 1" and Table.loads == 2


async def test_it_counts_as_nobodys_state() -> None:
    Table.rows = tuple(str(number) * 1000 for number in range(2000))
    served = app(limits=Limits(state_bytes=100_000, state_warn=50_000))
    async with visit(served, "/soon") as soon, visit(served) as page:
        await page.clock.advance(1)
        await page.click("#click")
        assert channel_of(page).exit_reason is None and channel_of(soon).exit_reason is None
        assert page.errors == []


async def test_what_nobody_looks_at_is_forgotten_and_loaded_for_who_comes_back() -> None:
    served = app(limits=Limits(join_within=0.1, return_within=0.1))
    async with visit(served, "/careful") as keeps_the_app:
        async with visit(served) as page:
            assert page.text("em") == "n 2 0"
        await keeps_the_app.clock.advance(315)  # the shared component stays for some seconds
        assert len(served.caches._values) == 0
        async with visit(served) as page:
            assert Table.loads == 2


async def test_a_flooded_page_misses_no_change() -> None:
    served = app(limits=Limits(mailbox=2))
    async with visit(served) as page:
        channel = channel_of(page)
        while channel.send(object()):
            pass
        served.caches.value_of(ROWS).loaded(("c",))
        await page.settled()
        assert page.text("p") == "c 0 1"


class Grown(LiveView):
    uses: ClassVar = [Count]
    template_string = """{% for name in names %}{{ Count(label=name, key=name) }}{% endfor %}
      <button lv-click="more">more</button>"""
    names: list[str] = ["a"]

    @event
    async def more(self) -> None:
        self.names.append("b")


async def test_one_more_component_is_noted_without_copying_what_is_known_of_the_others() -> None:
    async with visit(LiveApp(routes=[live("/", Grown)], secret=SECRET)) as page:
        caching = channel_of(page)._around.caching
        before = caching._held
        await page.click("button")
        assert before is not None and caching._held is before and len(before) == 2
