"""A board that many people look at, and a panel that may be slow: `liveview run wallboard.py`."""

from __future__ import annotations

import asyncio
import random
from typing import ClassVar

from liveview import Component, Event, LiveApp, LiveView, Process, call, event, live, on, prop


class Kitchen(Process):
    """Where orders live: it outlasts every page."""

    orders: list[str]

    async def init(self) -> None:
        self.orders = []
        self.send_every(3, "order")

    async def info(self, message: str) -> None:
        self.orders = [random.choice(["Soup", "Salad", "Pasta"]), *self.orders][:8]
        self.publish("orders", self.orders)

    @call
    async def waiting(self) -> list[str]:
        return self.orders

    @call
    async def serve(self) -> list[str]:
        self.orders = self.orders[:-1]
        self.publish("orders", self.orders)
        return self.orders


class Board(Component, shared=True):
    template_string = """
    <section>
      <h2>{{ orders|length }} orders wait</h2>
      <ol>{% for order in orders %}<li>{{ order }}</li>{% endfor %}</ol>
      <button lv-click="serve">Serve the oldest</button>
    </section>"""
    orders: list[str] = []

    async def mount(self) -> None:
        self.orders = await self.live.whereis("kitchen", Kitchen).waiting()

    @on("orders")
    async def changed(self, orders: list[str]) -> None:
        self.orders = orders

    @event
    async def serve(self, event: Event) -> None:
        self.orders = await self.live.whereis("kitchen", Kitchen).serve()
        self.flash("info", "Thank you!")


class Weather(Component, isolated=True):
    template_string = """<section><h2>{{ city }}</h2><p>{{ report }}</p></section>"""
    city: str = prop("Lisbon")
    report: str = ""
    takes: ClassVar[float] = 1.0

    async def mount(self) -> None:
        await asyncio.sleep(self.takes)  # as a service does that is far away
        self.report = "Sunny, 24 °C"


class Wallboard(LiveView):
    template_string = """
    <h1>Canteen</h1>
    {{ Board() }}
    {{ Weather(city="Lisbon") }}"""
    uses = [Board, Weather]


app = LiveApp(routes=[live("/", Wallboard)], children=[Kitchen(name="kitchen")])
