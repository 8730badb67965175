"""The title and the first page; what follows is in test_channel.py."""

from __future__ import annotations

import pytest

from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Stage

pytestmark = pytest.mark.asyncio


class ProcessTable(LiveView):
    template_string = '<p style="width: {{ width }}%">{{ width }}</p>'
    width: int = 5


async def test_a_view_without_a_title_is_called_by_its_class(stage: Stage) -> None:
    channel, _ = await stage.open(ProcessTable)
    assert channel.page().title == "Process table"


async def test_a_title_is_a_text(stage: Stage) -> None:
    class Numbered(ProcessTable):
        page_title = 5

    channel, _ = await stage.open(Numbered)
    assert channel.page().title == "5"


async def test_inline_styles_are_in_the_sheet(stage: Stage) -> None:
    channel, _ = await stage.open(ProcessTable)
    page = channel.page()
    assert "style=" not in page.html and "width: 5%" in page.sheet
    assert page.fragment in page.fragments or channel._screen._rendering.values()[0] == page.fragment
