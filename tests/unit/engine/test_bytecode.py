"""Compiled templates are taken from where they were kept exactly when they would be compiled the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import jinja2
import pytest

from liveview.engine import Bytecode, LiveEnvironment, Rendering, pure

SOURCES = {
    "page": "<h1>{{ title|shout }}</h1>{% for r in rows %}<p lv-key='{{ r }}'>{% include 'row' %}</p>{% endfor %}",
    "row": "<b>{{ r }}{{ unit }}</b>",
    "round": "{{ n }}{% if n %}{% include 'about' %}{% endif %}",
    "about": "{% set n = n - 1 %}{% include 'round' %}",
    "folded": "<p>{{ 'a'|shout }}</p>",
}
STATE: dict[str, Any] = {"title": "t", "rows": [1, 2], "unit": "%", "n": 2}


class NeverCompiles(LiveEnvironment):
    """What has to be compiled fails."""

    # The class is part of the key; this one stands for the same.
    __module__ = LiveEnvironment.__module__
    __qualname__ = LiveEnvironment.__qualname__

    def _generate(self, *args: Any, **options: Any) -> str:
        raise AssertionError("compiled")


def environment(folder: Path, kind: type[LiveEnvironment] = LiveEnvironment, **sources: str) -> LiveEnvironment:
    made = kind(loader=jinja2.DictLoader({**SOURCES, **sources}))
    made.bytecode = Bytecode(folder)
    made.filters["shout"] = str.upper
    return made


def shown(made: LiveEnvironment, name: str = "page") -> tuple[str, str]:
    rendering = Rendering(made.get_template(name))
    rendering.mount(STATE)
    return rendering.html(), rendering.values()[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.mark.parametrize("name", ["page", "round"])
def test_the_next_start_compiles_nothing(folder: Path, name: str) -> None:
    first = shown(environment(folder), name)
    assert shown(environment(folder, NeverCompiles), name) == first


def test_templates_from_strings_are_kept_too(folder: Path) -> None:
    environment(folder).from_string("<p>{{ a }}</p>", name="V.template_string")
    rendering = Rendering(environment(folder, NeverCompiles).from_string("<p>{{ a }}</p>", name="V.template_string"))
    rendering.mount({"a": 1})
    assert rendering.html() == "<p>1</p>"


def compiles_again(made: LiveEnvironment, name: str = "page") -> bool:
    try:
        shown(made, name)
    except AssertionError:
        return True
    return False


def test_other_source_is_compiled(folder: Path) -> None:
    shown(environment(folder))
    assert compiles_again(environment(folder, NeverCompiles, page="<p>{{ title }}</p>"))


def test_an_include_that_reads_something_else_counts(folder: Path) -> None:
    shown(environment(folder))
    other = environment(folder, row="<b>{{ r }}{{ title }}</b>")
    shown(other)
    rendering = Rendering(other.get_template("page"))
    rendering.mount(STATE)
    assert rendering.update({**STATE, "title": "u"}) is not None
    assert rendering.html().count("<b>1u</b>") == 1


def test_a_promise_that_is_made_or_broken_counts(folder: Path) -> None:
    shown(environment(folder))
    pure_now = environment(folder, NeverCompiles)
    pure_now.filters["shout"] = pure(lambda value: value)
    assert compiles_again(pure_now)
    another = environment(folder, NeverCompiles)
    another.globals["title"] = "of everybody"
    assert compiles_again(another)


def test_another_syntax_counts(folder: Path) -> None:
    shown(environment(folder))
    other = environment(folder, NeverCompiles)
    other.trim_blocks = True
    assert compiles_again(other)


def test_what_the_application_works_out_at_compile_time_is_not_kept(folder: Path) -> None:
    assert shown(environment(folder), "folded")[0] == "<p>A</p>"
    other = environment(folder)
    other.filters["shout"] = lambda value: f"{value}!"
    assert shown(other, "folded")[0] == "<p>a!</p>"


def test_a_file_that_is_not_whole_is_no_file(folder: Path) -> None:
    first = shown(environment(folder))
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:50])
    assert shown(environment(folder)) == first


def test_nothing_is_kept_where_others_can_write(folder: Path) -> None:
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    shown(environment(folder))
    assert list(folder.iterdir()) == []


def test_nothing_is_kept_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert shown(environment(tmp_path / "file" / "kept"))[0].startswith("<h1>T</h1>")


def test_the_oldest_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liveview.engine.bytecode.MOST", 20)
    made = environment(folder)
    for number in range(50):
        made.from_string(f"<p>{number}</p>")
    assert len(list(folder.iterdir())) <= 20


def test_what_others_may_have_written_is_not_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown(environment(folder))
    folder.chmod(0o777)
    with pytest.raises(AssertionError, match="compiled"):
        shown(environment(folder, NeverCompiles))
    folder.chmod(0o700)
    shown(environment(folder, NeverCompiles))
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(AssertionError, match="compiled"):
        shown(environment(folder, NeverCompiles))
