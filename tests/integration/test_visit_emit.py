"""`self.live.emit`: a component calls an event of whoever calls it, by a name that it was given."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest

from liveview import Async, Component, Event, LiveApp, LiveView, event, every, live, prop
from liveview.channel.limits import Limits
from liveview.errors import DefinitionError, StateError
from liveview.testing import Page, visit
from liveview.ui import Column, Table
from tests.integration.views import channel_of
from tests.integration.wire import SECRET


class Stepper(Component):
    template_string = '<button lv-click="step">{{ steps }}</button>'
    on_step: str = prop("")
    by: object = prop(1)
    steps: int = 0

    @event
    async def step(self) -> None:
        self.steps += 1
        self.live.emit(self.on_step, by=self.by)


class Outer(Component):
    template_string = "{{ Stepper(on_step='inner_stepped', by=2) }}<i>{{ heard }}</i>"
    uses = [Stepper]
    heard: int = 0

    @event
    async def inner_stepped(self, by: int) -> None:
        self.heard += by


class Page_(LiveView):
    template_string = """
      <div id="plain">{{ Stepper(on_step="stepped", by="3") }}</div>
      <div id="wrong">{{ Stepper(on_step="steped") }}</div>
      <div id="refused">{{ Stepper(on_step="stepped", by="many") }}</div>
      <div id="raising">{{ Stepper(on_step="fails") }}</div>
      <div id="outer">{{ Outer() }}</div>
      <p>{{ total }}</p>
    """
    uses: ClassVar = [Stepper, Outer]
    total: int = 0

    @event
    async def stepped(self, by: int) -> None:
        self.total += by

    @event
    async def fails(self, by: int) -> None:
        self.total += by
        raise ValueError("no")


def app(**options: bool) -> LiveApp:
    return LiveApp(routes=[live("/", Page_)], secret=SECRET, **options)  # type: ignore[arg-type]


def buttons(page: Page) -> dict[str, str]:
    return {name: page.text(f"#{name} button") for name in ("plain", "wrong", "refused", "raising", "outer")}


async def test_the_caller_hears_of_it_with_converted_arguments() -> None:
    async with visit(app()) as page:
        await page.click("#plain button")
        await page.click("#plain button")
        assert (page.text("p"), buttons(page)["plain"]) == ("6", "2")
        await page.click("#outer button")
        assert (page.text("i"), page.text("p")) == ("2", "6")
        assert page.errors == page.reports == []


async def test_a_name_that_the_caller_does_not_have_undoes_the_method() -> None:
    async with visit(app(debug=True)) as page:
        await page.click("#wrong button")
        assert buttons(page)["wrong"] == "0"
        assert "Did you mean `stepped`?" in str(page.reports)


async def test_arguments_that_do_not_fit_and_a_caller_that_fails_are_told() -> None:
    async with visit(app()) as page:
        await page.click("#refused button")
        assert page.text("p") == "0" and buttons(page)["refused"] == "1" and "error" in page.notices
    async with visit(app()) as page:
        await page.click("#raising button")
        assert page.text("p") == "0" and buttons(page)["raising"] == "1" and "error" in page.notices
        await page.click("#plain button")
        assert page.text("p") == "3"


class Row(Component):
    template_string = '<b class="row" lv-click="leave">{{ at }}</b>'
    at: int = prop(0)

    @event
    async def leave(self) -> None:
        self.live.send(Row, "never there")  # some mail before, as in a busy page
        for step in ("first", "second", "closed"):
            self.live.emit("heard", step=step, at=self.at)


class Rows(LiveView):
    """Where the first of several events takes the emitter away."""

    template_string = """{% for at in rows %}{{ Row(key=at, at=at) }}{% endfor %}<p>{{ steps|join(" ") }}</p>"""
    uses: ClassVar = [Row]
    rows: list[int] = [1, 2]
    steps: list[str] = []

    @event
    async def heard(self, step: str, at: int) -> None:
        self.steps.append(step)
        self.rows = [other for other in self.rows if other != at]


async def test_they_run_in_order_before_the_answer_though_the_emitter_goes() -> None:
    async with visit(LiveApp(routes=[live("/", Rows)], secret=SECRET)) as page:
        before = len(page.frames)
        await page.click("b:first-child")
        sent = [parts for direction, parts in page.frames[before:] if direction == "received"]
        assert (page.texts("b"), page.text("p")) == (["2"], "first second closed")
        assert len(sent) == 1, sent  # one frame shows all of it, and is the answer
        assert page.errors == page.reports == []


class Pressing(Component):
    template_string = """<i>{{ ran }}</i><button id="fails" lv-click="fail">x</button><u lv-click="many">x</u>
      <button id="slow" lv-click="slowly">x</button>"""
    ran: int = 0

    @event
    async def fail(self) -> None:
        self.ran += 1
        self.live.emit("add", by=1)
        raise ValueError("no")

    @event
    async def many(self) -> None:
        self.ran += 1
        for _ in range(101):
            self.live.emit("add", by=1)

    @event
    async def slowly(self) -> None:
        self.live.emit("add", by=1)
        Pressing.begun.set()
        await Pressing.goes_on.wait()
        self.live.emit("add", by=10)

    begun: ClassVar[asyncio.Event]
    goes_on: ClassVar[asyncio.Event]


class Adding(LiveView):
    template_string = "{{ Pressing() }}<p>{{ count }}</p>"
    uses: ClassVar = [Pressing]
    count: int = 0

    @event
    async def add(self, by: int) -> None:
        self.count += by

    @event
    async def more(self) -> None: ...


def adding(**options: Any) -> LiveApp:
    return LiveApp(routes=[live("/", Adding)], secret=SECRET, **options)


async def test_what_a_handler_has_emitted_that_raises_is_dropped() -> None:
    async with visit(adding()) as page:
        await page.click("#fails")
        await page.settled()
        assert (page.text("p"), page.text("i")) == ("0", "0") and "error" in page.notices


async def test_a_handler_emits_so_many() -> None:
    async with visit(adding(debug=True)) as page:
        await page.click("u")
        await page.settled()
        assert (page.text("p"), page.text("i")) == ("0", "0")
        assert "more than 100 events are emitted by one method. Emit one" in str(page.reports)


async def test_a_full_mailbox_loses_none() -> None:
    Pressing.begun, Pressing.goes_on = asyncio.Event(), asyncio.Event()
    async with visit(adding(limits=Limits(mailbox=4))) as page:
        clicking = asyncio.ensure_future(page.click("#slow"))
        await Pressing.begun.wait()
        channel = channel_of(page)
        while channel.send("some mail"):
            pass
        pressing = next(each.instance for each in channel._tree if each.component is Pressing)
        pressing.live.emit("add", by=100)  # from somewhere else
        await asyncio.sleep(0)
        Pressing.goes_on.set()
        await clicking
        assert page.text("p") in ("11", "111")
        await page.settled()
        assert page.text("p") == "111"


class Told(Component):
    template_string = '<button lv-click="tell">x</button>'

    @event
    async def tell(self) -> None:
        self.live.emit("told", what="it")


class Wall(Component, shared=True):
    template_string = "{{ Told() }}<p>{{ who }}</p>"
    uses: ClassVar = [Told]
    who: str = ""

    @event
    async def told(self, what: str, event: Event) -> None:
        self.who = f"{what} {event.viewer.url.partition('?')[2]}"


class Hall(LiveView):
    template_string = "{{ Wall() }}"
    uses: ClassVar = [Wall]


async def test_in_a_shared_component_the_caller_learns_who_it_was() -> None:
    app = LiveApp(routes=[live("/", Hall)], secret=SECRET)
    async with visit(app, "/?me=1") as one, visit(app, "/?me=2") as two:
        await two.click("button")
        await one.settled()
        assert one.text("p") == two.text("p") == "it me=2" and two.errors == []


class Busy(Component):
    """What emits without an event of the browser."""

    template_string = '<button lv-click="work">x</button>'
    size: int = prop(0)
    work_: Async[None] = Async()

    async def mount(self) -> None:
        self.live.emit("heard", what="mount")

    async def updated(self, before: object) -> None:
        self.live.emit("heard", what="updated")

    async def info(self, message: object) -> None:
        self.live.emit("heard", what="info")

    @every(seconds=5)
    async def tick(self) -> None:
        self.live.emit("heard", what="timer")

    @event
    async def work(self) -> None:
        self.work_.run(self.worked)

    def worked(self) -> None:
        for _ in range(2):
            self.live.emit("heard", what="thread")


class Hearing(LiveView):
    template_string = "{{ Busy(size=size) }}<p>{{ heard_|join(' ') }}</p>"
    uses: ClassVar = [Busy]
    over: ClassVar[asyncio.Event]
    size: int = 0
    heard_: list[str] = []

    @event
    async def heard(self, what: str) -> None:
        self.heard_.append(what)
        if self.heard_[-2:] == ["thread"] * 2:
            Hearing.over.set()

    @event
    async def grow(self) -> None:
        self.size += 1

    @event
    async def tell(self) -> None:
        self.live.send(Busy, "hello")


async def test_it_may_emit_at_any_time() -> None:
    Hearing.over = asyncio.Event()
    async with visit(LiveApp(routes=[live("/", Hearing)], secret=SECRET)) as page:
        await page.settled()
        assert page.text("p") == "mount"
        await page.push("grow")
        await page.settled()
        assert page.text("p") == "mount updated"
        await page.push("tell")
        await page.settled()
        await page.clock.advance(5)
        await page.settled()
        assert page.text("p") == "mount updated info timer"
        await page.click("button")
        await Hearing.over.wait()
        await page.settled()
        assert page.text("p") == "mount updated info timer thread thread" and page.errors == []


class Wrapping(Component):
    """Passes on what it was given."""

    template_string = "{{ Stepper(on_step=on_step) }}"
    uses: ClassVar = [Stepper]
    emits: ClassVar = ["on_step"]
    on_step: str = prop("")


class Wrapped(LiveView):
    template_string = """{{ Wrapping(on_step="stepped") }}<p>{{ count }}</p>"""
    uses: ClassVar = [Wrapping]
    count: int = 0

    @event
    async def stepped(self, by: int) -> None:
        self.count += by


async def test_a_caller_that_emits_it_too_passes_it_on() -> None:
    async with visit(LiveApp(routes=[live("/", Wrapped)], secret=SECRET)) as page:
        await page.click("button")
        assert page.text("p") == "1" and page.errors == page.reports == []


class Asking(Component):
    """A caller says which event a method emits; a browser cannot send it."""

    template_string = '<button lv-click="ask">x</button>'
    emits: ClassVar = ["self.on_ask"]
    on_ask: str = prop("")

    @event
    async def ask(self) -> None:
        if self.on_ask:
            self.live.emit(self.on_ask)


class Around(Component):
    template_string = "{{ Asking(on_ask=on_ask) }}"
    uses: ClassVar = [Asking]
    emits: ClassVar = ["self.on_ask"]
    on_ask: str = prop("")


class Asked(LiveView):
    template_string = """<div id="a">{{ Asking(on_ask="asked") }}</div><div id="b">{{ Around(on_ask="asked") }}</div>
      {{ Asking() }}<p>{{ count }}</p>"""
    uses: ClassVar = [Asking, Around]
    count: int = 0

    @event
    async def asked(self) -> None:
        self.count += 1


async def test_what_only_a_method_emits_cannot_be_sent_by_a_browser() -> None:
    async with visit(LiveApp(routes=[live("/", Asked)], secret=SECRET)) as page:
        await page.click("#a button")
        await page.click("#b button")
        assert page.text("p") == "2" and page.errors == page.reports == []
        for at in ("#a", "#b"):
            number = str(page.attribute(f"{at} button", "lv-click")).partition("@")[2]
            for name in ("^asked", "^on_ask", "^self.on_ask"):
                await page.push(f"{name}@{number}")
        assert len(page.errors) == 6 and page.text("p") == "2"


async def test_a_prop_that_names_no_event_is_a_mistake_at_once() -> None:
    class Lacking(LiveView):
        template_string = '{{ Asking(on_ask="askd") }}'
        uses: ClassVar = [Asking]

        @event
        async def asked(self) -> None: ...

    class Within(Lacking):
        template_string = '{{ Around(on_ask="askd") }}'
        uses: ClassVar = [Around]

    class Apart(Asking, isolated=True): ...

    class Isolating(Lacking):
        template_string = '{{ Apart(on_ask="asked") }}'
        uses: ClassVar = [Apart]

    class Alone(Component, isolated=True):
        template_string = "{{ Asking(on_ask=on_ask) }}"
        uses: ClassVar = [Asking]
        emits: ClassVar = ["on_ask"]
        on_ask: str = prop("")

    class Leading(Lacking):
        template_string = '{{ Alone(on_ask="asked") }}'
        uses: ClassVar = [Alone]

    async with visit(LiveApp(routes=[live("/", Leading)], secret=SECRET)) as page:
        assert len(page.all(".lv-failed")) == 1

    for view, reason in (
        (Lacking, r"Asking emits `askd`, and Lacking, .* Did you mean `asked`"),
        (Within, r"Around emits `askd`, and Within, .* Did you mean `asked`"),
        (Isolating, "Apart emits `asked` in a method, and has a process of its own"),
    ):
        with pytest.raises(StateError, match=reason):
            async with visit(LiveApp(routes=[live("/", view)], secret=SECRET)):
                pass
    with pytest.raises(DefinitionError, match=r"`self\.on_ask` is a prop by which callers name their event"):
        type("Wrong", (Component,), {"template_string": "", "emits": ["self.on_ask"]})

    class Everybodys(Asking, shared=True): ...  # as long as no caller names an event

    assert Everybodys._spec.is_shared


class Editing(Component):
    """A table that is dressed up."""

    template_string = "<h2>Edit</h2>{{ Table(rows=rows, columns=columns, on_edit=on_edit) }}"
    uses: ClassVar = [Table]
    emits: ClassVar = ["self.on_edit"]
    rows: Any
    columns: Any
    on_edit: str = prop("")


class Prices(LiveView):
    template_string = """{{ Editing(rows=rows, columns=columns, on_edit="save") }}<p>{{ saved }}</p>"""
    uses: ClassVar = [Editing]
    rows: list[dict[str, Any]] = [{"id": 1, "price": 5}]
    columns: list[Any] = [Column("price", editable=True)]
    saved: str = ""

    @event
    async def save(self, row: str, column: str, value: int) -> None:
        self.saved = f"{row} {column} {value}"


async def test_a_component_around_a_table_passes_its_events_on() -> None:
    async with visit(LiveApp(routes=[live("/", Prices)], secret=SECRET)) as page:
        number = next(each.number for each in channel_of(page)._tree if each.component is Table)
        await page.push(f"edit@{number}", {"row": "1", "column": "price"})
        await page.push(f"save@{number}", {"row": "1", "column": "price", "value": "7"})
        assert page.text("p") == "1 price 7" and page.errors == page.reports == []


@pytest.mark.parametrize("which", ["on_edit", "on_select", "on_retry"])
async def test_a_tables_events_are_looked_for_when_it_takes_its_place(which: str) -> None:
    class Mistaken(Prices):
        template_string = f"""{{{{ Table(rows=rows, {which}="sav") }}}}"""
        uses: ClassVar = [Table]

    with pytest.raises(StateError, match=r"Table emits `sav`, and Mistaken, .* Did you mean `save`"):
        async with visit(LiveApp(routes=[live("/", Mistaken)], secret=SECRET)):
            pass
