"""`event.viewer` in a view of one page: it cannot be used to change the session, and its log line tells no secret."""

from __future__ import annotations

from typing import Any

import pytest

from liveview import Event, LiveView, event
from liveview.errors import StateError
from tests.unit.channel.stage import Stage


class Desk(LiveView):
    template_string = "<b>{{ shown }}</b>"
    shown: str = ""

    @event
    async def look(self, event: Event) -> None:
        viewer = event.viewer
        with pytest.raises(StateError, match="a WebSocket cannot set a cookie"):
            viewer.session["token"] = "mine"  # type: ignore[index]
        self.shown = f"{viewer.user} at {viewer.url}: {viewer!r}"


@pytest.mark.asyncio
async def test_it_is_whose_page_it_is_with_a_session_to_read(stage: Stage) -> None:
    session: dict[str, Any] = {"token": "secret"}
    channel, _ = await stage.joined(Desk, user="Ada", session=session, url="/desk")
    await stage.event(channel, "look")
    assert isinstance(channel.view, Desk)
    shown = channel.view.shown
    assert shown.startswith("Ada at /desk: ") and "<Session with token>" in shown and "secret" not in shown
    assert session == {"token": "secret"}
