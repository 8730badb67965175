"""Components over the real protocol: whose events are whose, what moves, and what comes back after a loss."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest

from liveview import Component, LiveApp, LiveView, event, live, prop
from liveview.errors import StateError
from liveview.testing import Page, visit
from tests.integration.boards import Board, Card, Task, Tree
from tests.integration.views import channel_of
from tests.integration.wire import SECRET


def app(view: type[LiveView] = Board, **options: Any) -> LiveApp:
    return LiveApp(routes=[live("/", view)], secret=SECRET, **options)


def tasks(page: Page) -> list[str]:
    return page.texts("h3")


async def test_each_event_reaches_the_class_whose_template_has_the_tag() -> None:
    async with visit(app()) as page:
        await page.click("em")
        await page.click("h2")
        await page.click("footer i")
        assert (page.text("h2"), page.text("em"), page.text("footer")) == ("Tasks 1", "2 1", "foot 2")
        await page.click("#b h3")
        assert tasks(page) == ["A", "B open", "C"]
        await page.submit("#a form", title="new")
        assert page.errors == []


async def test_components_move_and_go_with_their_state() -> None:
    async with visit(app()) as page:
        await page.click("#a h3")
        await page.click("#turn")
        assert tasks(page) == ["C", "B", "A open"]
        assert page.frames[-2].parts[2] == [-1, [-3, [-2, [[], [], [[2, 1, 0]]]]]]
        await page.click("#b .done")
        await page.click("#a h3")
        assert tasks(page) == ["C", "A"] and page.errors == []


async def test_a_click_takes_few_bytes_and_evaluates_one_template() -> None:
    async with visit(app()) as page:
        before = len(page.frames)
        await page.click("#c h3")
        sent, received = page.frames[before : before + 2]
        assert sent.parts[:3] == ["e", 1, 0] and sent.parts[3].startswith("toggle@")
        assert received.parts == [0, 2, [-1, [-3, [-2, [2, [-1, [2, ["C", " open"]]]]]]], 1]


async def test_a_tree_of_one_class() -> None:
    async with visit(app()) as page:
        for depth in range(12):
            await page.click(f".d{depth} > b")
        assert page.text(".d12 > b") == "12:0"
        await page.click(".d3 > b")
        assert len(page.all(".d4")) == 2 and page.errors == []


async def test_a_message_from_the_view() -> None:
    async with visit(app()) as page:
        await page.click("#tell")
        await page.clock.advance(0.1)
        assert tasks(page) == ["A open", "B", "C open"]


async def test_the_same_process_goes_on_after_a_loss() -> None:
    async with visit(app()) as page:
        await page.click("#a h3")
        await page.drop()
        for node in channel_of(page)._tree:
            if isinstance(node.instance, Task):
                node.instance.open = True
                channel_of(page)._tree.touch(node)
        channel_of(page)._screen.stale = True
        await page.reconnect()
        assert tasks(page) == ["A open", "B open", "C open"]
        await page.click("#c h3")
        assert tasks(page) == ["A open", "B open", "C"] and page.errors == []


async def test_full_values_name_the_same_components() -> None:
    async with visit(app()) as page:
        await page.click("#a h3")
        await page.send(["f", 0])
        assert "=" in [frame.parts[0] for frame in page.frames[-3:]]
        await page.click("#a h3")
        assert tasks(page)[0] == "A" and page.errors == []


async def test_a_new_process_has_new_components() -> None:
    async with visit(app()) as page:
        await page.click("#a h3")
        channel = channel_of(page)
        await page.drop()
        await channel.stop("signed out")  # nothing is kept of it
        await page.reconnect()
        assert tasks(page) == ["A", "B", "C"]
        await page.click("#b h3")
        assert tasks(page) == ["A", "B open", "C"] and page.errors == []


KIT = {"kit.html": "{% macro pair(x) %}{{ Task(id=x) }}<q lv-click='press'>{{ x }}</q>{% endmacro %}"}


async def test_a_kit_of_the_app_is_seen_in_imported_macros() -> None:
    class Kitted(LiveView):
        template_string = """{% from "kit.html" import pair %}{{ pair("a") }}{{ presses }}{{ Holder() }}"""
        presses: int = 0

        @event
        async def press(self) -> None:
            self.presses += 1

        @event
        async def remove(self, id: str) -> None:
            self.presses += 10

    class Holder(Component):
        template_string = """{% import "kit.html" as kit %}<p>{{ kit.pair("b") }}{{ presses }}</p>"""
        presses: int = 0

        @event
        async def press(self) -> None:
            self.presses += 100

        @event
        async def remove(self, id: str) -> None:
            self.presses += 1000

    environment = jinja2.Environment(loader=jinja2.DictLoader(KIT))
    async with visit(app(Kitted, templates=environment, components=[Task, Holder])) as page:
        for selector in ("#a h3", "#a + q", "#a .done", "#b + q", "#b .done", "#b h3"):
            await page.click(selector)
        assert tasks(page) == ["- open", "- open"]
        assert "</q>11" in page.html and "</q>1100" in page.html and page.errors == []


async def test_a_kit_says_what_its_user_lacks() -> None:
    class Lacking(LiveView):
        template_string = "{{ Task(id='a') }}"

    with pytest.raises(StateError, match="Task emits `remove`, and Lacking, which uses it, has no event"):
        async with visit(app(Lacking, components=[Task])):
            pass


@pytest.mark.parametrize(
    "place",
    [
        "<p title='{{ Card(heading=1) }}'></p>",
        "{% set card = Card(heading=1) %}{{ card }}",
        "{{ Card(heading=1)|upper }}",
        "{% filter upper %}{{ Card(heading=1) }}{% endfilter %}",
    ],
)
async def test_a_component_with_state_needs_a_place(place: str) -> None:
    view = type("Placing", (LiveView,), {"template_string": place, "uses": [Card], "__module__": __name__})
    with pytest.raises(StateError, match="Card has state or events, so it needs a place of its own"):
        async with visit(app(view)):
            pass


async def test_a_component_without_its_brackets_is_told_what_to_write() -> None:
    view = type("Bare", (LiveView,), {"template_string": "<p>{{ Card }}</p>", "uses": [Card], "__module__": __name__})
    with pytest.raises(StateError, match=r"Card is a component: write `\{\{ Card\(…\) \}\}`"):
        async with visit(app(view)):
            pass


async def test_components_in_every_construct_keep_their_state() -> None:
    class Everywhere(LiveView):
        template_string = """
          {% macro one(x) %}{{ Tree(depth=x) }}{% endmacro %}
          {% block main %}{{ Tree(depth=100) }}{% endblock %}
          {% with y = 200 %}{{ Tree(depth=y) }}{% endwith %}
          {% if on %}{{ Tree(depth=300) }}{% else %}{{ Tree(depth=400) }}{% endif %}
          {{ one(500) }}
          {% for x in [1] recursive %}{{ Tree(depth=600) }}{% endfor %}
          {% for x in [] %}{% else %}{{ Tree(depth=700) }}{% endfor %}
          <ul>{% for x in rows %}<li lv-key="{{ x }}">{{ Tree(depth=x) }}</li>{% endfor %}</ul>
          <button lv-click="turn">x</button>"""
        uses = [Tree]
        on: bool = True
        rows: list[int] = [800, 900]

        @event
        async def turn(self) -> None:
            self.on = not self.on
            self.rows.reverse()

    async with visit(app(Everywhere)) as page:
        for depth in range(100, 1000, 100):
            if depth != 400:
                await page.click(f".d{depth} > b")
        await page.click("button")
        texts = page.texts("div[class$='00'] > b")
        assert texts == ["100:1", "200:1", "400:0", "500:1", "600:1", "700:1", "900:1", "800:1"]
        assert page.errors == []


class Folded(Component):
    """Stateless: what it does needs no server."""

    template_string = """<button lv-click="{{ JS.toggle('#more') }}" lv-hook="Fold">more</button>
      <i lv-click="{{ name }}">x</i><div id="more">{{ caller() }}</div>"""
    name: str = prop("press")


async def test_a_component_without_events_has_commands_and_hooks_and_nobody_hears_what_it_sends() -> None:
    class Page_(LiveView):
        template_string = """{% call Folded() %}<b lv-click="press">{{ presses }}</b>{% endcall %}"""
        uses = [Folded]
        presses: int = 0

        @event
        async def press(self) -> None:
            self.presses += 1

    async with visit(app(Page_)) as page:
        await page.click("button")
        await page.click("#more b")
        assert page.text("#more b") == "1" and page.errors == []
        assert page.attribute("button", "lv-hook") == "Fold@-"
        for name in ("press", "^press"):
            await page.push(f"{name}@-")
        await page.click("i")
        assert page.text("#more b") == "1" and len(page.errors) == 3
