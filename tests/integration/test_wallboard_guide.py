"""docs/how-to/wallboard.md as it stands: its board is one for all who look."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from liveview.testing import visit

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "wallboard.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)


async def ask(region: str) -> int:
    return len(region)


def names() -> dict[str, Any]:
    """What its blocks define."""
    found: dict[str, Any] = {"__name__": __name__, "ask": ask, "visit": visit}
    exec("\n".join(BLOCKS), found)
    return found


async def test_its_test() -> None:
    await names()["test_two_people_see_one_board"]()


async def test_who_looks_what_is_asked_and_a_desk_that_begins_anew() -> None:
    found = names()
    async with visit(found["app"], "/?me=Ann") as page:
        await page.clock.advance(0.1)
        assert page.text("p") == "1 looking: Ann"
        assert page.texts("h2")[1:] == ["EU: 2 %", "US: 2 %"]
        await page.submit("form", subject="The moon is off")
        assert page.notices == {"info": "Ticket 1 is in the queue"}
        found["app"].presence.whereis("desk").kill()
        await page.settled()
        assert page.all("li") == []
