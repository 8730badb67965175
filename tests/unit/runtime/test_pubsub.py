"""PubSub: who hears what, what happens to those who are slow, and what is left of those who have ended."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from liveview import Gap, Process, PubSub, Supervisor, on
from liveview.errors import ConfigurationError, DefinitionError, NoProcessError, ProcessError, SlowSubscriberError
from liveview.runtime.topics import Backlog
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet

CLOCK = VirtualClock()


@dataclass(frozen=True)
class Price:
    symbol: str
    value: int


class Listener(Process):
    """Keeps what it hears, while it is let."""

    def __init__(self, place: str | None = "a") -> None:
        self.place = place
        self.heard: list[Any] = []
        self.open = asyncio.Event()
        self.open.set()

    async def info(self, message: Any) -> None:
        await self.open.wait()
        self.heard.append(message)


class InRoom(Listener):
    @on("room:{place}")
    async def said(self, message: str) -> None:
        await self.open.wait()
        self.heard.append(f"said {message}")


class Board(Listener):
    @on("prices", limit=3, coalesce=lambda price: price.symbol)
    async def price(self, price: Price) -> None:
        await self.open.wait()
        self.heard.append(price)


class Strict(Listener):
    @on("prices", limit=2, when_full="crash")
    async def price(self, price: Price) -> None:
        await self.open.wait()
        self.heard.append(price)


@pytest_asyncio.fixture
async def tree() -> AsyncIterator[Supervisor]:
    async with Supervisor([PubSub()]) as supervisor:
        yield supervisor


async def started(tree: Supervisor, listener: Any) -> Any:
    return await tree.start_child(listener)


def pubsub_of(tree: Supervisor) -> PubSub:
    return tree.whereis("liveview.pubsub", PubSub)


async def test_a_message_reaches_those_of_its_topic_in_order(tree: Supervisor) -> None:
    one = await started(tree, InRoom("a"))
    two = await tree.start_child(lambda: InRoom("b"))
    assert isinstance(two, InRoom)
    for word in ("x", "y"):
        one.publish("room:a", word)
    two.publish("room:b", "z")
    two.publish("nobody", "z")
    await quiet()
    assert one.heard == ["said x", "said y"] and two.heard == ["said z"]


async def test_the_publisher_hears_itself_unless_it_says_otherwise(tree: Supervisor) -> None:
    one = await started(tree, InRoom)
    await one.publish("room:a", "x")  # awaited or not
    one.publish("room:a", "y", to_self=False)
    await quiet()
    assert one.heard == ["said x"]


async def test_what_is_subscribed_comes_to_info_once_however_often_asked(tree: Supervisor) -> None:
    one = await started(tree, Listener)
    one.subscribe("news")
    one.subscribe("news")
    one.publish("news", 1)
    await quiet()
    one.publish("news", 2)
    one.unsubscribe("news")
    one.unsubscribe("never")
    one.publish("news", 3)
    await quiet()
    assert one.heard == [1] and pubsub_of(tree).subscribers("news") == []


async def test_a_topic_whose_value_is_none_is_not_listened_to(tree: Supervisor) -> None:
    one = await started(tree, InRoom(None))
    one.publish("room:None", "x")
    await quiet()
    assert one.heard == [] and pubsub_of(tree)._topics == {}


async def test_the_subscription_is_there_before_init(tree: Supervisor) -> None:
    class Early(InRoom):
        async def init(self) -> None:
            self.publish("room:a", "from init")

    one = await started(tree, Early)
    await quiet()
    assert one.heard == ["said from init"]


async def test_nothing_is_left_of_one_that_has_ended(tree: Supervisor) -> None:
    one = await started(tree, InRoom)
    one.subscribe("news")
    one.kill()
    await quiet()
    again: Any = tree.which_child("InRoom")
    assert pubsub_of(tree).subscribers("room:a") == [again] and pubsub_of(tree).subscribers("news") == []
    assert list(pubsub_of(tree)._subscriptions) == [again]


async def test_one_that_does_not_start_leaves_nothing(tree: Supervisor) -> None:
    class Failing(InRoom):
        async def init(self) -> None:
            raise LookupError

    with pytest.raises(ProcessError):
        await tree.start_child(Failing)
    assert pubsub_of(tree)._topics == {} and pubsub_of(tree)._subscriptions == {}


# Those who are slow.


async def test_the_oldest_are_lost_with_a_gap_where_they_were(tree: Supervisor, caplog: Any) -> None:
    one = await started(tree, Listener)
    pubsub_of(tree).listen(one, "news", backlog=Backlog(limit=3))
    one.open.clear()
    one.publish("news", 0)
    await quiet()  # it is at work on this one
    for number in range(1, 8):
        one.publish("news", number)
    one.open.set()
    await quiet()
    assert one.heard == [0, Gap("news"), 5, 6, 7]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_a_newer_message_takes_the_place_of_one_about_the_same(tree: Supervisor) -> None:
    one = await started(tree, Board)
    one.open.clear()
    one.publish("prices", Price("x", 0))
    await quiet()
    for price in (Price("a", 1), Price("b", 1), Price("a", 2), Price("c", 1), Price("a", 3), Price("b", 2)):
        one.publish("prices", price)
    one.open.set()
    await quiet()
    assert one.heard == [Price("x", 0), Price("a", 3), Price("b", 2), Price("c", 1)]


async def test_one_that_may_not_be_slow_ends_and_is_started_again(tree: Supervisor) -> None:
    one = await started(tree, Strict)
    one.open.clear()
    one.publish("prices", Price("a", 0))
    await quiet()
    for number in range(4):
        pubsub_of(tree).publish("prices", Price("a", number))
    one.open.set()
    await quiet()
    assert isinstance(one.exit_reason, SlowSubscriberError)
    assert (one.exit_reason.topic, one.exit_reason.limit, one.exit_reason.process) == ("prices", 2, one)
    assert pubsub_of(tree).subscribers("prices") == [tree.which_child("Strict")]


async def test_other_mail_finds_its_place_and_turn_beside_a_flood(tree: Supervisor) -> None:
    class Small(Listener, limit=2):
        pass

    one = await started(tree, Small)
    one.subscribe("news")
    one.open.clear()
    one.send("first")
    await quiet()
    for number in range(100):
        one.publish("news", number)
    assert one.send("mail") and len(one.mailbox) == 2
    one.open.set()
    await quiet()
    assert one.heard[:4] == ["first", 0, "mail", 1] and one.heard[-1] == 99


async def test_a_mailbox_that_drops_its_oldest_keeps_the_sign(tree: Supervisor) -> None:
    class Forgetful(Listener, limit=2, when_full="drop_oldest"):
        pass

    one = await started(tree, Forgetful)
    one.subscribe("news")
    one.open.clear()
    one.send("first")
    await quiet()
    one.publish("news", 1)
    for number in range(5):
        one.send(f"mail {number}")
    one.open.set()
    await quiet()
    assert one.heard == ["first", 1, "mail 4"]


async def test_a_coalesce_that_fails_loses_nothing(tree: Supervisor, caplog: Any) -> None:
    one = await started(tree, Listener)
    pubsub_of(tree).listen(one, "news", backlog=Backlog(coalesce=lambda message: message["id"]))
    messages: list[Any] = [1, 2, {"id": []}]
    for message in messages:
        one.publish("news", message)
    await quiet()
    assert one.heard == messages
    assert len([record for record in caplog.records if "coalesce" in record.message]) == 1


async def test_what_is_held_waits(tree: Supervisor) -> None:
    one = await started(tree, Listener)
    subscription = pubsub_of(tree).listen(one, "news", is_held=True)
    one.publish("news", 1)
    await quiet()
    assert one.heard == [] and subscription.backlog == 1
    subscription.release()
    one.publish("news", 2)
    await quiet()
    assert one.heard == [1, 2] and subscription.backlog == 0


async def test_what_is_dropped_is_not_received_any_more(tree: Supervisor) -> None:
    one = await started(tree, Listener)
    subscription = pubsub_of(tree).listen(one, "news")
    one.publish("news", 1)
    pubsub_of(tree).drop(subscription)
    pubsub_of(tree).drop(subscription)
    subscription.put(2)
    subscription.gap()
    await quiet()
    assert one.heard == []


# Gaps of the adapter.


async def test_a_gap_comes_after_what_waits_and_once(tree: Supervisor) -> None:
    one = await started(tree, InRoom)
    one.subscribe("news")
    pubsub = pubsub_of(tree)
    pubsub.publish("news", 1)
    pubsub.gap("news")
    pubsub.publish("news", 2)
    pubsub.gap()
    pubsub.gap("nobody's")
    await quiet()
    assert [message for message in one.heard if message != Gap("room:a")] == [1, 2, Gap("news")]
    assert one.heard.count(Gap("room:a")) == 1


# Types.


async def test_a_message_of_another_type_is_logged_with_its_publisher_and_not_delivered(
    tree: Supervisor, caplog: Any
) -> None:
    one = await started(tree, Board)
    for _ in range(3):
        one.publish("prices", "not a price")
    await quiet()
    assert one.heard == [] and len(caplog.records) == 1
    assert "str" in caplog.records[0].message and __file__ in (caplog.records[0].stack_info or "")


def test_what_cannot_be_meant_is_refused() -> None:
    topics: list[Any] = ["", 7, "a:{}", "a:{x.y}", "a:{x!r}", "a:{x:>3}", "a:{"]
    for topic in topics:
        with pytest.raises(DefinitionError, match="@on"):
            on(topic)
    several: list[dict[str, Any]] = [{"limit": 0}, {"when_full": "wait"}, {"coalesce": "id"}]
    for options in several:
        with pytest.raises(DefinitionError, match=next(iter(options))):
            on("a", **options)
    with pytest.raises(DefinitionError, match="right above"):
        on("a")(print)
    with pytest.raises(DefinitionError, match="message"):

        @on("a")
        async def nothing(self: Process) -> None: ...

    with pytest.raises(DefinitionError, match="async def"):

        class Blocking(Process):
            @on("a")
            def heard(self, message: str) -> None: ...


async def test_a_placeholder_is_an_attribute(tree: Supervisor) -> None:
    class Nameless(Process):
        @on("room:{number}")
        async def said(self, message: str) -> None: ...

    with pytest.raises(ProcessError, match="`number`"):
        await tree.start_child(Nameless)


async def test_a_topic_is_a_text(tree: Supervisor) -> None:
    one = await started(tree, Listener)
    for topic in ("", 7):
        with pytest.raises(ConfigurationError, match="topic"):
            one.publish(topic, "x")


# Trees, and threads.


async def test_a_tree_without_one_says_what_to_write() -> None:
    async with Listener() as alone:
        with pytest.raises(NoProcessError, match=r"Supervisor\(\[PubSub"):
            alone.publish("news", 1)
    with pytest.raises(NoProcessError):
        await InRoom().start()


async def test_one_that_has_ended_takes_nothing(tree: Supervisor) -> None:
    pubsub = pubsub_of(tree)
    one = await started(tree, Listener)
    one.exit()
    await quiet()
    with pytest.raises(NoProcessError, match="has ended"):
        pubsub.listen(one, "news")
    with pytest.raises(NoProcessError, match="does not run"):
        PubSub().publish("news", 1)


async def test_those_who_listen_go_with_a_pubsub_that_fails() -> None:
    """Their subscriptions are gone: better started again than deaf."""
    async with Supervisor([PubSub, InRoom, Process], strategy="one_for_one") as tree:
        before: Any = tree.which_child("InRoom")
        deaf = tree.which_child("Process")
        pubsub_of(tree).kill()
        await quiet()
        after: Any = tree.which_child("InRoom")
        assert after is not before and tree.which_child("Process") is deaf
        after.publish("room:a", "x")
        await quiet()
        assert after.heard == ["said x"]


async def test_threads_publish_in_their_order(tree: Supervisor) -> None:
    one = await started(tree, InRoom)
    await asyncio.to_thread(lambda: [one.publish("room:a", str(number)) for number in range(200)])
    await quiet()
    assert one.heard == [f"said {number}" for number in range(200)]


async def test_a_thread_that_is_quicker_than_the_loop_waits_for_it(
    tree: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liveview.runtime.pubsub.THREAD_SECONDS", 0.01)
    one = await started(tree, Listener)
    failed: list[BaseException] = []

    def flood() -> None:
        try:
            for number in range(1001):
                one.publish("nobody", number)
        except ProcessError as error:
            failed.append(error)

    thread = threading.Thread(target=flood)
    thread.start()
    thread.join()  # the loop is blocked, as by a handler that never awaits
    assert len(failed) == 1 and "1000 messages" in str(failed[0])
    await quiet()
    one.publish("nobody", "again")


async def test_a_crash_report_names_the_topic(tree: Supervisor, caplog: Any) -> None:
    class Failing(Process, restart="temporary"):
        @on("news")
        async def said(self, message: str) -> None:
            raise LookupError("boom")

    one = await started(tree, Failing)
    one.publish("news", "secret")
    await quiet()
    text = "\n".join(record.getMessage() for record in caplog.records if record.levelno == logging.ERROR)
    assert "a message of 'news'" in text and "secret" not in text
    assert isinstance(one.exit_reason, LookupError)
