"""Rows that are elsewhere, in a database for one: asked for as they are seen, sorted and searched there."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

# A search costs its words times the rows, and what is typed is the browser's to say: nobody reads more than that.
LONGEST_SEARCH = 200
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Query:
    """What a table shows of its rows.

    Attributes:
        search: what somebody has typed, at most 8 different words of it: each has to be found.
        sort: the key of the column that sorts; empty where the rows keep their own order.
        descending: whether the greatest is first. Rows without a value are last, either way.
        group: the key of the column whose equal values stand together; empty for none. It comes before `sort`, and is
            descending only where it is the column that sorts.
    """

    search: str = ""
    sort: str = ""
    descending: bool = False
    group: str = ""


def words_of(search: str) -> list[str]:
    """The words that are searched for: few enough, and each once.

    Args:
        search: what somebody has typed.
    """
    words: dict[str, str] = {}
    for word in search[:LONGEST_SEARCH].split():
        words.setdefault(word.casefold(), word)
    return [*words.values()][:MOST_WORDS]


@runtime_checkable
class Source(Protocol):
    """Rows that are not in memory, for `Table(rows=source)`.

    Each method may be `async def`; a plain `def` runs in a worker thread. A table asks for one thing at a time: what
    somebody scrolls to meanwhile is asked for after that, the newest only. `sort` is always the key of a column, as the
    browser can name no other; `search` is what somebody typed.

    Two more methods are asked for where a table wants them. `groups(query)`, of a table with `group`, gives
    `(value, count, totals)` for each value of that column, in the order in which `slice` has their rows.
    `totals(query)`, of one whose columns have a `total`, gives what those come to, by key, as `totals` of a group do.
    """

    def count(self, query: Query) -> int | Awaitable[int]:
        """How many rows there are.

        Args:
            query: which of them.
        """
        ...

    def slice(self, query: Query, start: int, stop: int) -> Sequence[Any] | Awaitable[Sequence[Any]]:
        """Some of the rows, in the order of the query.

        Args:
            query: which, and in which order.
            start: the place of the first.
            stop: the place after the last.
        """
        ...


async def call(method: Callable[..., Any], *args: Any) -> Any:
    """What a method of a source gives, which may be plain or `async def`.

    Args:
        method: the method.
        args: its arguments.
    """
    if inspect.iscoroutinefunction(method):
        return await method(*args)
    found = await asyncio.to_thread(method, *args)
    return await found if inspect.isawaitable(found) else found


def check_offers(source: Any, group: str, *, has_totals: bool) -> None:
    """Sees that a source has what a table wants of it.

    Args:
        source: the source.
        group: the column that groups; empty for none.
        has_totals: whether columns have totals.

    Raises:
        ValueError: it has not; the text says what to write.
    """
    name = type(source).__name__
    if group and not callable(getattr(source, "groups", None)):
        raise ValueError(
            f"Table: rows in groups of {group!r} need `def groups(self, query)` in {name}: a list of "
            "`(value, count, totals)`, one for each value of the column `query.group`, in the order in which `slice` "
            "gives their rows; `totals` is a dict by column, or {}. Or group a list."
        )
    if has_totals and not callable(getattr(source, "totals", None)):
        raise ValueError(
            f"Table: columns with a `total` need `def totals(self, query)` in {name}: a dict of what they come to, by "
            "the column's key, over all rows that `query` finds. Or leave `total` out."
        )
