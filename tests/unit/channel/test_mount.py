"""The one way to life: what it is given arrives, what it raises goes through."""

from __future__ import annotations

import pytest

from liveview.channel.mount import Request, mount
from liveview.errors import TemplateError
from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Stage

pytestmark = pytest.mark.asyncio


class Room(LiveView):
    template_string = "{{ text }}"
    text: str = ""

    async def mount(self, room_id: int, mode: str = "read") -> None:
        self.text = f"{room_id} {mode} {self.user} {self.url} {self.session['theme']}"


async def test_the_request_arrives(stage: Stage) -> None:
    request = Request("/rooms/7", "http://host/rooms/7", {"room_id": "7"}, {}, {"theme": "dark"}, "ann")
    channel = await mount(Room, request, stage.services)
    stage.channels.append(channel)
    assert "7 read ann http://host/rooms/7 dark" in channel.page().html


async def test_a_template_that_names_what_is_not_there(stage: Stage) -> None:
    class Bad(LiveView):
        template_string = "{{ nothing }}"

    with pytest.raises(TemplateError):
        await mount(Bad, Request(), stage.services)


async def test_status_exceptions_go_through_untouched(stage: Stage) -> None:
    class StatusError(Exception):
        status_code = 403

    class Closed(LiveView):
        template_string = ""

        def mount(self) -> None:
            raise StatusError

    with pytest.raises(StatusError):
        await mount(Closed, Request(), stage.services)
