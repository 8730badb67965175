"""The development overlay: a report over the page, short delays, and long ones."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.client.harness import POLICY, Client, stop_clock

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
    stop_clock(own_page)
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


# A link that is made slow.


@pytest.fixture
def clicking(own_page: Page) -> Client:
    """A page of a development server with a button, and a clock that stands still."""
    stop_clock(own_page)
    script = '<script src="/dev.js" defer></script>'
    fragments = {"rootAA": ['<button lv-click="add"><!--$--></button>', 0]}
    return Client(own_page, fragments, ["rootAA", "0"], head=script, policy=POLICY).join()


def test_an_event_and_its_answer_take_the_latency_together(clicking: Client) -> None:
    page = clicking.page
    assert page.evaluate("liveview.latency(500)") == 500
    page.click("button")
    page.clock.run_for(249)
    assert clicking.events == []
    page.clock.run_for(1)
    assert clicking.events == [["e", 1, 0, "add"]]
    clicking.patch([0, "1"], 1)
    page.clock.run_for(249)
    assert page.evaluate("[document.querySelector('button').textContent, liveview.pending]") == ["0", 1]
    page.clock.run_for(1)
    assert page.evaluate("[document.querySelector('button').textContent, liveview.pending]") == ["1", 0]
    assert clicking.problems == []


def test_frames_keep_their_order_when_the_link_gets_faster(clicking: Client) -> None:
    page = clicking.page
    page.evaluate("liveview.latency(1000)")
    clicking.patch([0, "1"])
    page.evaluate("liveview.latency(0)")
    clicking.patch([0, "2"])
    page.clock.run_for(500)
    assert page.inner_text("button") == "2"
    clicking.patch([0, "3"])
    assert page.inner_text("button") == "3"


def test_what_a_lost_connection_had_under_way_is_lost(clicking: Client) -> None:
    page = clicking.page
    page.evaluate("liveview.latency(500)")
    clicking.patch([0, "1"])
    page.click("button")
    page.evaluate("sent.length = 0; wires.at(-1).close(1006); dispatchEvent(new Event('online'))")
    page.clock.run_for(1000)
    assert page.inner_text("button") == "0"
    assert [frame[0] for frame in clicking.sent] == ["j"]
    assert clicking.sent[-1] == ["j", "token", [0, 0]]


def test_the_latency_is_shown_and_stays_with_the_tab(clicking: Client) -> None:
    page = clicking.page
    assert page.locator("#lv-latency").count() == 0
    page.evaluate("liveview.latency(300)")
    assert page.inner_text("#lv-latency") == "300 ms latency"
    page.reload()
    assert page.inner_text("#lv-latency") == "300 ms latency"
    assert page.evaluate("[liveview.latency(), liveview.latency(0)]") == [300, 0]
    assert page.locator("#lv-latency").count() == 0
    page.reload()
    assert page.evaluate("liveview.latency()") == 0
