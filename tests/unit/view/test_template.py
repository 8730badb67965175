"""Templates: found, compiled, checked."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import jinja2
import pytest

from liveview.engine import LiveEnvironment, Rendering
from liveview.errors import DefinitionError, TemplateError
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.live_view import LiveView
from liveview.view.template import Templates


class Tile(Component):
    template_string = "<b>{{ label }}</b>"
    label: str


class Board(LiveView):
    LIMIT: ClassVar[int] = 3
    count: int = 0
    plain = 1
    template_string = """
      <p>{{ count }} {{ LIMIT }} {{ Tile(label="x") }}</p>
      <button lv-click="add">+1</button>
    """
    uses = [Tile]

    @property
    def worked(self) -> int:
        return 1

    @event
    def add(self) -> None: ...


@pytest.fixture
def templates() -> Templates:
    return Templates(LiveEnvironment())


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A user's module in a folder of its own."""
    made = ModuleType("users_module")
    made.__file__ = str(tmp_path / "users_module.py")
    (tmp_path / "users_module.py").write_text("")
    monkeypatch.setitem(sys.modules, "users_module", made)
    return made


def view_in(module: ModuleType, name: str = "OpsBoard", **body: Any) -> type[LiveView]:
    made: type[LiveView] = type(name, (LiveView,), {"__module__": module.__name__, **body})
    return made


def html(templates: Templates, view: type[LiveView]) -> str:
    compiled = templates.of(view)
    rendering = Rendering(compiled.template)
    rendering.mount(compiled.values(view()))
    return rendering.html()


def line_of(text: str) -> int:
    lines = Path(__file__).read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line and "line_of" not in line)


def test_a_template_is_compiled_once(templates: Templates) -> None:
    assert templates.of(Board) is templates.of(Board)
    assert set(templates.of(Board).components) == {"Tile"}


def test_a_file_beside_the_module_by_name(templates: Templates, module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "ops_board.html").write_text("<p>beside</p>")
    assert "<p>beside</p>" in html(templates, view_in(module))


def test_includes_and_parents_are_found_there_too(templates: Templates, module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text("<main>{% block body %}{% endblock %}</main>")
    (tmp_path / "part.html").write_text("<i>part</i>")
    (tmp_path / "page.html").write_text(
        '{% extends "base.html" %}{% block body %}{% include "part.html" %}{% endblock %}'
    )
    assert "<main><i>part</i></main>" in html(templates, view_in(module, template="page.html"))


def test_then_where_the_app_keeps_templates(module: ModuleType) -> None:
    environment = LiveEnvironment(loader=jinja2.DictLoader({"x.html": "<p>the app's</p>"}))
    assert "<p>the app's</p>" in html(Templates(environment), view_in(module, template="x.html"))


def test_the_folder_comes_first(module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>beside</p>")
    environment = LiveEnvironment(loader=jinja2.DictLoader({"x.html": "<p>app</p>"}))
    assert "beside" in html(Templates(environment), view_in(module, template="x.html"))


def test_a_subclass_has_its_bases_template(templates: Templates) -> None:
    class Sub(Board):
        pass

    assert "<b>x</b>" in html(templates, Sub)


def test_a_saved_file_is_compiled_again(module: ModuleType, tmp_path: Path) -> None:
    import os

    path = tmp_path / "ops_board.html"
    path.write_text("<p>one</p>")
    templates, view = Templates(LiveEnvironment(auto_reload=True)), view_in(module)
    assert "one" in html(templates, view)
    path.write_text("<p>two</p>")
    os.utime(path, (1, 1))
    assert "two" in html(templates, view)


def test_components_for_all(module: ModuleType) -> None:
    templates = Templates(LiveEnvironment(), [Tile])
    view = view_in(module, template_string='{{ Tile(label="CPU") }}')
    assert "<b>CPU</b>" in html(templates, view)


def test_components_that_use_each_other(templates: Templates) -> None:
    class Leaf(Component):
        template_string = "{% if depth %}{{ Leaf(depth=depth - 1) }}{% else %}end{% endif %}"
        depth: int

    compiled = templates.of(Leaf)
    assert set(compiled.components) == {"Leaf"}
    assert str(compiled.components["Leaf"](depth=2)) == "end"


# Mistakes.


def test_an_unknown_name_is_named_with_its_line_and_the_nearest(templates: Templates) -> None:
    class Bad(Board):
        template_string = """
          <p>
            {{ coumt }}
          </p>
        """

    with pytest.raises(TemplateError, match=r"`coumt` is no state.*Did you mean `count`") as caught:
        templates.of(Bad)
    assert (caught.value.filename, caught.value.lineno) == (__file__, line_of("{{ coumt }}"))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ plain }}", "It is a class attribute: annotate it"),
        ("{{ worked }}", "It is a property: write @computed"),
        ("{{ Gauge(value=1) }}", r"write `uses = \[Gauge\]`"),
        ("{{ session.name }}", "It is the framework's"),
        ("{{ nothing_near }}", "is defined"),
        ('<b lv-click="ad"></b>', r'lv-click="ad" names no event of Bad\..*Did you mean `add`'),
        ('<b lv-clik="add"></b>', "is no binding. Did you mean `lv-click`"),
        ('<b lv-change.x="add"></b>', "no event of the keyboard"),
        ("<b lv-reset></b>", "lv-reset on <b>: it belongs on a <form>"),
        ('<b lv-form="count"></b>', 'lv-form="count" on <b>: it belongs on a <form>'),
        ('<b lv-scroll="top"></b>', 'lv-scroll="top" on <b>: write `keep` or `end`'),
        ('<b lv-remove="add"></b>', 'lv-remove="add" on <b> sends an event .*: write commands'),
        ('<ol lv-viewport-bottom="moer"></ol>', "names no event of Bad"),
        ("{% if %}", "Expected an expression"),
        ("{% nonsense %}", "unknown tag"),
    ],
)
def test_what_a_template_may_not_name(templates: Templates, source: str, reason: str) -> None:
    Bad: Any = type("Bad", (Board,), {"template_string": source, "__module__": __name__})
    with pytest.raises(TemplateError, match=reason) as caught:
        templates.of(Bad)
    assert caught.value.lineno is not None


@pytest.mark.parametrize(
    "source", ["{{ maybe|default(1) }}", "{% if maybe is defined %}{% endif %}", "{{ range(3)|list }}"]
)
def test_what_a_template_may_name(templates: Templates, source: str) -> None:
    good: Any = type("Good", (Board,), {"template_string": source, "__module__": __name__})
    templates.of(good)


@pytest.mark.parametrize(
    ("source", "emits", "reason"),
    [
        ('<b lv-click="add">x</b>', [], r'lv-click="add" names no event of Button\. Write `@event`'),
        ('<b lv-click="press">x</b>', [], None),
        ('<b lv-click="^press">x</b>', [], r'calls the parent; to say so, write `emits = \["press"\]` in Button'),
        ('<b lv-click="^remove">x</b>', ["remove"], None),
        ('<b lv-click="remove">x</b>', ["remove"], r"It is the parent's: write lv-click=\"\^remove\""),
        ("<b lv-click=press>x</b>", [], r'quote the attribute value: lv-click="…"'),
        ('{% filter upper %}<b lv-click="no">x</b>{% endfilter %}', [], "names no event of Button"),
    ],
)
def test_an_event_is_the_class_whose_template_has_the_tag(
    templates: Templates, source: str, emits: list[str], reason: str | None
) -> None:
    body = {"template_string": source, "emits": emits, "press": event(_press), "__module__": __name__}
    button = type("Button", (Component,), body)
    if reason is None:
        templates.of(button)
        return
    with pytest.raises(TemplateError, match=reason) as caught:
        templates.of(button)
    assert caught.value.lineno is not None


def _press(self: Any) -> None: ...


_press.__name__ = "press"


def test_whoever_uses_a_component_has_what_it_emits(templates: Templates) -> None:
    class Row(Component):
        template_string = '<b lv-click="^remove">x</b>'
        emits = ["remove"]

    class Table(Component):
        template_string = "{{ Row() }}"
        uses = [Row]

    class Passing(Table):
        emits = ["remove"]

    class Calling(LiveView):
        template_string = '<b lv-click="^remove">x</b>'

    with pytest.raises(TemplateError, match=r"Row emits `remove`, and Table has no event of that name"):
        templates.of(Table)
    templates.of(Passing)
    with pytest.raises(TemplateError, match="Calling is a view, which has none"):
        templates.of(Calling)


def test_a_mistake_in_a_file_names_the_file(templates: Templates, module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "ops_board.html").write_text("<p>\n{{ coumt }}</p>")
    with pytest.raises(TemplateError, match="coumt") as caught:
        templates.of(view_in(module))
    assert (caught.value.filename, caught.value.lineno) == (str(tmp_path / "ops_board.html"), 2)
    (tmp_path / "ops_board.html").write_text("<p>\n{% if %}</p>")
    with pytest.raises(TemplateError, match="Expected an expression") as caught:
        Templates(LiveEnvironment()).of(view_in(module))
    assert (caught.value.filename, caught.value.lineno) == (str(tmp_path / "ops_board.html"), 2)


def test_a_file_that_is_not_there(templates: Templates, module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "board.html").write_text("")
    with pytest.raises(DefinitionError, match=r"no template `bord\.html`.*Did you mean `board\.html`"):
        templates.of(view_in(module, template="bord.html"))


def test_a_mistake_in_an_include_names_it(templates: Templates, module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text("\n{% if %}")
    with pytest.raises(TemplateError) as caught:
        templates.of(view_in(module, template_string='{% include "part.html" %}'))
    assert (caught.value.filename, caught.value.lineno) == (str(tmp_path / "part.html"), 2)


def test_no_template_at_all(templates: Templates, module: ModuleType) -> None:
    with pytest.raises(DefinitionError, match=r"OpsBoard has no template: .*`ops_board\.html`"):
        templates.of(view_in(module))
    with pytest.raises(DefinitionError, match="has no template"):
        templates.of(type("Nowhere", (LiveView,), {"__module__": "no.such.module"}))


def test_two_templates(templates: Templates, module: ModuleType) -> None:
    with pytest.raises(DefinitionError, match="choose one"):
        templates.of(view_in(module, template="a.html", template_string=""))


@pytest.mark.parametrize(
    ("uses", "reason"),
    [("Tile", "is a list of components"), ([Board], "is no Component class"), ([Tile, Tile], None)],
)
def test_uses_is_a_list_of_components(templates: Templates, uses: Any, reason: str | None) -> None:
    view: Any = type("View", (LiveView,), {"template_string": "", "uses": uses, "__module__": __name__})
    if reason is None:
        templates.of(view)
    else:
        with pytest.raises(DefinitionError, match=reason):
            templates.of(view)


def test_two_things_of_one_name(templates: Templates) -> None:
    other = type("Tile", (Component,), {"template_string": "", "__module__": __name__})
    view: Any = type("View", (LiveView,), {"template_string": "", "uses": [Tile, other], "__module__": __name__})
    with pytest.raises(DefinitionError, match="two things called `Tile`"):
        templates.of(view)
