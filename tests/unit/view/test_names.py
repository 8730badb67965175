"""Names that the framework keeps, and how classes become file names."""

from __future__ import annotations

import pytest

from liveview.view.names import COMPONENT_NAMES, VIEW_NAMES, collision, did_you_mean, snake_case


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Counter", "counter"),
        ("ProcessTable", "process_table"),
        ("HTTPBoard", "http_board"),
        ("Board2D", "board2d"),
        ("My_View", "my_view"),
        ("A", "a"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected


def test_a_field_is_told_another_name() -> None:
    reason = collision("ChatRoom", "session", VIEW_NAMES, is_event=False)
    assert reason is not None and "`chat_room_session`" in reason


def test_an_event_keeps_its_name_under_another_method() -> None:
    reason = collision("ChatRoom", "flash", VIEW_NAMES, is_event=True)
    assert reason is not None and '@event("flash")' in reason and "def flash_it" in reason


@pytest.mark.parametrize("name", ["loop", "self", "caller"])
def test_jinjas_own_words_are_refused(name: str) -> None:
    reason = collision("Chat", name, VIEW_NAMES, is_event=False)
    assert reason is not None and "Jinja" in reason


@pytest.mark.parametrize("name", ["user", "url", "count", "messages", "title", "data", "send", "update"])
def test_words_that_users_want_are_free_on_a_component(name: str) -> None:
    assert collision("Card", name, COMPONENT_NAMES, is_event=False) is None


def test_a_component_keeps_at_most_twelve_names() -> None:
    assert len(COMPONENT_NAMES) <= 12


def test_the_framework_keeps_its_record() -> None:
    assert collision("Card", "_live", VIEW_NAMES, is_event=False) is not None


def test_did_you_mean() -> None:
    assert did_you_mean("coutn", {"count", "other"}) == " Did you mean `count`?"
    assert did_you_mean("zzz", {"count"}) == ""
