"""After any sequence of what somebody does and of what becomes of the rows, a table shows what a plain model does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from liveview import LiveApp, live
from liveview.testing import Page, visit
from tests.properties.tables import Model, Rows, Versioned, check, row, seen

NUMBERS = st.integers(0, 200)
STEPS = st.one_of(
    st.tuples(st.just("sort"), st.sampled_from(["id", "name", "size"])),
    st.tuples(st.just("search"), st.sampled_from(["", "a", "B1", "1 2", "9", "zzz", "c 1"])),
    st.tuples(st.just("scroll"), st.integers(0, 150), st.sampled_from([5, 25, 60])),
    st.tuples(st.just("choose"), NUMBERS),
    st.tuples(st.just("all")),
    st.tuples(st.just("edit"), NUMBERS, st.sampled_from(["name", "size"]), st.sampled_from(["", "12", "x"])),
    st.tuples(st.just("type"), NUMBERS, st.sampled_from(["name", "size"]), st.sampled_from(["", "12", "x"])),
    st.tuples(st.just("fold"), NUMBERS),
    st.tuples(st.just("group")),
    st.tuples(st.just("add")),
    st.tuples(st.just("drop"), NUMBERS),
    st.tuples(st.just("change"), NUMBERS, st.integers(0, 30)),
    st.tuples(st.just("turn")),
    st.tuples(st.just("away")),
)


class Steps:
    """Does something to the page and to the model.

    Args:
        page: the page.
        model: the model.
    """

    def __init__(self, page: Page, model: Model) -> None:
        self.page = page
        self.model = model
        self.before = ""  # what stood in the cell that is typed in

    async def sort(self, key: str) -> None:
        model = self.model
        await self.page.click(f"thead button[lv-value-column={key}]")
        if model.sort != key:
            model.sort, model.descending = key, False
        elif not model.descending:
            model.descending = True
        else:
            model.sort, model.descending = "", False
        model.first = 0

    async def search(self, text: str) -> None:
        await self.page.fill("input[type=search]", text)
        if text != self.model.search:
            self.model.search, self.model.first = text, 0

    async def scroll(self, first: int, view: int) -> None:
        await self.page.push(self._event("show"), {"first": first, "view": view})
        self.model.first, self.model.view = first, view

    def _event(self, name: str) -> str:
        """An event of the table's, under the number that it has."""
        return f"{name}@{str(self.page.attribute('[lv-rows]', 'lv-rows')).partition('@')[2]}"

    def _row(self, number: int) -> str | None:
        """The id of one of the rows that are seen."""
        rows = [line[0] for line in seen(self.page) if len(line) == 3]
        return rows[number % len(rows)] if rows else None

    async def choose(self, number: int) -> None:
        if (found := self._row(number)) is not None:
            await self.page.click(f'tbody input[lv-value-row="{found}"]')
            self.model.chosen ^= {int(found)}

    async def all(self) -> None:
        await self.page.push(self._event("choose_all"), {})
        found = {each.id for each in self.model.found()}
        self.model.chosen = self.model.chosen - found if self.model.chosen >= found else self.model.chosen | found

    async def edit(self, number: int, column: str, text: str) -> None:
        if (found := await self._begin(number, column)) is None:
            return
        await self.page.submit("td form", value=text)
        if column == "size" and text == "x":
            assert "whole number" in self.page.text(".ui-table-error")
            await self.page.press("td form input", "Escape")
            self.model.draft = None
            return
        self.model.draft = None
        value: Any = (int(text) if text else None) if column == "size" else text
        setattr(next(each for each in self.model.rows if each.id == int(found)), column, value)

    async def _begin(self, number: int, column: str) -> str | None:
        """The row of a cell that is edited now: what was typed in another one is saved, or keeps somebody from that."""
        found = self._row(number)
        own = f'button[lv-click^=edit][lv-value-row="{found}"][lv-value-column={column}]'
        if found is None or not self.page.all(own):
            is_open = (
                found is not None and self.model.draft is not None and self.model.draft[:2] == (int(found), column)
            )
            return found if is_open else None
        await self.page.click(own)
        return found if self.model.saves() else None

    async def type(self, number: int, column: str, text: str) -> None:
        found = await self._begin(number, column)
        if found is not None and self.page.all("td form"):
            if self.model.draft is None:
                self.before = str(self.page.attribute("td form input", "value"))
            await self.page.fill("td form input", text)
            self.model.draft = (int(found), column, text)
            if text == self.before:  # nothing would be lost
                await self.page.press("td form input", "Escape")
                self.model.draft = None

    async def fold(self, number: int) -> None:
        names = [line[0] for line in seen(self.page) if len(line) == 1]
        if names:
            name = names[number % len(names)]
            await self.page.push(self._event("fold"), {"group": name})
            self.model.closed ^= {name}

    async def group(self) -> None:
        await self.page.push("regroup")
        self.model.group = "" if self.model.group else "name"

    async def add(self) -> None:
        await self.page.push("add", {"number": self.model.next})
        self.model.rows.append(row(self.model.next))
        self.model.next += 1

    async def drop(self, place: int) -> None:
        await self.page.push("drop", {"place": place})
        del self.model.rows[place % len(self.model.rows)]

    async def change(self, place: int, size: int) -> None:
        await self.page.push("change", {"place": place, "size": size})
        self.model.rows[place % len(self.model.rows)].size = size

    async def turn(self) -> None:
        await self.page.push("turn")
        self.model.rows.reverse()

    async def away(self) -> None:
        await self.page.drop()
        await self.page.reconnect()


async def follow(view: type[Rows], steps: list[tuple[Any, ...]]) -> None:
    """Does all steps, and looks at the page after each."""
    async with visit(LiveApp(routes=[live("/", view)], secret="s" * 32), "/") as page:
        doing = Steps(page, Model())
        check(page, doing.model)
        for name, *given_values in steps:
            await getattr(doing, name)(*given_values)
            check(page, doing.model)
        assert page.errors == page.reports == []


@pytest.mark.parametrize("view", [Rows, Versioned])
@pytest.mark.timeout(300)
@settings(max_examples=max(20, settings().max_examples // 4))  # each is a page, and a dozen renders of it
@example(steps=[("group",), ("sort", "name"), ("sort", "name"), ("fold", 1), ("scroll", 60, 25)])
@example(
    steps=[
        ("type", 3, "size", "x"),
        ("search", "a"),
        ("type", 1, "name", "12"),
        ("search", ""),
        ("edit", 3, "size", "1"),
    ]
)
@example(steps=[("type", 3, "name", "x"), ("scroll", 100, 20), ("group",), ("sort", "size"), ("drop", 3), ("all",)])
@example(steps=[("all",), ("search", "a"), ("choose", 3), ("all",), ("drop", 5), ("turn",)])
@given(steps=st.lists(STEPS, max_size=8))
def test_a_table_shows_what_a_plain_model_of_it_does(view: type[Rows], steps: list[tuple[Any, ...]]) -> None:
    asyncio.run(follow(view, steps))
