"""Who may do what: people with their roles, kept by one process for all pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from liveview import Process, call

KEPT = 50  # of those who were removed, for as many undos: the newest ones


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise ValueError("This is no email address.")
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9 ()-]{3,20}", text):
        raise ValueError("Digits, spaces and a leading + only.")
    return text


class Phone(BaseModel, frozen=True):
    """One number, and where it rings."""

    label: Literal["Work", "Mobile", "Home"] = "Work"
    number: Annotated[str, AfterValidator(_number)]


class PersonIn(BaseModel, frozen=True):
    """What somebody enters: the model of the form."""

    name: str = Field(min_length=1, max_length=80)
    email: Annotated[str, AfterValidator(_email)] = Field(max_length=120)
    role: Literal["Viewer", "Editor", "Admin"] = "Viewer"
    active: bool = True
    phones: list[Phone] = []


class Person(PersonIn, frozen=True):
    """Somebody who is known, by an id."""

    id: int


@dataclass(frozen=True)
class Changed:
    """What is published to `people`: somebody as they are now, or None where they were removed."""

    id: int
    person: Person | None


class EmailTakenError(Exception):
    """Somebody else has this address."""


class People(Process):
    """The store. One message at a time: between the look at an address and its use nobody else can take it."""

    async def init(self) -> None:
        self._ids = count(1)
        self._people: dict[int, Person] = {}
        self._removed: dict[int, Person] = {}
        for entered in BEGINNING:
            self._put(Person(id=next(self._ids), **dict(entered)))

    @call
    async def everybody(self) -> dict[int, Person]:
        return dict(self._people)

    @call
    async def find(self, person_id: int) -> Person | None:
        return self._people.get(person_id)

    @call(raises=EmailTakenError)
    async def save(self, entered: PersonIn, person_id: int | None = None) -> Person:
        person = Person(id=person_id or next(self._ids), **dict(entered))
        self._check(person)
        return self._put(person)

    @call
    async def remove(self, person_id: int) -> Person | None:
        person = self._people.pop(person_id, None)
        if person:
            self._removed[person_id] = person
            self._removed = dict(list(self._removed.items())[-KEPT:])
            self.publish("people", Changed(person_id, None))
        return person

    @call
    async def removed(self, person_id: int) -> Person | None:
        return self._removed.get(person_id)

    @call(raises=EmailTakenError)
    async def restore(self, person_id: int) -> Person | None:
        person = self._removed.get(person_id)
        if person:
            self._check(person)
            del self._removed[person_id]
            self._put(person)
        return person

    def _check(self, person: Person) -> None:
        email = person.email.casefold()
        if any(other.email.casefold() == email and other.id != person.id for other in self._people.values()):
            raise EmailTakenError(person.email)

    def _put(self, person: Person) -> Person:
        self._people[person.id] = person
        self.publish("people", Changed(person.id, person))
        return person


BEGINNING = [
    PersonIn(
        name="Ada Byron",
        email="ada@example.org",
        role="Admin",
        phones=[Phone(number="+44 20 7946 0101"), Phone(label="Mobile", number="+44 7700 900123")],
    ),
    PersonIn(name="Barbara Lin", email="barbara@example.org", role="Editor", phones=[Phone(number="555 0134")]),
    PersonIn(name="Camille Ferrand", email="camille@example.org"),
    PersonIn(name="Edsger Vries", email="edsger@example.org", role="Editor", active=False),
    PersonIn(name="Grace Murray", email="grace@example.org", role="Admin", phones=[Phone(number="555 0199")]),
    PersonIn(name="Hedy Kiesler", email="hedy@example.org"),
    PersonIn(name="Katherine Cole", email="katherine@example.org", role="Editor"),
    PersonIn(name="Radia Perl", email="radia@example.org", phones=[Phone(label="Home", number="555 0142")]),
]
