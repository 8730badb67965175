"""What handlers ask of their page: done after the patch, once, and by modules that are loaded for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, until

FRAGMENTS = {"rootAA": ["<h1><!--$--></h1><button lv-click='add'>+</button>", 0]}
LISTEN = """
window.pushed = [];
addEventListener("lv:count", ({ detail }) => pushed.push([detail, document.querySelector("h1")?.textContent]));
addEventListener("lv:fail", () => { throw new Error("a listener's mistake"); });
"""


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A page that notes what is pushed, and what it showed then."""
    return open_client(FRAGMENTS, ["rootAA", "0"], init=LISTEN).join()


def pushed(client: Client) -> list[list[Any]]:
    """The payloads, each with the heading of that moment."""
    found: list[list[Any]] = client.page.evaluate("pushed")
    return found


def test_an_effect_comes_after_the_patch_of_its_frame(client: Client) -> None:
    client.deliver([0, 1, [0, "1"], None, [["push_event", "count", {"n": 1}]]])
    assert pushed(client) == [[{"n": 1}, "1"]]


def test_a_version_that_is_seen_again_does_nothing(client: Client) -> None:
    frame = [0, 1, [], None, [["push_event", "count", 1]]]
    client.deliver(frame, frame)
    assert pushed(client) == [[1, "0"]]


def test_full_values_do_what_the_page_has_missed(client: Client) -> None:
    client.deliver([0, 1, [], None, [["push_event", "count", 1]]])
    client.deliver([0, 3, [], None, [["push_event", "count", 3]]])  # a gap: the client asks for everything
    assert client.sent[-1] == ["f", 0]
    missed = [n for version in (1, 2, 3) for n in (version, [["push_event", "count", version]])]
    client.deliver(["=", 0, 3, ["rootAA", "3"], None, missed])
    assert [payload for payload, _ in pushed(client)] == [1, 2, 3]


def test_a_patch_that_does_not_fit_leaves_its_effects_to_the_full_values(client: Client) -> None:
    client.deliver([0, 1, [9, "x"], None, [["push_event", "count", 1]]])
    assert pushed(client) == []
    client.deliver(["=", 0, 1, ["rootAA", "1"], None, [1, [["push_event", "count", 1]]]])
    assert pushed(client) == [[1, "1"]]
    assert "made anew" in client.problems[0]


def test_one_mistake_is_not_the_next_ones_and_a_newer_kind_is_left_out(client: Client) -> None:
    effects = [["push_event", "fail"], ["of a newer server", 1], ["push_event", "count", 1]]
    client.deliver([0, 1, [0, "1"], None, effects])
    assert pushed(client) == [[1, "1"]]
    assert client.problems == ["a listener's mistake"]


def test_effects_and_events_wait_for_a_module_that_the_page_needs(open_client: OpenClient) -> None:
    client = open_client(FRAGMENTS, ["rootAA", "0"], init=LISTEN, broken=["extras.js"]).join()
    client.page.evaluate("Math.random = () => 0.99")
    with client.page.expect_event("requestfailed"):
        client.deliver(["m", "actions"], [0, 1, [0, "1"], None, [["push_event", "count", 1]]])
    client.page.click("button")
    assert pushed(client) == []
    assert client.events == []
    assert not client.page.evaluate("Promise.race([liveview.settled().then(() => true), Promise.resolve(false)])")
    client.broken.clear()
    until(client.page, "pushed.length && sent.some(([kind]) => kind === 'e')")


def test_settled_waits_for_a_module_and_for_nothing_after_it(open_client: OpenClient) -> None:
    client = open_client(FRAGMENTS, ["rootAA", "0"], broken=["extras.js"]).join()
    client.page.evaluate("Math.random = () => 0.99")
    with client.page.expect_event("requestfailed"):
        client.deliver(["m", "actions"])
    client.page.evaluate("void liveview.settled().then(() => { window.isSettled = true; })")
    assert not client.page.evaluate("window.isSettled")
    client.broken.clear()
    until(client.page, "window.isSettled")


def test_what_waits_for_an_answer_says_so(client: Client) -> None:
    button = client.page.locator("button")
    assert button.get_attribute("aria-busy") is None
    client.page.click("button")
    client.page.click("button")
    assert [button.get_attribute(name) for name in ("aria-busy", "class")] == ["true", "lv-loading"]
    client.deliver(["a", 1])
    assert button.get_attribute("aria-busy") == "true"
    client.deliver(["a", 2])
    assert [button.get_attribute(name) for name in ("aria-busy", "class")] == [None, None]
