"""The example's page of controls on the framework's own layout, and a page whose dialogs are stubborn or go."""

from __future__ import annotations

from typing import ClassVar

from example_app.views.kit.controls import Controls
from liveview import LiveApp, LiveView, event, live
from liveview.ui import Drawer, Modal, Tabs, Toasts


class Dialogs(LiveView):
    """One that its view does not let go, one that goes from the page, and tabs of their own."""

    template_string = """
      <h1>Dialogs</h1>
      <p><button id="ask" lv-click="ask">Ask</button> <button id="show" lv-click="show">Show</button>
        <button id="count" lv-click="count">{{ counted }}</button></p>
      {% call Modal(id="stubborn", heading="Read this", open=asked, on_close="close") %}
        <input aria-label="Word"><p id="closes">{{ closes }}</p><button id="let" lv-click="let">Let go</button>
        <button id="inner-open" lv-click="{{ JS.dispatch('ui-open', to='#inner') }}">Why</button>
        {% call Modal(id="inner", heading="Why") %}
          <button id="inner-close" lv-click="{{ JS.dispatch('ui-close', to='#inner') }}">Yes</button>
        {% endcall %}
      {% endcall %}
      {% if shown %}{% call Modal(id="fleeting", heading="Soon gone", open=True, on_close="close") %}
        <button id="end" lv-click="end">End</button>{% endcall %}{% endif %}
      <button id="aside-open" lv-click="{{ JS.dispatch('ui-open', to='#aside') }}">Aside</button>
      {% call Drawer(id="aside", heading="Aside", side="start") %}
        <button id="more" lv-click="count">{{ counted }}</button>{% endcall %}
      {% call(tab) Tabs(id="own", label="Of its own", tabs={"one": "One", "two": "Two", "three": "Three"}) %}
        <input name="{{ tab }}" aria-label="In {{ tab }}"> {{ counted }}{% endcall %}
    """
    uses = [Drawer, Modal, Tabs]
    asked: bool = False
    shown: bool = False
    lets: bool = False
    closes: int = 0
    counted: int = 0

    @event
    async def ask(self) -> None:
        self.asked = True

    @event
    async def show(self) -> None:
        self.shown = True

    @event
    async def count(self) -> None:
        self.counted += 1

    @event
    async def let(self) -> None:
        self.lets = True

    @event
    async def close(self) -> None:
        self.closes += 1
        self.asked = not self.lets

    @event
    async def end(self) -> None:
        self.shown = False


class Notices(LiveView):
    """Says something of a kind."""

    template_string = """
      <h1>Notices</h1>
      {% for kind in kinds %}
      <button lv-key="{{ kind }}" id="{{ kind }}" lv-click="say" lv-value-kind="{{ kind }}">{{ kind }}</button>
      {% endfor %}
      <input id="input" aria-label="Something else">
      {{ Toasts() }}
    """
    uses = [Toasts]
    kinds: ClassVar = ("info", "warning", "error")

    @event
    async def say(self, kind: str) -> None:
        self.flash(kind, f"This is of kind {kind}.")


class Plain(LiveView):
    """Nothing of the kit."""

    template_string = "<h1>Plain</h1>"


app = LiveApp(
    routes=[live("/", Controls), live("/dialogs", Dialogs), live("/notices", Notices), live("/plain", Plain)],
    secret="a secret for tests, long enough for the ring",
)
