"""A bounded queue that one process reads."""

from __future__ import annotations

import asyncio

import pytest

from liveview.runtime.mailbox import Mailbox


async def next_turn() -> None:
    await asyncio.sleep(0)


async def test_messages_come_out_as_they_went_in() -> None:
    mailbox = Mailbox(8)
    assert mailbox.put("a")
    assert mailbox.put(None)
    assert len(mailbox) == 2
    assert [await mailbox.get(), await mailbox.get()] == ["a", None]
    assert len(mailbox) == 0


async def test_a_reader_waits_for_the_next_message() -> None:
    mailbox = Mailbox(8)
    assert not mailbox.is_awaited
    reader = asyncio.create_task(mailbox.get())
    await next_turn()
    assert mailbox.is_awaited
    mailbox.put("a")
    assert not mailbox.is_awaited
    mailbox.put("b")
    assert await reader == "a"
    assert await mailbox.get() == "b"


async def test_a_full_mailbox_takes_nothing() -> None:
    mailbox = Mailbox(2)
    assert mailbox.put(1)
    assert not mailbox.is_full
    assert mailbox.put(2)
    assert mailbox.is_full
    assert not mailbox.put(3)
    assert [await mailbox.get(), await mailbox.get()] == [1, 2]
    assert not mailbox.is_full


async def test_a_wake_comes_before_all_others_full_or_not() -> None:
    mailbox = Mailbox(1)
    mailbox.put("waiting")
    mailbox.wake("now")
    assert [await mailbox.get(), await mailbox.get()] == ["now", "waiting"]
    reader = asyncio.create_task(mailbox.get())
    await next_turn()
    mailbox.wake("again")
    assert await reader == "again"


async def test_no_message_is_lost_with_a_cancelled_reader() -> None:
    mailbox = Mailbox(8)
    reader = asyncio.create_task(mailbox.get())
    await next_turn()
    mailbox.put("a")
    reader.cancel()  # after it was woken, before it ran
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert not mailbox.is_awaited
    assert await mailbox.get() == "a"


async def test_an_idle_mailbox_holds_no_queue() -> None:
    mailbox = Mailbox(8)
    mailbox.put("a")
    await mailbox.get()
    reader = asyncio.create_task(mailbox.get())
    await next_turn()
    assert mailbox.mail is None
    mailbox.put("b")
    assert await reader == "b"


async def test_what_must_not_be_lost_is_added_in_its_order_full_or_not() -> None:
    mailbox = Mailbox(1)
    mailbox.put("waiting")
    mailbox.add("signal")
    assert len(mailbox) == 2
    assert [await mailbox.get(), await mailbox.get()] == ["waiting", "signal"]


async def test_messages_can_be_taken_out_from_the_oldest_on() -> None:
    mailbox = Mailbox(8)
    assert mailbox.discard(lambda message: True) == []
    for number in range(6):
        mailbox.put(number)
    assert mailbox.discard(lambda message: message in (1, 3, 5), 2) == [1, 3]
    assert mailbox.discard(lambda message: message == 7) == []
    assert [await mailbox.get() for _ in range(4)] == [0, 2, 4, 5]
    mailbox.put("last")
    assert mailbox.discard(lambda message: True) == ["last"] and len(mailbox) == 0
