"""What an app lends."""

from __future__ import annotations

import pytest

from liveview.view.component import Component
from tests.unit.channel.stage import Stage


@pytest.mark.asyncio
async def test_templates_are_compiled_in_the_apps_environment() -> None:
    class Tile(Component):
        template_string = "{{ label|shout }}"
        label: str

    stage = Stage()
    stage.services.environment.filters["shout"] = str.upper
    assert str(stage.services.templates.of(Tile).components["Tile"](label="x")) == "X"
    await stage.close()
