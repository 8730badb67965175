"""What axe-core, the rules of Deque Systems for accessible pages, has to say of a page."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

from tests.browser.visitor import STILL

SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


# What is right is not listed: it would be every element, for each rule.
OPTIONS = {"resultTypes": ["violations"]}
COLORS = {**OPTIONS, "runOnly": ["color-contrast", "link-in-text-block"]}


def violations(page: Page, *, of_colors: bool = False) -> list[str]:
    """What is wrong once nothing fades any more, one line each: the rule, what it asks for, and the elements.

    The debugging protocol evaluates the rules, since the page's policy lets no script in.

    Args:
        page: the page.
        of_colors: only by the rules that ask for a color, for another scheme of a page that was looked at.
    """
    options = json.dumps(COLORS if of_colors else OPTIONS)
    script = f"{STILL}.then(() => axe.run(document, {options})).then(({{ violations }}) => violations)"
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": SCRIPT})
    answer = session.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
    session.detach()
    found: list[dict[str, Any]] = answer["result"]["value"]
    return [f"{each['id']}: {each['help']}: {[node['html'] for node in each['nodes']]}" for each in found]
