"""The how-to's board, as it is printed: two screens, one process behind them, and a panel that takes its time."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from liveview.cli.target import load
from liveview.testing import visit

FOLDER = Path(__file__).parents[3] / "docs" / "how-to"
BLOCKS = re.findall(r"```python\n(.*?)```", (FOLDER / "wallboard.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_each_snippet_is_part_of_the_file(block: str) -> None:
    assert block in (FOLDER / "wallboard.py").read_text()


async def test_two_screens_show_one_board() -> None:
    app = load(str(FOLDER / "wallboard.py"))
    sys.modules["wallboard"].Weather.takes = 0.0
    async with visit(app) as one, visit(app) as two:
        assert one.texts("h2") == ["0 orders wait", "Lisbon"] and one.text("p") == "Sunny, 24 °C"
        await one.clock.advance(9)
        assert one.texts("li") == two.texts("li") and len(one.texts("li")) == 3
        await two.click("button")
        await one.settled()
        assert one.texts("h2")[0] == two.texts("h2")[0] == "2 orders wait"
        assert two.notices == {"info": "Thank you!"} and one.notices == {}
