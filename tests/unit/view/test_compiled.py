"""Components in their places: evaluated again only for what has changed, and always for what has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

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


class Card(Component):
    template_string = """
      <section><h2>{{ heading }}</h2>{{ caller(heading) }}{% if footer %}{{ footer() }}{% endif %}</section>
    """
    heading: str
    footer: Any = prop(None)


class Filled(LiveView):
    template_string = """
      {% macro foot() %}<small>{{ count }}</small>{% endmacro %}
      {% call(name) Card(heading=title, footer=foot) %}<p>{{ name }}{{ count }}</p>{{ Tile(label=title) }}{% endcall %}
      {% for row in rows %}{% call(name) Card(heading=row) %}<b>{{ row }}{{ count }}</b>{% endcall %}{% endfor %}
    """
    uses = [Card, Tile]
    title: str = "Disks"
    count: int = 0
    rows: list[str] = ["a", "b"]


def filled() -> tuple[Filled, Rendering, Any]:
    view, compiled = Filled(), Templates(LiveEnvironment()).of(Filled)
    rendering = Rendering(compiled.template)
    rendering.mount(compiled.values(view))
    return view, rendering, compiled


def test_the_content_of_a_call_is_its_callers() -> None:
    html = filled()[1].html()
    assert "<h2>Disks</h2><p>Disks0</p>" in html
    assert "<small>0</small></section>" in html
    assert "<h2>b</h2><b>b0</b>" in html


def test_only_what_changed_in_the_content_is_sent() -> None:
    view, rendering, compiled = filled()
    view.count = 1
    assert rendering.update(compiled.values(view)) == [
        *(-1, [-2, [0, ["Disks", 1]], -3, [-1, [0, 1]]]),
        *(-2, [0, [-1, [-2, [0, ["a", 1]]]], 1, [-1, [-2, [0, ["b", 1]]]]]),
    ]
    assert rendering.update(compiled.values(view)) is None
    view.rows.append("c")
    view.title = "CPU"
    rendering.update(compiled.values(view))
    fresh = Rendering(compiled.template)
    fresh.mount(compiled.values(view))
    assert rendering.html() == fresh.html()


def test_a_component_that_wants_content_says_so() -> None:
    class Empty(LiveView):
        template_string = '{{ Card(heading="x") }}'
        uses = [Card]

    compiled = Templates(LiveEnvironment()).of(Empty)
    with pytest.raises(UndefinedError, match="caller"):
        Rendering(compiled.template).mount(compiled.values(Empty()))
