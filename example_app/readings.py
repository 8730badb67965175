"""A hundred thousand readings in a database, as a source that a table asks for what somebody sees."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from threading import Lock
from typing import Any

from liveview.ui import Query

MANY = 100_000
COLUMNS = ("id", "sensor", "room", "celsius", "humidity")
ROOMS = ("Cellar", "Hall", "Kitchen", "Library", "Office", "Workshop")


class Readings:
    """The readings. They are made up when they are first asked for."""

    def __init__(self) -> None:
        self._lock = Lock()  # one connection, and a thread for each page that asks
        self._database: sqlite3.Connection | None = None

    def count(self, query: Query) -> int:
        """How many there are."""
        condition, words = self._condition(query)
        rows = self._ask(f"SELECT count(*) FROM readings WHERE {condition}", words)  # noqa: S608 (its own texts)
        return int(rows[0][0])

    def slice(self, query: Query, start: int, stop: int) -> list[tuple[Any, ...]]:
        """Those in view."""
        condition, words = self._condition(query)
        keys = (query.group, query.sort)
        order = ", ".join([*(_order(key, query) for key in dict.fromkeys(keys) if key in COLUMNS), "id"])
        statement = f"SELECT {', '.join(COLUMNS)} FROM readings WHERE {condition} ORDER BY {order}"  # noqa: S608
        return self._ask(f"{statement} LIMIT ? OFFSET ?", [*words, stop - start, start])

    def groups(self, query: Query) -> list[tuple[Any, int, dict[str, Any]]]:
        """The rooms, each with its mean temperature."""
        condition, words = self._condition(query)
        group = query.group if query.group in COLUMNS else "room"
        statement = f"SELECT {group}, count(*), avg(celsius) FROM readings WHERE {condition}"  # noqa: S608
        found = self._ask(f"{statement} GROUP BY {group} ORDER BY {_order(group, query)}", words)
        return [(value, count, {"celsius": mean}) for value, count, mean in found]

    def totals(self, query: Query) -> dict[str, Any]:
        """The mean temperature of all."""
        condition, words = self._condition(query)
        ((mean,),) = self._ask(f"SELECT avg(celsius) FROM readings WHERE {condition}", words)  # noqa: S608
        return {"celsius": mean}

    def _condition(self, query: Query) -> tuple[str, list[object]]:
        words = query.search.split()
        return " AND ".join(["sensor || ' ' || room LIKE ?"] * len(words)) or "1", [f"%{word}%" for word in words]

    def _ask(self, statement: str, given: list[object]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection().execute(statement, given).fetchall()

    def _connection(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = sqlite3.connect(":memory:", check_same_thread=False)
            self._database.execute("CREATE TABLE readings (id INTEGER PRIMARY KEY, sensor, room, celsius, humidity)")
            self._database.executemany("INSERT INTO readings VALUES (?, ?, ?, ?, ?)", _made_up())
            for name in COLUMNS[1:]:
                self._database.execute(f"CREATE INDEX readings_{name} ON readings ({name}, id)")
        return self._database


def _order(key: str, query: Query) -> str:
    return f"{key} {'DESC' if query.descending and key == query.sort else 'ASC'}"


def _made_up() -> Iterator[tuple[int, str, str, float, int | None]]:
    chance = random.Random(9)
    for number in range(1, MANY + 1):
        room = chance.choice(ROOMS)
        humidity = None if chance.random() < 0.02 else round(chance.gauss(48, 9))
        yield number, f"{room[:2].upper()}-{chance.randrange(40):02}", room, round(chance.gauss(20, 3), 1), humidity
