"""Tables: stock that changes and can be edited, and a hundred thousand readings that stay in their database."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, ClassVar

from example_app.readings import Readings
from liveview import LiveView, event, every
from liveview.ui import Column, Table

ARTICLES = {
    "Bearings": ("6001-2RS", "6203-ZZ", "6305", "NJ 206", "HK 1612"),
    "Belts": ("A 33", "SPZ 1120", "T5 420", "XL 037"),
    "Bolts": ("M5 x 20", "M6 x 30", "M8 x 40", "M10 x 60", "M12 x 80"),
    "Motors": ("BLDC 42", "Nema 17", "Nema 23", "Servo 400 W"),
    "Valves": ("2/2 way ¼″", "3/2 way ⅛″", "5/2 way ¼″"),
}


@dataclass
class Article:
    """One article in stock."""

    id: int
    name: str
    group: str
    price: float
    stock: int
    note: str = ""

    @property
    def worth(self) -> float:
        """What is in stock of it."""
        return self.price * self.stock


def _articles() -> list[Article]:
    chance = random.Random(4)
    named = [(group, name) for group, names in ARTICLES.items() for name in names]
    return [
        Article(number, name, group, round(chance.uniform(0.4, 90), 2), chance.randrange(4, 400))
        for number, (group, name) in enumerate(named, 1)
    ]


class KitTable(LiveView, styles="table.css"):
    """Two tables, one of rows in the state and one of a source."""

    page_title = "Tables"
    template = "table.html"
    uses = [Table]
    readings: ClassVar = Readings()
    columns: ClassVar = (
        Column("name", label="Article"),
        Column("group", hidden=True),
        Column("price", format=",.2f", unit="€", editable=True, width="9rem"),
        Column("stock", format=",", editable=True, width="8rem", total="sum"),
        Column("worth", format=",.2f", unit="€", width="10rem", total="sum"),
    )
    reading_columns: ClassVar = (
        Column("id", label="No.", format=",", width="7rem"),
        Column("sensor"),
        Column("room"),
        Column("celsius", label="Temperature", format=".1f", unit="°C", total="mean"),
        Column("humidity", unit="%"),
    )
    articles: list[Article] = []
    grouping: str = "group"
    by_room: str = ""
    picked: int = 0

    def mount(self) -> None:
        self.articles = _articles()

    @every(seconds=1)
    async def sell(self) -> None:
        """A few are sold, or come in."""
        for article in random.sample(self.articles, 3):
            article.stock = max(0, article.stock + random.choice((-3, -2, -1, -1, 5)))

    @event
    async def edited(self, row: int, column: str, value: Any) -> None:
        """Somebody has written another price or number."""
        article = next((each for each in self.articles if each.id == row), None)
        if article is not None and column in ("price", "stock") and value is not None:
            setattr(article, column, value)

    @event
    async def chosen(self, rows: list[int]) -> None:
        """Somebody has selected articles."""
        self.picked = len(rows)

    @event
    async def group(self) -> None:
        """In groups, or all together."""
        self.grouping = "" if self.grouping else "group"

    @event
    async def rooms(self) -> None:
        """Readings by their rooms, or all together."""
        self.by_room = "" if self.by_room else "room"
