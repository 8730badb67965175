"""Values that many pages share: read as what their functions return."""

from __future__ import annotations

from typing import ClassVar

from liveview import Cached, Component, LiveView, computed, event
from liveview.errors import NotLoadedError

Prices = dict[str, float]


def load_prices() -> Prices:
    return {"EUR": 1.0}


async def load_names() -> list[str]:
    return sorted(await PRICES.get())


PRICES = Cached(load_prices, ttl=60)
NAMES = Cached(load_names, ttl=None, timeout=10, keep=None)


class Cheapest(Component):
    template_string = "{{ prices|length }}{{ names }}{{ limit }}"
    limit: float
    prices = PRICES
    names: Cached[list[str]] = NAMES


class Board(LiveView):
    template_string = "{{ first }}{{ status.loading }}{{ constant }}"
    prices = Cached(load_prices, ttl=60)
    status = PRICES.status
    constant: ClassVar[Cached[Prices]] = PRICES
    count: int = 0

    @computed
    def first(self) -> str:
        name: str = min(self.prices, key=lambda each: self.prices[each])
        return name

    async def mount(self) -> None:
        try:
            found: Prices = await PRICES.get()
        except NotLoadedError as error:
            print(error.name)
        else:
            self.count = len(found)

    @event
    async def anew(self) -> None:
        newer: Prices = await PRICES.refresh()
        self.count = len(newer)
        Board.prices.refresh()
        type(self).prices.invalidate()

    @event
    def show(self) -> None:
        loading: bool = self.status.loading
        value: Prices | None = self.status.value
        print(loading, value, self.status.error, self.constant["EUR"] + 1)


def use() -> float:
    return Board().prices["EUR"] + len(Cheapest(limit=1.0).names[0])
