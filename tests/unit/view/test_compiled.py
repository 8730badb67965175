"""Components in their places: evaluated again only for what has changed, and always for what has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.engine import LiveEnvironment, Rendering
from liveview.errors import StateError
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.fields import prop
from liveview.view.live_view import LiveView
from liveview.view.template import Templates

rendered: list[str] = []


class Tile(Component):
    template_string = '<b class="{{ kind }}">{{ label }}: {{ shown }}</b><i>{{ rows|join(",") }}</i>'
    label: str
    value: Any = prop(0)
    kind: str = prop("plain")
    rows: list[int] = prop([])

    @computed
    def shown(self) -> str:
        rendered.append(self.label)
        return f"{self.value!s}"


class Board(LiveView):
    template_string = """{{ Tile(label="a", value=a) }}{{ Tile(label="b", value=b, rows=rows, kind=kind) }}"""
    uses = [Tile]
    a: Any = 0
    b: Any = 0
    kind: str = "plain"
    rows: list[int] = []


class Screen:
    """A board on a screen: what it shows, and what a fresh render of the same state shows."""

    def __init__(self) -> None:
        self.templates = Templates(LiveEnvironment())
        self.board = Board()
        self.compiled = self.templates.of(Board)
        self.rendering = Rendering(self.compiled.template)
        self.rendering.mount(self.compiled.values(self.board))
        rendered.clear()

    def update(self) -> Any:
        return self.rendering.update(self.compiled.values(self.board))

    def fresh(self) -> str:
        rendering = Rendering(self.compiled.template)
        rendering.mount(self.compiled.values(self.board))
        return rendering.html()


@pytest.fixture
def screen() -> Screen:
    return Screen()


def test_first_html(screen: Screen) -> None:
    assert '<b class="plain">a: 0</b><i></i><b class="plain">b: 0</b><i></i>' in screen.rendering.html()


def test_nothing_changed_is_no_patch(screen: Screen) -> None:
    assert screen.update() is None


def test_a_prop_changed_in_place_is_noticed(screen: Screen) -> None:
    screen.board.rows.append(5)
    assert screen.update() is not None
    assert "<i>5</i>" in screen.rendering.html()


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["a", "b"]), st.one_of(st.integers(), st.text(), st.booleans(), st.floats())),
            st.tuples(st.just("kind"), st.text()),
            st.tuples(st.just("rows"), st.lists(st.integers())),
            st.tuples(st.just("append"), st.integers()),
        )
    )
)
def test_the_screen_is_the_state(changes: list[tuple[str, Any]]) -> None:
    screen = Screen()
    for name, value in changes:
        if name == "append":
            screen.board.rows.append(value)
        else:
            setattr(screen.board, name, value)
        screen.update()
        assert screen.rendering.html() == screen.fresh()


def test_a_component_in_a_text_is_plain_html(screen: Screen) -> None:
    class Texts(LiveView):
        template_string = '{{ ("" ~ Tile(label="<x>"))|upper }}'
        uses = [Tile]

    compiled = screen.templates.of(Texts)
    assert compiled.components["Tile"](label="<x>") == '<b class="plain">&lt;x&gt;: 0</b><i></i>'


def test_a_missing_prop_says_so(screen: Screen) -> None:
    with pytest.raises(StateError, match=r"needs `label`"):
        screen.compiled.components["Tile"]()
