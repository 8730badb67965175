"""A view with state of every kind that annotations tell of, and a way to check a template of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, NamedTuple, NotRequired, TypedDict, TypeVar

import jinja2
from pydantic import BaseModel, computed_field

from liveview import Cached, Component, LiveView, computed, event, prop, pure, state
from liveview.check import Classes, Finding
from liveview.engine import LiveEnvironment

T = TypeVar("T")


class Status(enum.Enum):
    OPEN = "open"
    PAID = "paid"

    @property
    def label(self) -> str:
        return self.value.title()


class Address(BaseModel):
    street: str
    city: str = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def line(self) -> str:
        return f"{self.street}, {self.city}"


class Person(BaseModel):
    name: str
    email: str | None = None
    address: Address | None = None


class Anything(BaseModel, extra="allow"):
    name: str


class Line(NamedTuple):
    sku: str
    number: int


@dataclass(frozen=True)
class Order:
    id: int
    customer: Person
    total: float = 0.0
    status: Status = Status.OPEN
    lines: tuple[Line, ...] = ()
    tags: list[str] = field(default_factory=list)

    @property
    def is_large(self) -> bool:
        return self.total > 1000

    @cached_property
    def first_line(self) -> Line | None:
        return self.lines[0] if self.lines else None

    def due(self, days: int = 30) -> datetime:
        return datetime(2026, 1, days)


@dataclass(frozen=True)
class Express(Order):
    courier: str = ""


class Row(TypedDict):
    id: int
    label: str
    note: NotRequired[str]


class Plain:
    """No dataclass: some attributes are only assigned."""

    name: str

    def __init__(self) -> None:
        self.name = ""
        self.assigned = 1


class Loose:
    """Answers to any name."""

    def __getattr__(self, name: str) -> str:
        return name


@dataclass
class Node:
    title: str
    children: list[Node] = field(default_factory=list)


@dataclass
class Page(Generic[T]):
    items: list[T]
    number: int = 1


class Circle(NamedTuple):
    radius: float


class Square(NamedTuple):
    side: float


class Tile(Component):
    template_string = "<p>{{ label }}: {{ value }}{{ unit }}</p>"
    label: str
    value: float
    unit: str = prop("")
    doubled: float = state()


class Card(Component):
    template_string = "<section><h2>{{ heading }}</h2>{{ caller() }}</section>"
    heading: str


def load_orders() -> list[Order]:
    return []


async def load_later() -> list[Order]:
    return []


class Shop(LiveView):
    uses = [Tile, Card]
    limits: ClassVar[list[Line]] = [Line("a", 1), Line("b", 2)]
    columns: ClassVar = ["id", "total"]

    page_title = "Shop"
    order: Order = state()
    orders: list[Order] = []
    latest: Order | None = None
    shared = Cached(load_orders)
    later = Cached(load_later, ttl=60)
    unsaid: Cached[list[Order]] = Cached(list)
    status = shared.status
    by_id: dict[int, Order] = {}
    rows: list[Row] = []
    pairs: list[tuple[str, int]] = []
    names: list[str] = []
    plain: Plain = state()
    loose: Loose = state()
    anything: Anything = state()
    page: Page[Order] = state()
    tree: list[Node] = []
    shape: Circle | Square = state()
    mode: Literal["a", "b"] = "a"
    options: dict[str, Any] = {}
    unknown: Any = None
    since: datetime | None = None
    count: int = 0
    query: str = ""
    wanted: str = state("", bind=True)
    is_open: bool = False

    def restore(self) -> None: ...

    @computed
    def open_orders(self) -> list[Order]:
        return [order for order in self.orders if order.status is Status.OPEN]

    @computed
    def first(self):  # type: ignore[no-untyped-def]  # as a user may leave it
        return self.orders[0]

    @event
    async def add(self, by: int = 1) -> None: ...

    @event
    async def pay(self, order_id: int, method: Literal["card", "cash"] = "card") -> None: ...

    @event
    async def search(self, query: str) -> None: ...

    @event
    async def save(self, name: str, email: str | None, news: bool, tags: list[str]) -> None: ...

    @event("clear-all")
    async def clear(self) -> None: ...


class Money(NamedTuple):
    amount: str
    currency: str


@pure
def money(value: float) -> Money:
    return Money(f"{value:.2f}", "EUR")


def noisy(value: str) -> str:
    return value


def findings(folder: Path, source: str, **others: str) -> list[Finding]:
    """What is found in a template of `Shop`; further templates by the names of their files, without the ending."""
    for name, text in {"page": source, **others}.items():
        (folder / f"{name}.html").write_text(text)
    environment = LiveEnvironment(loader=jinja2.FileSystemLoader(folder), extensions=["jinja2.ext.loopcontrols"])
    environment.filters.update(money=money, noisy=noisy)
    view = type("Page", (Shop,), {"template": "page.html", "__module__": __name__})
    classes = Classes(environment)
    classes.check([view])
    return classes.findings
