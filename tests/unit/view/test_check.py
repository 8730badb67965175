"""A template that names only what its class has passes. The mistakes are in test_template.py."""

from __future__ import annotations

import jinja2
import pytest

from liveview.engine import LiveEnvironment
from liveview.errors import DefinitionError, TemplateError
from liveview.view.check import Check
from liveview.view.compiled import Compiled
from liveview.view.events import event
from liveview.view.fields import state
from liveview.view.live_view import LiveView
from liveview.view.snapshots.encoding import encode


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


class SignIn(LiveView):
    template_string = ""
    name: str = state("", bind=True)
    password: str = state("", bind=True)
    again: str = state("", bind=True)
    remembered: bool = state(False, bind=True)
    country: str = state("", bind=True)


PASSWORDS = """
  <input lv-bind="name"><input type="PASSWORD" lv-bind="password"><input type="checkbox" lv-bind="remembered">
  {% if remembered %}<input type="password" lv-bind="again">{% else %}<input lv-bind="again">{% endif %}
  <select lv-bind="country"></select>
"""


def test_what_a_password_input_sets_is_in_no_snapshot() -> None:
    before = SignIn._spec.snapshot.fingerprint
    Check(SignIn, Compiled(LiveEnvironment().from_string(PASSWORDS, name="x"))).run()
    assert list(SignIn._spec.snapshot.transient) == ["password"]
    assert list(SignIn._spec.snapshot.kept) == ["again", "country", "name", "page_title", "remembered"]
    assert SignIn._spec.snapshot.fingerprint != before
    sign_in = SignIn()
    sign_in.password = "hunter2"
    assert b"hunter2" not in encode(sign_in)


def test_one_that_has_no_default_is_an_error() -> None:
    class Signing(LiveView):
        template_string = ""
        password: str = state(bind=True)

    template = LiveEnvironment().from_string('<input type="password" lv-bind="password">', name="x")
    with pytest.raises(DefinitionError, match=r"Signing\.password is not kept .*\(a password input sets it\)"):
        Check(Signing, Compiled(template)).run()
