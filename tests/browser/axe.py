"""What axe-core, the rules of Deque Systems for accessible pages, has to say of a page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What is wrong, one line each: the rule, what it asks for, and the elements.

    The debugging protocol evaluates the rules, since the page's policy lets no script in.
    """
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": SCRIPT})
    answer = session.send(
        "Runtime.evaluate", {"expression": "axe.run(document)", "awaitPromise": True, "returnByValue": True}
    )
    session.detach()
    found: list[dict[str, Any]] = answer["result"]["value"]["violations"]
    return [f"{each['id']}: {each['help']}: {[node['html'] for node in each['nodes']]}" for each in found]
