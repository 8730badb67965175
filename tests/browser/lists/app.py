"""A feed below, a log above that loads older lines, rows that can be taken away, and what another library draws."""

from __future__ import annotations

from typing import ClassVar

from liveview import JS, LiveApp, LiveView, event, live

PAGE = 20
PAGES = 3


class Lists(LiveView):
    """Everything that scrolls."""

    template_string = """
      <div id="log" style="height: 200px; overflow: auto" lv-scroll="end">
        <div lv-viewport-top="older">
          {% for line in range(first, 60) %}
          <p lv-key="{{ line }}" style="margin: 0; height: 40px">line {{ line }}</p>
          {% endfor %}
        </div>
      </div>
      <button id="say" lv-click="turn">{{ turns }}</button>
      <div id="widget" lv-ignore><b>{{ turns }}</b>{% for n in range(turns) %}<i>{{ n }}</i>{% endfor %}</div>
      <details lv-ignore="open" open="{{ turns is odd }}"><summary>{{ turns }}</summary>more</details>
      <ol lv-viewport-bottom="more">
        {% for row in rows %}
        <li lv-key="{{ row }}" style="height: 60px" lv-remove="{{ fade }}">row {{ row }}</li>
        {% endfor %}
      </ol>
    """
    fade: ClassVar = JS.hide(transition="fade", time=300)
    first: int = 60 - PAGE
    turns: int = 0
    rows: list[int] = list(range(PAGE))

    @event
    def older(self) -> None:
        self.first = max(0, self.first - PAGE)

    @event
    def more(self) -> None:
        if len(self.rows) < PAGES * PAGE:
            self.rows = [*self.rows, *range(len(self.rows), len(self.rows) + PAGE)]

    @event
    def turn(self) -> None:
        self.turns += 1
        self.rows = self.rows[1:]


app = LiveApp(routes=[live("/", Lists)])
