"""A view with every binding of the table, which notes what it hears."""

from __future__ import annotations

from pydantic import BaseModel

from liveview import Event, Form, LiveApp, LiveView, changed, event, live, state
from tests.browser.bindings.rows import ROWS


class Person(BaseModel):
    """What the form asks for."""

    name: str


class Bindings(LiveView):
    """All of them, above each other."""

    template_string = f"""
      <h1>Bindings</h1>
      {"".join(row.html for row in ROWS)}
      <i id="after" lv-click="hear" lv-value-what="after">after</i>
      <pre id="log">{{{{ log|join(" / ") }}}}</pre>
    """
    log: list[str] = []
    count: int = 0
    bound: str = state("", bind=True)
    box: bool = state(False, bind=True)
    form: Form[Person] = Form()

    @event
    def hear(self, event: Event, what: str, value: str = "") -> None:
        self.log.append(f"{what} {event.key or value}".strip())

    @event
    def more(self) -> None:
        self.count += 1
        self.log.append("more")

    @event
    def save(self, form: Person) -> None:
        self.log.append(f"save {form.name}")

    @changed("bound")
    def bound_changed(self) -> None:
        self.log.append(f"bound {self.bound}")

    @changed("box")
    def box_changed(self) -> None:
        self.log.append(f"box {self.box}")


app = LiveApp(routes=[live("/", Bindings)])
