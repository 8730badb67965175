"""People and their roles: a list to search, and a page for each of them with a form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from starlette.exceptions import HTTPException

from example_app.people import Changed, EmailTakenError, People, Person, PersonIn
from liveview import Form, LiveView, computed, download, event, on, state
from liveview.ui import Badge, Breadcrumbs, EmptyState, Toasts


class PeopleList(LiveView, styles="people.css"):
    """Everybody. What is searched for and who was just removed stand in the URL: going back and reloading keep them."""

    template = "people.html"
    page_title = "People"
    uses = [Badge, EmptyState, Toasts]
    people: dict[int, Person] = state()
    query: str = state("", bind=True, url=True)
    removed: Person | None = None

    @property
    def store(self) -> People:
        return self.live.whereis("people", People)

    async def mount(self) -> None:
        self.people = await self.store.everybody()

    async def params(self, removed: int = 0) -> None:
        self.removed = await self.store.removed(removed)

    @on("people")
    async def changed(self, change: Changed) -> None:
        if change.person:
            self.people[change.id] = change.person
        else:
            self.people.pop(change.id, None)

    @computed
    def found(self) -> list[Person]:
        wanted = self.query.strip().casefold()
        found = [p for p in self.people.values() if wanted in f"{p.name} {p.email} {p.role}".casefold()]
        return sorted(found, key=lambda person: person.name.casefold())

    @event
    async def remove(self, person_id: int) -> None:
        if await self.store.remove(person_id):
            self.patch(removed=person_id)

    @event
    async def undo(self) -> None:
        if self.removed:
            try:
                await self.store.restore(self.removed.id)
            except EmailTakenError as taken:
                self.flash("error", f"Somebody else has {taken} by now.")
                return
            self.flash("info", f"{self.removed.name} is back.")
        self.patch(removed=None, replace=True)

    @download("people.csv")
    def export(self) -> Iterator[str]:
        yield _as_csv("name", "email", "role", "active", "phones")
        for person in self.found:
            phones = "; ".join(f"{phone.label} {phone.number}" for phone in person.phones)
            yield _as_csv(person.name, person.email, person.role, person.active, phones)


class EditPerson(LiveView, styles="people.css"):
    """One person, to be changed; or, without an id, a new one."""

    template = "person.html"
    uses = [Breadcrumbs]
    person: Form[PersonIn] = Form()
    current: Person | None = None
    newer: Person | None = None
    is_gone: bool = False

    @property
    def store(self) -> People:
        return self.live.whereis("people", People)

    @computed
    def page_title(self) -> str:
        return self.current.name if self.current else "New person"

    async def mount(self, person_id: int | None = None) -> None:
        if person_id is not None:
            self.current = await self.store.find(person_id)
            if self.current is None:
                raise HTTPException(404)
            self.person = Form(PersonIn, initial=self.current)

    @event
    async def add_phone(self) -> None:
        self.person.fields.phones.add()

    @event
    async def remove_phone(self, key: str) -> None:
        self.person.fields.phones.remove(key)

    @event
    async def save(self, person: PersonIn) -> None:
        try:
            saved = await self.store.save(person, self.current.id if self.current else None)
        except EmailTakenError:
            self.person.add_error("email", "Somebody else has this address.")
            return
        self.flash("info", f"{saved.name} is saved.")
        self.navigate("/people")

    @event
    async def remove(self) -> None:
        if self.current and await self.store.remove(self.current.id):
            self.navigate(f"/people?removed={self.current.id}")

    @on("people")
    async def changed(self, change: Changed) -> None:  # elsewhere: what is being typed here stays
        if self.current and change.id == self.current.id and change.person != self.current:
            self.newer = change.person
            self.is_gone = change.person is None

    @event
    async def take_newer(self) -> None:
        if self.newer:
            self.current, self.newer = self.newer, None
            self.person.reset(self.current)


def _as_csv(*cells: object) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
