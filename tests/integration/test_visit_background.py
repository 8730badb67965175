"""Background work and later messages, in pages over the real protocol."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from liveview import Async, Component, LiveApp, LiveView, event, live
from liveview.errors import StateError
from liveview.runtime.task_supervisor import TASKS, TaskSupervisor
from liveview.testing import visit
from tests.integration.views import channel_of
from tests.integration.wire import SECRET


class Gate:
    """Work that is done when the test says so."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.cancelled = 0

    async def pass_through(self, value: str) -> str:
        try:
            await self.opened.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if value == "bad":
            raise LookupError("no such thing")
        return value


GATES: dict[str, Gate] = {}


class Hung:
    """A `def` that hangs until the test says so, as a query does."""

    def __init__(self) -> None:
        self.begun = 0
        self.go_on = threading.Event()

    def wait(self) -> str:
        self.begun += 1
        self.go_on.wait(10)
        return f"{self.begun} begun"


HUNG: dict[str, Hung] = {}


class Impatient(LiveView):
    template_string = """<p>{{ answer.value }}</p><b>{{ pressed }}</b>
      <button id="ask" lv-click="ask">ask</button><button id="press" lv-click="press">press</button>"""
    answer: Async[str] = Async()
    pressed: int = 0

    @event
    async def ask(self) -> None:
        self.answer.run(HUNG["query"].wait)

    @event
    def press(self) -> None:
        self.pressed += 1


def process_of(told: list[str]) -> str:
    return f"{os.getpid()} {told}"


def run_for_ever(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    while True:
        pass


class Part(Component):
    template_string = '<em lv-click="go">{{ "…" if result.loading else result.value }}</em>'
    result: Async[str] = Async()

    @event
    def go(self) -> None:
        self.result.run(GATES["part"].pass_through, "part")


class Report(LiveView):
    uses = [Part]
    template_string = """
      <p>{% if result.loading %}loading {{ result.value }}{% elif result.failed %}failed: {{ result.error }}
      {%- elif result.ok %}ok {{ result.value }}{% else %}idle{% endif %}</p>
      <button id="load" lv-click="load" lv-value-gate="a" lv-value-value="x">load</button>
      <button id="again" lv-click="load" lv-value-gate="b" lv-value-value="y">again</button>
      <button id="bad" lv-click="load" lv-value-gate="a" lv-value-value="bad">bad</button>
      <button id="slow" lv-click="slow">slow</button><button id="thread" lv-click="thread">thread</button>
      <button id="elsewhere" lv-click="elsewhere">elsewhere</button>
      <button id="endless" lv-click="endless">endless</button>
      <button id="cancel" lv-click="cancel">cancel</button>
      <button id="part" lv-click="toggle">part</button>{% if part %}{{ Part() }}{% endif %}
      <i>{{ told|join(" ") }}</i>
      <button id="later" lv-click="later">later</button><button id="never" lv-click="never">never</button>
    """
    result: Async[str] = Async()
    part: bool = True
    told: list[str] = []

    async def info(self, message: Any) -> None:
        self.told.append(str(message))

    @event
    async def load(self, gate: str, value: str) -> None:
        self.result.run(GATES[gate].pass_through, value)

    @event
    def slow(self) -> None:
        self.result.run(GATES["a"].pass_through, "never", timeout=5)

    @event
    def thread(self) -> None:
        self.result.run(lambda main: f"in {threading.current_thread() is not main}", threading.main_thread())

    @event
    def elsewhere(self) -> None:
        self.result.run(process_of, self.told, executor="process")
        self.told.append("after it was sent")

    @event
    async def endless(self, path: str) -> None:
        self.result.run(run_for_ever, path, executor="process")

    @event
    async def cancel(self) -> None:
        self.result.cancel()

    @event
    async def toggle(self) -> None:
        self.part = not self.part

    @event
    def later(self) -> None:
        self.live.send_after(2, "later")
        self.live.send_after(1, "sooner")

    @event
    async def never(self) -> None:
        self.live.cancel_timer(self.live.send_after(1, "never"))


@pytest.fixture(autouse=True)
def gates() -> None:
    GATES.clear()
    GATES.update(a=Gate(), b=Gate(), part=Gate())
    HUNG["query"] = Hung()


def app() -> LiveApp:
    return LiveApp(routes=[live("/", Report), live("/impatient", Impatient)], secret=SECRET)


async def done(page: Any) -> None:
    """Until no task runs and the page has heard of it."""
    tasks = channel_of(page).whereis(TASKS, TaskSupervisor)
    while tasks.count_children().active:
        await asyncio.sleep(0)
    await page.settled()


async def test_a_field_shows_how_far_its_work_is() -> None:
    async with visit(app()) as page:
        assert page.text("p") == "idle"
        await page.click("#load")
        assert page.text("p") == "loading None"
        GATES["a"].opened.set()
        await done(page)
        assert page.text("p") == "ok x"
        await page.click("#again")
        assert page.text("p") == "loading x"  # the value of before
        GATES["b"].opened.set()
        await done(page)
        assert page.text("p") == "ok y"


async def test_a_failure_is_shown_and_the_view_lives_on() -> None:
    async with visit(app()) as page:
        await page.click("#bad")
        GATES["a"].opened.set()
        await done(page)
        assert page.text("p") == "failed: no such thing"
        await page.click("#load")
        await done(page)
        assert page.text("p") == "ok x"


async def test_the_newest_run_wins_and_the_other_is_stopped() -> None:
    async with visit(app()) as page:
        await page.click("#load")
        await page.click("#again")
        assert GATES["a"].cancelled == 1
        GATES["a"].opened.set()
        GATES["b"].opened.set()
        await done(page)
        assert page.text("p") == "ok y"


async def test_what_is_cancelled_is_as_before() -> None:
    async with visit(app()) as page:
        await page.click("#cancel")
        await page.click("#load")
        await page.click("#again")
        await page.click("#cancel")
        assert page.text("p") == "idle" and GATES["b"].cancelled == 1


async def test_what_takes_too_long_has_failed() -> None:
    async with visit(app()) as page:
        await page.click("#slow")
        await page.clock.advance(4)
        assert page.text("p") == "loading None"
        await page.clock.advance(1)
        await done(page)
        assert page.text("p").startswith("failed:") and "within 5 s" in page.text("p")


async def test_a_plain_function_runs_in_a_thread() -> None:
    async with visit(app()) as page:
        await page.click("#thread")
        await done(page)
        assert page.text("p") == "ok in True"


async def test_who_asks_again_and_again_holds_one_thread_and_keeps_nobody_waiting() -> None:
    shared = app()
    async with visit(shared, "/impatient") as page, visit(shared, "/impatient") as other:
        for _ in range(90):  # more than there are threads, with those that take the place of what was given up
            await page.click("#ask")
        while not HUNG["query"].begun:
            await asyncio.sleep(0)
        assert HUNG["query"].begun == 1
        await other.click("#press")
        assert other.text("b") == "1"
        HUNG["query"].go_on.set()
        await done(page)
        assert page.text("p") == "2 begun"  # the newest, after the oldest


async def test_what_computes_runs_in_another_process() -> None:
    async with visit(app()) as page:
        await page.click("#elsewhere")
        await done(page)
        _, number, told = page.text("p").split()
        assert int(number) != os.getpid() and told == "[]"  # as of the call


async def test_a_process_that_is_given_up_is_killed(tmp_path: Path) -> None:
    async with visit(app()) as page:
        started = tmp_path / "process"
        await page.push("endless", {"path": str(started)})
        while not (started.exists() and (number := started.read_text())):
            await asyncio.sleep(0)
        await page.click("#cancel")
        await done(page)
        assert page.text("p") == "idle"
        with pytest.raises(ProcessLookupError):
            os.kill(int(number), 0)


@pytest.mark.parametrize("function", [lambda: 1, Gate().pass_through])
async def test_what_cannot_run_elsewhere_is_said_at_once(function: Any) -> None:
    async with visit(app()) as page:
        view: Any = channel_of(page).view
        with pytest.raises(StateError, match=r"cannot go to another process|takes no executor"):
            view.result.run(function, executor="process")


async def test_work_ends_with_its_owner() -> None:
    async with visit(app()) as page:
        await page.click("em")
        assert page.text("em") == "…"
        await page.click("#part")
        assert GATES["part"].cancelled == 1
        await page.click("#load")
        channel_of(page).kill()
        await asyncio.sleep(0)
        while not GATES["a"].cancelled:
            await asyncio.sleep(0)


async def test_messages_come_later_and_not_to_those_who_thought_better_of_it() -> None:
    async with visit(app()) as page:
        await page.click("#later")
        await page.click("#never")
        await page.clock.advance(1.5)
        assert page.text("i") == "sooner"
        await page.clock.advance(1)
        assert page.text("i") == "sooner later"


def test_without_a_page_it_is_said() -> None:
    view = Report()
    with pytest.raises(StateError, match="has no page around it"):
        view.result.run(print)
    view.result.cancel()
    for ask in (lambda: view.live.send_after(1, "x"), lambda: view.live.cancel_timer(1)):
        with pytest.raises(StateError, match="has no page"):
            ask()
