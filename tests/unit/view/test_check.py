"""A template that names only what its class has passes. The mistakes are in test_template.py."""

from __future__ import annotations

import jinja2
import pytest

from liveview.engine import LiveEnvironment
from liveview.errors import TemplateError
from liveview.view.check import Check
from liveview.view.compiled import Compiled
from liveview.view.events import event
from liveview.view.live_view import LiveView


class Form(LiveView):
    template_string = ""
    name: str = ""

    @event("save")
    def save_it(self, name: str) -> None: ...


def test_names_events_and_settings() -> None:
    source = """
      <form lv-submit="save" lv-change="save" data-x="1">
        <input name="name" value="{{ name }}" lv-input="save" lv-debounce="300" lv-value-name="x">
        {% for letter in name %}<li lv-key="{{ loop.index }}">{{ letter }}</li>{% endfor %}
      </form>
    """
    Check(Form, Compiled(LiveEnvironment().from_string(source, name="x"))).run()


PARTS = {
    "row.html": "<li>{{ letter }} {{ name }}</li>",
    "parent.html": "<h1>{{ title }}</h1>{% block body %}{% endblock %}",
    "lost.html": "<li>{{ nothing }}</li>",
}


def checked(source: str) -> None:
    environment = LiveEnvironment(loader=jinja2.DictLoader(PARTS))
    Check(Form, Compiled(environment.from_string(source, name="x"))).run()


@pytest.mark.parametrize(
    "source",
    [
        "<ul>{% for letter in name %}{% include 'row.html' %}{% endfor %}</ul>",
        "<ul>{% with letter = name %}{% include 'row.html' %}{% endwith %}</ul>",
        "{% extends 'parent.html' %}{% set title = name %}{% block body %}{{ name }}{% endblock %}",
    ],
)
def test_includes_and_parents_see_what_is_bound_around_them(source: str) -> None:
    checked(source)


def test_what_nobody_binds_is_unknown_in_them_too() -> None:
    with pytest.raises(TemplateError, match="`nothing` is no state"):
        checked("<ul>{% for letter in name %}{% include 'lost.html' %}{% endfor %}</ul>")
    with pytest.raises(TemplateError, match="`letter` is no state"):
        checked("<ul>{% include 'row.html' %}</ul>")
