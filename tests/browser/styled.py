"""Elements with inline styles, each beside what a browser has to make of it."""

from __future__ import annotations

from liveview import LiveApp, LiveView, computed, event, live


class Styled(LiveView):
    template_string = """
    <h1 id="fixed" style="color: rgb(1, 2, 3); width: 120px" data-color="rgb(1, 2, 3)" data-width="120px">fixed</h1>
    <p style="color: rgb({{ step }}, 9, 9); width: {{ step * 20 + 10 }}px"
      data-color="rgb({{ step }}, 9, 9)" data-width="{{ step * 20 + 10 }}px">dynamic</p>
    <div style="{{ whole }}" data-color="rgb(5, {{ step }}, 5)" data-width="70px">whole</div>
    <ul>{% for row in rows %}<li lv-key="{{ row }}" style="color: rgb({{ row }}, 0, 0); width: {{ row * 10 }}px"
      data-color="rgb({{ row }}, 0, 0)" data-width="{{ row * 10 }}px"><b style="display: block; width: 7px"
      data-color="rgb({{ row }}, 0, 0)" data-width="7px">{{ row }}</b></li>{% endfor %}</ul>
    {% if step %}
      <div style="color: rgb(7, 7, 7); width: 33px" data-color="rgb(7, 7, 7)" data-width="33px">later</div>
    {% endif %}
    <button id="next" lv-click="next">next</button><button id="insert" lv-click="insert">insert</button>
    <button id="turn" lv-click="turn">turn</button><i id="state">{{ step }} {{ rows|join("-") }}</i>"""
    step: int = 0
    rows: tuple[int, ...] = (3, 4, 5)

    @computed
    def whole(self) -> str:
        return f"color: rgb(5, {self.step}, 5); width: 70px"

    @event
    def next(self) -> None:
        self.step += 1

    @event
    def insert(self) -> None:
        self.rows = (self.rows[0], max(self.rows) + 1, *self.rows[1:])

    @event
    def turn(self) -> None:
        self.rows = self.rows[::-1]


app = LiveApp(routes=[live("/", Styled)], secret="a secret for tests, long enough for the ring")
