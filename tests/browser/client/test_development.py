"""The development overlay: a report over the page, and short delays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.client.harness import POLICY, Client

REPORT = {
    "title": "Counter.add",
    "message": "<b>division</b> by zero",
    "where": "counter.py:12",
    "source": [[11, "def add(self):"], [12, "    self.count /= 0"]],
    "frames": [["counter.py:12", "add", "self.count /= 0"]],
}


@pytest.fixture
def client(own_page: Page) -> Client:
    """A page of a development server."""
    own_page.clock.install(time=0)
    own_page.clock.pause_at(1)
    script = '<script src="/dev.js" defer></script>'
    return Client(own_page, {"rootAA": ["<p><!--$--></p>", 0]}, ["rootAA", "x"], head=script, policy=POLICY).join()


def test_a_report_is_shown_as_text_until_it_is_taken_away(client: Client) -> None:
    client.deliver(["!", REPORT])
    shown = client.page.inner_text("#lv-report")
    assert "<b>division</b> by zero" in shown
    assert "counter.py:12" in shown
    assert "  12      self.count /= 0" in shown
    client.deliver(["!", None])
    assert client.page.locator("#lv-report").count() == 0
    assert client.problems == []


@pytest.mark.parametrize("how", ["button", "key"])
def test_a_report_can_be_closed(client: Client, how: str) -> None:
    client.deliver(["!", REPORT], ["!", REPORT])
    if how == "button":
        client.page.get_by_role("button", name="Close").click()
    else:
        client.page.keyboard.press("Escape")
    assert client.page.locator("#lv-report").count() == 0


def test_a_server_that_restarts_is_found_within_half_a_second(client: Client) -> None:
    client.page.evaluate("window.refuses = true; Math.random = () => 0.999")
    for _ in range(8):
        client.page.evaluate("wires.at(-1).close(1006)")
        client.page.clock.run_for(500)
    client.page.evaluate("wires.at(-1).close(1006)")
    before = client.page.evaluate("wires.length")
    client.page.clock.run_for(500)
    assert client.page.evaluate("wires.length") == before + 1
