"""Effects: when they go to the page, when they are dropped, and what they may hold."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from liveview.errors import StateError
from liveview.runtime.done import DONE
from liveview.runtime.threads import ThreadPool
from liveview.view.effects import Effects


@dataclasses.dataclass
class Point:
    x: int
    at: datetime.date


class Page:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def asked(self) -> None:
        self.told.append("asked")

    def emitted(self) -> None:
        self.told.append("emitted")


def fail(effects: Effects, what: Callable[[], None]) -> None:
    """A call that asks for something and then raises."""
    with suppress(LookupError), effects.transaction():
        what()
        raise LookupError


def test_they_go_when_the_call_has_returned() -> None:
    effects = Effects()
    with effects.transaction():
        effects.ask("push_event", "a", 1)
        assert effects.take() == []
    assert effects.take() == [["push_event", "a", 1]]
    assert not effects


def test_they_are_dropped_where_the_call_raises() -> None:
    effects = Effects()
    fail(effects, lambda: effects.ask("push_event", "a", 1))
    assert effects.take() == []


def test_outside_of_a_call_somebody_has_to_be_told_once() -> None:
    page = Page()
    effects = Effects(page=page)
    effects.ask("push_event", "a", 1)
    effects.ask("push_event", "b", 2)
    assert page.told == ["asked"]
    assert effects.take() == [["push_event", "a", 1], ["push_event", "b", 2]]
    effects.ask("push_event", "c", 3)
    assert page.told == ["asked", "asked"]


def test_another_pages_effects_are_not_held_by_this_ones_handler() -> None:
    ours, theirs = Effects(), Effects()
    fail(ours, lambda: theirs.ask("push_event", "a", 1))
    assert theirs.take() == [["push_event", "a", 1]]


@pytest.mark.asyncio
async def test_a_worker_thread_is_part_of_the_call() -> None:
    effects, threads = Effects(), ThreadPool()
    with suppress(LookupError), effects.transaction():
        await threads.run(lambda: effects.ask("push_event", "a", 1))
        raise LookupError
    threads.close()
    assert effects.take() == []


@pytest.mark.asyncio
async def test_a_task_that_outlives_its_handler_asks_by_itself() -> None:
    page = Page()
    effects = Effects(page=page)

    async def later() -> None:
        effects.ask("push_event", "late", 1)

    with effects.transaction():
        task = asyncio.create_task(later())
    assert effects.take() == []
    await task
    assert effects.take() == [["push_event", "late", 1]]
    assert page.told == ["asked"]


def test_the_oldest_give_way_and_the_log_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    effects = Effects(limit=2)
    with caplog.at_level(logging.WARNING):
        for number in range(5):
            effects.ask("push_event", "n", number)
    assert effects.take() == [["push_event", "n", 3], ["push_event", "n", 4]]
    assert len(caplog.records) == 1


def test_what_was_given_is_copied() -> None:
    effects = Effects()
    points = [1, 2]
    effects.ask("push_event", "points", points)
    points.append(3)
    assert effects.take() == [["push_event", "points", [1, 2]]]


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (Point(1, datetime.date(2026, 1, 2)), {"x": 1, "at": "2026-01-02"}),
        ((1, 2), [1, 2]),
        ({"a": {1}}, {"a": [1]}),
        (None, None),
    ],
)
def test_values_become_json(value: Any, sent: Any) -> None:
    effects = Effects()
    effects.ask("reply", 1, value)
    assert effects.take() == [["reply", 1, sent]]


def circular() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("kind", "shown"), [("push_event", "self.push_event"), ("reply", "an event handler returns"), ("x", "`x`")]
)
@pytest.mark.parametrize("value", [object(), circular()])
def test_what_has_no_json_is_refused(kind: str, shown: str, value: Any) -> None:
    with pytest.raises(StateError, match=shown):
        Effects().ask(kind, value)


@pytest.mark.asyncio
async def test_done_can_be_awaited() -> None:
    await DONE


def test_what_is_emitted_is_kept_as_effects_are_and_there_is_so_much_of_it() -> None:
    page = Page()
    effects, told = Effects(page=page), page.told
    with effects.transaction():
        effects.emit("one")
        assert effects.is_held and (effects.emitted, effects.late) == ([], [])
    assert (effects.emitted, effects.late, told) == (["one"], [], [])
    with suppress(ValueError), effects.transaction():
        effects.emit("dropped")
        raise ValueError
    for number in range(100):
        effects.emit(number)
    assert effects.emitted == ["one"] and len(effects.late) == len(told) == 100 and not effects.is_held
    with pytest.raises(StateError, match="more than 100 events of what runs beside the page's methods wait"):
        effects.emit(100)
