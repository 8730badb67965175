"""A template that names only what its class has passes. The mistakes are in test_template.py."""

from __future__ import annotations

from liveview.engine import LiveEnvironment
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
