"""Templates as trees, each parsed once."""

from __future__ import annotations

import jinja2
import pytest

from liveview.check.sources import Trees
from liveview.engine import LiveEnvironment
from liveview.view.template import Source
from tests.check.shop import Shop

ENVIRONMENT = LiveEnvironment(loader=jinja2.DictLoader({"a.html": "{% include 'b.html' %}", "b.html": "b"}))


def test_a_template_is_parsed_once() -> None:
    trees = Trees(ENVIRONMENT)
    tree = trees.of(Source(Shop, ENVIRONMENT, "a.html", None))
    assert trees.named("b.html", tree) is trees.named("b.html", None)
    assert trees.parsed.keys() == {"a.html", "b.html"}


def test_a_string_is_a_template_of_its_own() -> None:
    assert Trees(LiveEnvironment()).of(Source(Shop, ENVIRONMENT, "x", "<p></p>")).text == "<p></p>"


def test_one_that_is_not_there() -> None:
    for environment in (ENVIRONMENT, LiveEnvironment()):
        with pytest.raises(jinja2.TemplateNotFound):
            Trees(environment).named("c.html", None)
