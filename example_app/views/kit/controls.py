"""The kit's controls, each of them at work: people on call, to be searched, paged, edited and taken off."""

from __future__ import annotations

import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, Field, SecretStr

from liveview import Form, LiveView, changed, computed, event, state
from liveview.ui import CONTROLS, Card

SHOWN = 5
NAMES = "Ada Bea Cy Dee Eli Fay Gus Hal Ida Jo Kit Lou Mo Nan Oz Pia Quinn Ray Sal Tess Uma Vic Wes Xan Yve Zoe".split()
SURNAMES = "Lind Moss Okoye Park Reyes Sato Thorn".split()
PEOPLE = [f"{name} {SURNAMES[number % 7]}" for number, name in enumerate(NAMES)]


class Address(BaseModel):
    """Where something is sent to."""

    street: str
    city: str


class Contact(BaseModel):
    """A way to reach somebody."""

    kind: Literal["phone", "mail", "pager"] = "phone"
    address: str = Field(min_length=3)


class Shift(BaseModel):
    """Somebody's turn: a field of each kind."""

    name: str = Field(min_length=2, max_length=40)
    team: Literal["Storage", "Network", "Web"] = "Web"
    days: set[Literal["Mon", "Tue", "Wed", "Thu", "Fri"]] = {"Mon", "Tue"}
    first_day: datetime.date = datetime.date(2026, 12, 1)
    begins: datetime.time = datetime.time(9)
    hours: float = Field(8, gt=0, le=24, description="How long a turn takes.")
    escalates: bool = Field(True, title="Escalates after ten minutes")
    pin: SecretStr = Field(SecretStr(""), title="PIN")
    notes: str = Field("", max_length=500)
    home: Address | None = None
    contacts: list[Contact] = Field([Contact(address="555 0188")], max_length=4)


class Controls(LiveView):
    """People on call."""

    template = "controls.html"
    page_title = "Controls"
    uses = [*CONTROLS, Card]
    about: ClassVar = {"people": "People", "shift": "Shift", "settings": "Settings"}
    people: list[str] = PEOPLE
    tab: str = state("people", url=True)
    query: str = state("", bind=True, url=True)
    page: int = state(1, url=True)
    shift: Form[Shift] = Form()
    editing: str = ""
    renamed: str = state("", bind=True)
    live_updates: bool = state(True, bind=True)
    since: datetime.date | None = datetime.date(2026, 11, 20)
    until: datetime.date | None = datetime.date(2026, 11, 26)
    today: ClassVar = datetime.date(2026, 11, 26)
    done: str = "Nothing yet"

    @computed
    def found(self) -> list[str]:
        return [person for person in self.people if self.query.strip().casefold() in person.casefold()]

    @computed
    def pages(self) -> int:
        return max(1, -(-len(self.found) // SHOWN))

    @computed
    def rows(self) -> list[str]:
        page = min(self.page, self.pages)
        return self.found[(page - 1) * SHOWN : page * SHOWN]

    @changed("query")
    def begin_at_the_first_page(self) -> None:
        self.page = 1

    @event
    async def edit(self, name: str) -> None:
        self.editing = self.renamed = name

    @event
    async def rename(self) -> None:
        if self.editing in self.people and self.renamed.strip():
            self.people[self.people.index(self.editing)] = self.renamed
            self.done = f"{self.editing} is {self.renamed} now"
        self.editing = ""

    @event
    async def stop_editing(self) -> None:
        self.editing = ""

    @event
    async def take_off(self, name: str) -> None:
        if name in self.people:
            self.people.remove(name)
            self.done = f"{name} was taken off"

    @event
    async def span(self, start: datetime.date | None, end: datetime.date | None) -> None:
        self.since, self.until = start, end

    @event
    async def save(self, shift: Shift) -> None:
        self.done = f"{shift.name}: {len(shift.days)} days, {len(shift.contacts)} contacts"
        self.flash("info", f"The shift of {shift.name} is saved.")
