"""When a page is kept: in time, and together with others."""

from __future__ import annotations

import pytest

from liveview.channel.keeper import EARLIEST, Change, Keeper
from liveview.channel.limits import Limits
from liveview.runtime.clock import LoopClock
from liveview.testing import VirtualClock


class Clock(VirtualClock):
    """Turned by hand, and as willing to call things together as the loop's."""

    def together(self, at: float, within: float) -> float:
        return LoopClock().together(at, within)


class Page:
    """Remembers when it was kept."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.kept_at: list[float] = []
        self.has_room = True
        self.keeper = Keeper(clock, Limits(), self)

    def keep_soon(self) -> bool:
        self.kept_at.append(self.clock.now())
        return self.has_room


LIMITS = Limits()
WITHIN: dict[Change, float] = {"done": LIMITS.keep_within, "heard": LIMITS.keep_heard, "timed": LIMITS.keep_every}


@pytest.mark.parametrize("how", WITHIN)
def test_pages_that_change_soon_after_each_other_are_kept_together_and_in_time(how: Change) -> None:
    clock = Clock()
    pages = [Page(clock) for _ in range(200)]
    changed_at = []
    for page in pages:
        changed_at.append(clock.now())
        page.keeper.changed(how)
        clock.turn(0.002)
    clock.turn(WITHIN[how])
    waited = [page.kept_at[0] - at for page, at in zip(pages, changed_at, strict=True)]
    assert WITHIN[how] - EARLIEST - 1e-6 < min(waited) and max(waited) < WITHIN[how] + 1e-6
    assert min(waited) > WITHIN[how] * 0.8 - 1e-6
    assert len({page.kept_at[0] for page in pages}) < 12  # in 0.4 seconds


def test_a_page_is_kept_once_for_all_that_changes_meanwhile() -> None:
    clock = Clock()
    page = Page(clock)
    for _ in range(100):
        page.keeper.changed("done")
        clock.turn(0.001)
    clock.turn(10)
    assert len(page.kept_at) == 1


def test_what_somebody_has_done_does_not_wait_for_what_changes_by_itself() -> None:
    clock = Clock()
    page = Page(clock)
    page.keeper.changed("timed")
    clock.turn(0.5)
    page.keeper.changed("done")
    clock.turn(LIMITS.keep_within)
    assert len(page.kept_at) == 1
    clock.turn(LIMITS.keep_every)
    assert len(page.kept_at) == 1


def test_where_too_much_mail_waits_it_is_kept_later() -> None:
    clock = Clock()
    page = Page(clock)
    page.has_room = False
    page.keeper.changed("done")
    clock.turn(LIMITS.keep_within)
    page.has_room = True
    clock.turn(LIMITS.keep_within)
    clock.turn(10)
    assert len(page.kept_at) == 2


def test_nothing_is_kept_of_a_page_that_is_over() -> None:
    clock = Clock()
    page = Page(clock)
    page.keeper.changed("done")
    page.keeper.close()
    page.keeper.changed("done")
    page.keeper.now()
    clock.turn(10)
    assert page.kept_at == []
