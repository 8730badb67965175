"""What an app lends."""

from __future__ import annotations

import pytest
from stage import Stage

from liveview.view.component import Component


@pytest.mark.asyncio
async def test_templates_are_compiled_in_the_apps_environment() -> None:
    class Tile(Component):
        template_string = "{{ label|shout }}"
        label: str

    stage = Stage()
    stage.services.environment.filters["shout"] = str.upper
    assert str(stage.services.templates.of(Tile).components["Tile"](label="x")) == "X"
    await stage.close()
