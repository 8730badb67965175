"""For Jinja's own tests: every environment that they make is ours, in the form that JINJA_FORM says.

`jinja`: Jinja's own, with autoescape on, as a measure for the others. `stock`: the form that our generator keeps beside
the live one. `live`: `template.render()` gives the HTML of a rendering, which an update must leave as it is.
"""

from __future__ import annotations

import os
from typing import Any

import jinja2
import pytest
from jinja2.compiler import CodeGenerator

from liveview.engine import LiveTemplate, Rendering
from liveview.engine.environment import LiveContext
from liveview.engine.generator import LiveCodeGenerator
from liveview.errors import TemplateError

FORM = os.environ["JINJA_FORM"]
make = jinja2.Environment.__init__


def make_ours(self: jinja2.Environment, *args: Any, **options: Any) -> None:
    """An environment as a test asks for it, but that autoescape is always on."""
    make(self, *args, **options)
    self.autoescape = True
    # Templates are awaited by handlers, not the other way round: there is no live form to be awaited.
    is_ours = not self.is_async and type(self).code_generator_class is CodeGenerator
    if FORM != "jinja" and is_ours:
        self.code_generator_class = LiveCodeGenerator
    if FORM == "live" and is_ours:
        self.template_class = LiveTemplate
        self.context_class = LiveContext if type(self).context_class is jinja2.runtime.Context else self.context_class


def render_live(self: LiveTemplate, *args: Any, **options: Any) -> str:
    """The HTML of a rendering, after it was asked for changes that there are not."""
    values = dict(*args, **options)
    rendering = Rendering(self)
    rendering.mount(values)
    html = rendering.html()
    rendering.update(values)
    assert rendering.html() == html
    return html


jinja2.Environment.__init__ = make_ours  # type: ignore[method-assign]
LiveTemplate.render = render_live  # type: ignore[method-assign, assignment]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Tells templates that are refused by design from those that fail."""
    try:
        return (yield)
    except TemplateError as error:
        pytest.skip(f"refused: {error.reason}")
