"""Components whose callers say which event of theirs they send: `emits` that name props."""

from __future__ import annotations

import pytest

from liveview import Component, LiveApp, LiveView, event, live, prop
from liveview.errors import StateError
from liveview.testing import visit
from tests.integration.wire import SECRET


class Button(Component):
    template_string = (
        """<button id="{{ name }}"{% if on_press %} lv-click="^{{ on_press }}"{% endif %} lv-value-by="2">x</button>"""
    )
    emits = ["on_press"]
    name: str = prop("b")
    on_press: str = prop("")


class Slow(Button, isolated=True):
    pass


class Framed(Component):
    template_string = """{{ Button(name=name, on_press="press") }}"""
    uses = [Button]
    emits = ["press"]
    name: str = prop("framed")


class Presses(LiveView):
    template_string = """
      {{ Button(name="one", on_press="add") }}{{ Button(name="other", on_press="take" if turned else "add") }}
      {{ Button(name="silent") }}{{ Framed() }}{{ Slow(name="slow", on_press="add") }}<p>{{ count }}</p>"""
    uses = [Button, Framed, Slow]
    count: int = 0
    turned: bool = False

    @event
    async def add(self, by: int) -> None:
        self.count += by

    @event
    async def take(self, by: int) -> None:
        self.count -= by

    @event
    async def press(self, by: int) -> None:
        self.count += 100

    @event
    async def turn(self) -> None:
        self.turned = True


def app(view: type[LiveView] = Presses) -> LiveApp:
    return LiveApp(routes=[live("/", view)], secret=SECRET)


async def test_each_call_names_its_event() -> None:
    async with visit(app(), "/") as page:
        await page.click("#one")
        await page.click("#other")
        assert page.text("p") == "4"
        await page.push("turn")
        await page.click("#other")
        assert page.text("p") == "2"
        await page.click("#framed")
        assert page.text("p") == "102" and page.errors == []


async def test_an_isolated_one_does_too() -> None:
    async with visit(app(), "/") as page:
        await page.click("#slow")
        await page.settled()
        assert page.text("p") == "2" and page.errors == []


async def test_nothing_is_sent_that_the_call_did_not_name() -> None:
    """A browser may say any name: only the one that the caller gave this component counts."""
    async with visit(app(), "/") as page:
        number = str(page.attribute("#one", "lv-click")).partition("@")[2]
        for name in ("^take", "^on_press", "^turn", "^"):
            await page.push(f"{name}@{number}", {"by": 1})
        assert len(page.errors) == 4 and page.text("p") == "0"


async def test_a_name_that_the_caller_has_not_is_a_mistake() -> None:
    class Lacking(LiveView):
        template_string = '{{ Button(on_press="ad") }}'
        uses = [Button]

        @event
        async def add(self) -> None: ...

    with pytest.raises(StateError, match=r"Button emits `ad`, and Lacking, which uses it, has no event .* `add`"):
        async with visit(app(Lacking), "/"):
            pass


async def test_a_value_that_is_no_name_is_a_mistake() -> None:
    class Odd(LiveView):
        template_string = "{{ Button(on_press=7) }}"
        uses = [Button]

    with pytest.raises(StateError, match=r"was given 7 for an event.*on_press="):
        async with visit(app(Odd), "/"):
            pass
