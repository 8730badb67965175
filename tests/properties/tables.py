"""A table in a page, and a plain model of what it should show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from liveview import LiveView, event
from liveview.testing import Page
from liveview.ui import Column, Table
from liveview.ui.table.column import NONE

# More than are all in the page at once.
MANY = 130
ALL = 100


@dataclass
class Row:
    """A row that is changed in place."""

    id: int
    name: str | None
    size: int | None


def row(number: int) -> Row:
    """The row of a number, with values that come again, and some that are missing."""
    name = None if number % 11 == 7 else f"{'aAbBcC'[number % 6]}{number % 17}"
    return Row(number, name, None if number % 13 == 5 else (number * 7) % 23)


class Rows(LiveView):
    """A table of rows that anybody changes."""

    template_string = """
      {{ Table(rows=rows, columns=columns, searchable=true, selectable=true, on_edit="edited", on_select="picked",
               group=group, version=version) }}
      <p id="picked">{{ picked|join(",") }}</p>
    """
    uses = [Table]
    columns: ClassVar = (Column("id"), Column("name", editable=True), Column("size", editable=True, total="sum"))
    rows: list[Row] = []
    group: str = ""
    picked: list[int] = []
    version: int | None = None
    has_version: ClassVar = False

    def mount(self) -> None:
        self.rows = [row(number) for number in range(MANY)]
        self.version = 0 if self.has_version else None

    def _changed(self) -> None:
        if self.version is not None:
            self.version += 1

    @event
    async def edited(self, row: int, column: str, value: Any) -> None:
        setattr(next(each for each in self.rows if each.id == row), column, value)
        self._changed()

    @event("picked")
    async def pick(self, rows: list[int]) -> None:
        self.picked = rows

    @event
    async def add(self, number: int) -> None:
        self.rows.append(row(number))
        self._changed()

    @event
    async def drop(self, place: int) -> None:
        del self.rows[place % len(self.rows)]
        self._changed()

    @event
    async def change(self, place: int, size: int) -> None:
        self.rows[place % len(self.rows)].size = size
        self._changed()

    @event
    async def turn(self) -> None:
        self.rows = self.rows[::-1]
        self._changed()

    @event
    async def regroup(self) -> None:
        self.group = "" if self.group else "name"


class Versioned(Rows):
    """The same, of which the order is kept between changes."""

    has_version: ClassVar = True


class Model:
    """What the table should show, worked out in the plainest way."""

    def __init__(self) -> None:
        self.rows = [row(number) for number in range(MANY)]
        self.search = ""
        self.sort = ""
        self.descending = False
        self.group = ""
        self.closed: set[str] = set()
        self.first = 0
        self.view = 15
        self.chosen: set[int] = set()
        self.draft: tuple[int, str, str] | None = None  # what is typed and not saved: in which cell
        self.next = MANY

    def saves(self) -> bool:
        """Whether what is typed can be saved, and then it is."""
        if self.draft is None:
            return True
        number, column, text = self.draft
        row = next((each for each in self.rows if each.id == number), None)
        if row is None or (column == "size" and text and not text.isdecimal()):
            return False
        value: Any = (int(text) if text else None) if column == "size" else text
        setattr(row, column, value)
        self.draft = None
        return True

    def found(self) -> list[Row]:
        """All rows that are found, in order."""
        words = self.search.casefold().split()
        rows = [each for each in self.rows if all(word in self._text(each) for word in words)]
        if self.sort and self.sort != self.group:
            rows = self._sorted(rows, self.sort, descending=self.descending)
        if self.group:
            rows = sorted(rows, key=lambda each: each.name or "")
            rows = self._sorted(rows, "name", descending=self.descending and self.sort == self.group)
        return rows

    @staticmethod
    def _text(each: Row) -> str:
        values = (each.id, each.name, each.size)
        return "\n".join("" if value is None else str(value) for value in values).casefold()

    @staticmethod
    def _sorted(rows: list[Row], key: str, *, descending: bool) -> list[Row]:
        there = [each for each in rows if getattr(each, key) is not None]
        gone = [each for each in rows if getattr(each, key) is None]

        def value(each: Row) -> Any:
            found = getattr(each, key)
            return found.casefold() if isinstance(found, str) else found

        return sorted(there, key=value, reverse=descending) + gone

    def lines(self) -> list[tuple[str, ...]]:
        """All lines, with the headings of groups."""
        lines: list[tuple[str, ...]] = []
        name = None
        for each in self.found():
            if self.group and self.name(each) != name:
                name = self.name(each)
                lines.append((name,))
            if not self.group or name not in self.closed:
                lines.append((str(each.id), self.name(each), NONE if each.size is None else str(each.size)))
        return lines

    @staticmethod
    def name(each: Row) -> str:
        """A name as it is written."""
        return NONE if each.name is None else each.name

    def window(self) -> tuple[int, int]:
        """The lines that the page has."""
        total = len(self.lines())
        if total <= ALL:
            return 0, total
        first = max(0, min(self.first, total - self.view))
        return max(0, first - self.view), min(total, first + 2 * self.view)


def seen(page: Page) -> list[tuple[str, ...]]:
    """The lines of the table in a page."""
    lines: list[tuple[str, ...]] = []
    for each in page.all("tr[data-row]"):
        if each.get("class") == "ui-table-group":
            lines.append((each.all("button")[0].text,))
        else:
            lines.append(tuple(_text(cell) for cell in each.all("td")[1:]))
    return lines


def _text(cell: Any) -> str:
    """What a cell shows; while it is edited, what was there before is not seen."""
    return "…" if cell.all("form") else cell.text


def check(page: Page, model: Model) -> None:
    """The table shows what the model does."""
    lines = model.lines()
    start, stop = model.window()
    edited = next((line for line in seen(page) if "…" in line), ())
    expected = [
        tuple("…" if cell == "…" else own for cell, own in zip(edited, line, strict=True))
        if edited and line[0] == edited[0] and len(line) == len(edited)
        else line
        for line in lines[start:stop]
    ]
    assert seen(page) == expected
    indexes = [each.get("aria-rowindex") for each in page.all("tr[data-row]")]
    assert indexes == [str(number + 2) for number in range(start, stop)]
    assert page.attribute("table", "aria-rowcount") == str(len(lines) + 2)
    drafts = [each.get("value") for each in page.all("td form input") if model.draft]
    lost = [each.text.split("“")[1].split("”")[0] for each in page.all(".ui-table-lost [role=alert]")]
    assert [*drafts, *lost] == ([model.draft[2]] if model.draft else []), "what is typed is somewhere, once"
    found = model.found()
    assert page.text(".ui-table-count").startswith(f"{len(found)} row")
    sizes = [each.size for each in found if each.size is not None]
    assert page.all("tfoot td")[-1].text == (str(sum(sizes)) if sizes else NONE)
    ticked = {each.get("lv-value-row") for each in page.all("tbody input[type=checkbox]") if each.has("checked")}
    shown = {line[0] for line in lines[start:stop] if len(line) == 3}
    assert ticked == shown & {str(each) for each in model.chosen}
    assert sorted(page.text("#picked").split(",")) == sorted(map(str, model.chosen)) or not model.chosen
