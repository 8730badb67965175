"""Inline styles under the strict policy: what an element looks like is the same from first paint to the last patch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.server import serve
from tests.browser.visitor import come_back, no_complaints, settle, until
from tests.served import Served

LISTEN = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective), true);
"""
# Each element says beside its style what has to come of it.
LOOKS = """() => [...document.querySelectorAll("[data-width]")].map((element) => {
  const { color, width } = getComputedStyle(element);
  return [element.dataset.color, element.dataset.width, color, width];
})"""


@pytest.fixture
def server() -> Iterator[Served]:
    with serve("tests.browser.styled:app") as server:
        yield server


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    """A page whose console may only say that the server could not be reached."""
    page.add_init_script(LISTEN)
    with no_complaints(page) as said:
        yield page
        said[:] = [line for line in said if "net::ERR_" not in line and "WebSocket connection" not in line]


def looks_right(page: Page, elements: int) -> None:
    looks: list[list[Any]] = page.evaluate(LOOKS)
    assert len(looks) == elements
    for color, width, shown_color, shown_width in looks:
        assert (shown_color, shown_width) == (color, width)
    assert page.evaluate("() => violations") == []


@pytest.mark.violates
def test_the_policy_allows_no_inline_styles(page: Page, server: Served) -> None:
    page.add_init_script(LISTEN)
    response = page.goto(server.url)
    assert response is not None
    rules = [rule.split() for rule in response.headers["content-security-policy"].split(";")]
    (sources,) = [rule[1:] for rule in rules if rule[0] == "style-src"]
    assert [source.partition("-")[0] for source in sources] == ["'self'", "'nonce"]
    page.evaluate("() => document.body.setAttribute('style', 'color: red')")
    until(page, "() => violations.includes('style-src-attr')")  # and would have been seen


@pytest.mark.violates
def test_the_policy_allows_no_markup_that_nobody_vouches_for(page: Page, server: Served) -> None:
    page.goto(server.url)
    page.evaluate("() => { try { document.body.innerHTML = '<p>' } catch (error) { window.refused = error.name } }")
    assert page.evaluate("() => refused") == "TypeError"


def test_an_element_looks_the_same_at_every_moment(visitor: Page, server: Served) -> None:
    scripts: list[Route] = []
    is_held = {True}
    visitor.route("**/liveview*.js*", lambda route: scripts.append(route) if is_held else route.continue_())
    visitor.goto(server.url, wait_until="commit")
    until(visitor, "() => document.querySelector('#state') !== null")
    assert visitor.evaluate("() => window.liveview") is None
    looks_right(visitor, 9)  # first paint: the client is on its way

    is_held.clear()  # what is asked for while these are let go is held by nobody
    for script in scripts:
        script.continue_()
    visitor.unroute("**/liveview*.js*")
    until(visitor, "() => window.liveview !== undefined")
    settle(visitor)
    looks_right(visitor, 9)

    for button, shown, elements in [
        ("next", "1 3-4-5", 10),
        ("next", "2 3-4-5", 10),
        ("insert", "2 3-6-4-5", 12),
        ("turn", "2 5-4-6-3", 12),
    ]:
        visitor.click(f"#{button}")
        expect(visitor.locator("#state")).to_have_text(shown)
        looks_right(visitor, elements)

    visitor.goto("about:blank")
    visitor.go_back()
    until(visitor, "() => window.liveview !== undefined")
    settle(visitor)
    looks_right(visitor, visitor.locator("[data-width]").count())

    visitor.click("#next")
    settle(visitor)
    server.kill()
    come_back(visitor, server)
    expect(visitor.locator("#state")).to_have_text("0 3-4-5")
    settle(visitor)
    looks_right(visitor, 9)
