"""`Pagination`: which page of many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liveview import Component, computed, event, prop

# Numbers that are shown at once, gaps included: as many on each page, so that what is clicked again stays put.
SHOWN = 7


class Pagination(Component, styles=["../kit.css", "controls.css"]):
    """Links or buttons to the pages of a list: the first, the last, and those around the current one.

    Args:
        page: the current page, counted from 1.
        pages: how many there are.
        param: the query parameter that the page stands in: the pages are links, and other parameters stay.
        on_page: instead, an event of the caller that takes `page: int`.
        label: what is paged through, for screen readers.
    """

    template = "pagination.html"
    emits = ["on_page"]
    page: int
    pages: int
    param: str = prop("")
    on_page: str = prop("")
    label: str = prop("Pages")

    @computed
    def is_link(self) -> bool:
        if not self.param and not self.on_page:
            raise ValueError(
                'nothing turns the pages of this Pagination: write `param="page"` for a field `page` that has '
                '`url=True`, or `on_page="turn"` for an event that takes `page: int`.'
            )
        return bool(self.param)

    @computed
    def current(self) -> int:
        return max(1, min(self.page, self.pages))

    @computed
    def steps(self) -> list[tuple[str, int | None]]:
        """Each number with its key; None for a gap."""
        numbers = list(_numbers(self.current, self.pages))
        gaps = iter(("before", "after")) if numbers[1:2] == [None] else iter(("after",))
        return [(str(number) if number else next(gaps), number) for number in numbers]

    @event("go")
    async def _go(self, page: int) -> None:
        if self.param and 1 <= page <= self.pages:
            query: dict[str, Any] = {self.param: page}
            self.live.patch(**query)


def _numbers(page: int, pages: int) -> Iterator[int | None]:
    if pages <= SHOWN:
        yield from range(1, pages + 1)
        return
    middle = SHOWN - 4  # the ends and two gaps apart
    first = max(3, min(page - middle // 2, pages - middle - 1))
    yield 1
    yield None if first > 3 else 2
    yield from range(first, first + middle)
    yield None if first + middle < pages - 1 else pages - 1
    yield pages
