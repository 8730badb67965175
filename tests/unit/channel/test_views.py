"""For how long views are kept, and how many."""

from __future__ import annotations

import asyncio

import pytest

from liveview.channel.channel import MOVED, Channel
from liveview.channel.mount import mount
from liveview.errors import ProcessError
from liveview.view.live_view import LiveView
from liveview.view.request import Request
from tests.unit.channel.stage import Client, Stage

pytestmark = pytest.mark.asyncio


class Plain(LiveView):
    template_string = "x"


async def parked(stage: Stage) -> tuple[Channel, Client]:
    channel, client = await stage.open(Plain)
    stage.views.park(channel)
    return channel, client


async def ended(channel: Channel) -> object:
    while channel.exit_reason is None:
        await asyncio.sleep(0)
    return channel.exit_reason


async def test_a_parked_view_is_found_by_its_id(stage: Stage) -> None:
    channel, _ = await parked(stage)
    assert stage.views.get(channel.id) is channel and len(stage.views) == 1
    assert stage.views.get("another") is None


async def test_ids_are_not_to_be_guessed(stage: Stage) -> None:
    first, _ = await parked(stage)
    second, _ = await parked(stage)
    assert first.id != second.id and len(first.id) >= 20


async def test_a_page_that_never_joins_is_dropped(stage: Stage) -> None:
    channel, _ = await parked(stage)
    stage.clock.turn(14.9)
    assert stage.views.get(channel.id) is channel
    stage.clock.turn(0.2)
    assert stage.views.get(channel.id) is None
    assert await ended(channel) == "expired"


async def test_a_joined_view_stays(stage: Stage) -> None:
    channel, client = await parked(stage)
    channel.join(client, {0: 0})
    stage.clock.turn(10_000)
    assert stage.views.get(channel.id) is channel


async def test_a_page_that_is_away_may_come_back_for_a_while(stage: Stage) -> None:
    channel, client = await parked(stage)
    channel.join(client, {0: 0})
    channel.detach(client)
    stage.clock.turn(59)
    assert stage.views.get(channel.id) is channel
    channel.join(client, {0: 0})
    stage.clock.turn(59)
    assert stage.views.get(channel.id) is channel
    channel.detach(client)
    stage.clock.turn(61)
    assert await ended(channel) == "expired"


async def test_a_view_that_ends_is_forgotten(stage: Stage) -> None:
    channel, client = await parked(stage)
    channel.join(client, {0: 0})
    await channel.stop("left")
    assert len(stage.views) == 0
    channel.detach(client)
    stage.clock.turn(100)
    assert len(stage.views) == 0


async def test_who_ends_slowly_does_not_take_the_place_of_who_goes_on_with_its_page(stage: Stage) -> None:
    old, client = await parked(stage)
    old.join(client, {0: 0})
    stage.views.end(old, MOVED)
    new = await mount(Plain, Request(), stage.services, id=old.id)
    stage.channels.append(new)
    stage.views.park(new)
    old.detach(client)  # the new one's page has yet to come
    assert await ended(old) == MOVED
    assert stage.views.get(new.id) is new
    stage.clock.turn(15.1)
    assert await ended(new) == "expired" and len(stage.views) == 0


async def test_the_oldest_parked_view_gives_way() -> None:
    stage = Stage(views=2)
    joined, client = await parked(stage)
    joined.join(client, {0: 0})
    oldest, _ = await parked(stage)
    newest, _ = await parked(stage)
    assert await ended(oldest) == "evicted"
    assert stage.views.get(joined.id) and stage.views.get(newest.id) and len(stage.views) == 2
    await stage.close()


async def test_connected_views_do_not_give_way() -> None:
    stage = Stage(views=1)
    channel, client = await parked(stage)
    channel.join(client, {0: 0})
    with pytest.raises(ProcessError, match="holds 1 connected views"):
        await parked(stage)
    assert len(stage.views) == 1
    await stage.close()


async def test_close_all(stage: Stage) -> None:
    channels = [await parked(stage) for _ in range(3)]
    for channel, client in channels:
        channel.join(client, {0: 0})
    await stage.views.close_all()
    assert len(stage.views) == 0
    assert {channel.exit_reason for channel, _ in channels} == {"shutdown"}
    assert {client.closed for _, client in channels} == {(1012, "the server restarts")}
