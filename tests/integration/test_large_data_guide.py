"""docs/how-to/large-data.md and the examples of docs/reference/cached.md, as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from liveview import LiveApp, LiveView, Process, live, on
from liveview.testing import visit

DOCS = Path(__file__).parents[2] / "docs"


def run(page: str, **given: Any) -> dict[str, Any]:
    """What the Python of a page defines, run from top to bottom."""
    blocks = re.findall(r"^```python\n(.*?)^```", (DOCS / page).read_text(), re.DOTALL | re.MULTILINE)
    found: dict[str, Any] = {"__name__": __name__, "visit": visit, **given}
    exec(
        compile("\n".join(blocks), page, "exec", dont_inherit=True), found
    )  # as it stands, without this file's imports
    return found


def sales() -> dict[str, Any]:
    rows: list[tuple[int, str, float]] = [(1, "EU", 1.5), (2, "US", 2.0)]
    loads: list[int] = []

    def read_rows() -> list[tuple[int, str, float]]:
        loads.append(len(rows))
        return list(rows)

    return run("how-to/large-data.md", rows=rows, loads=loads, read_rows=read_rows)


async def test_the_test_of_the_guide() -> None:
    await sales()["test_everybody_sees_what_was_loaded_last"]()


async def test_reloading_a_filter_and_what_others_publish() -> None:
    found = sales()
    app = found["app"]
    async with visit(app, "/") as ann, visit(app, "/") as bob:
        assert found["loads"] == [2]
        found["rows"].append((3, "EU", 4.5))
        await ann.click("button")
        await app.caches.loaded()
        await ann.settled()
        await bob.settled()
        assert ann.text("p") == bob.text("p") == "EU 6.0 US 2.0"
        assert ann.notices == {"info": "These are the newest"} and bob.notices == {}
        await ann.fill("input", "US")
        assert ann.texts("li") == ["US: 2.0"] and len(bob.texts("li")) == 3
        found["rows"].append((4, "US", 1.0))
        app.pubsub.publish("sales", None)
        while len(found["loads"]) < 3:
            await bob.settled()
        await app.caches.loaded()
        await bob.settled()
        assert len(bob.texts("li")) == 4


async def test_its_panel_keeps_no_page_waiting() -> None:
    found = sales()

    class Panelled(LiveView):
        template_string = "{{ Totals() }}"
        uses = [found["Totals"]]

    app = LiveApp(routes=[live("/", Panelled)])
    async with visit(app, "/") as page:
        await app.caches.loaded()
        await page.settled()
        assert page.text("em") == "2 regions"


async def test_the_examples_of_the_reference() -> None:
    prices = {"EUR": 1}

    def read_all_prices() -> dict[str, int]:
        return dict(prices)

    given = {"read_all_prices": read_all_prices, "Process": Process, "LiveApp": LiveApp, "live": live, "on": on}
    text = (DOCS / "reference/cached.md").read_text()
    assert "PRICES = Cached(…)" in text
    found = run("reference/cached.md", **given)
    found["PRICES"] = found["Board"].prices  # what the second block calls it
    async with visit(found["app"], "/"):
        prices["EUR"] = 2
        await found["test_prices_follow"]()
        prices["EUR"] = 3
        found["app"].pubsub.publish("prices changed", None)
        async with visit(found["app"], "/") as page:
            await found["app"].caches.refresh(found["PRICES"])
            await page.settled()
            assert page.text("p") == "EUR 3"
