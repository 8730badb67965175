"""Joining, acknowledging, losing the connection and coming back, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.client.harness import Client, stop_clock, until

FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": ['<p><!--$--></p><button lv-click="add">+</button><input name="q" lv-input="q">', 0],
    "otherA": ["<h1><!--$--></h1>", 0],
}


@pytest.fixture
def client(own_page: Page) -> Client:
    """A page that has sent its join, and has the module that watches over its connection."""
    stop_clock(own_page)
    client = Client(own_page, FRAGMENTS, ["rootAA", "0"])
    wait(client, 200)
    own_page.evaluate("import('/comeback.js').then(() => {})")
    return client


def wait(client: Client, milliseconds: int) -> None:
    client.page.clock.run_for(milliseconds)


def wires(client: Client) -> int:
    """How many connections there have been."""
    count: int = client.page.evaluate("wires.length")
    return count


def lose(client: Client, code: int = 1006) -> None:
    client.page.evaluate("code => { sent.length = 0; wires.at(-1).close(code); }", code)


def take(client: Client) -> list[list[Any]]:
    """What was sent since the last call."""
    frames: list[list[Any]] = client.page.evaluate("sent.splice(0)")
    return frames


def test_the_first_frame_is_the_join(client: Client) -> None:
    assert client.page.evaluate("[wires[0].url, wires[0].protocol]") == ["ws://liveview.test/live/socket", "lv1"]
    assert take(client) == [["j", "token", [0, 0]]]
    assert not client.page.evaluate("liveview.connected")
    client.join()
    assert client.page.evaluate("[liveview.connected, liveview.version, liveview.pending]") == [True, 0, 0]


def test_a_page_is_live_before_it_loads_what_it_comes_back_with(own_page: Page) -> None:
    asked, client = slow_to_join(own_page)
    assert not any(url.endswith("/comeback.js") for url in asked)
    with own_page.expect_request("**/comeback.js"):
        client.join()


def test_a_page_that_is_not_live_soon_loads_it(own_page: Page) -> None:
    asked, client = slow_to_join(own_page)
    assert not any(url.endswith("/comeback.js") for url in asked)
    with own_page.expect_request("**/comeback.js"):
        wait(client, 1)


def slow_to_join(page: Page) -> tuple[list[str], Client]:
    """A page just before it has waited long for its join, and what it has asked for."""
    asked = requests_of(page)
    stop_clock(page)
    client = Client(page, FRAGMENTS, ["rootAA", "0"])
    wait(client, 199)
    mark(page)
    return asked, client


def requests_of(page: Page) -> list[str]:
    """What a page asks for from now on, as far as it is known: see `mark`."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def mark(page: Page) -> None:
    """Waits until all that the page has asked for is known."""
    with page.expect_request("**/mark"):
        page.evaluate("fetch('/mark').catch(() => {})")


def test_events_wait_for_the_join(client: Client) -> None:
    client.page.click("button")
    assert [frame[0] for frame in take(client)] == ["j"]
    client.join()
    assert take(client) == [["e", 1, 0, "add"]]


def test_every_eighth_version_is_acknowledged_and_the_last_once_idle(client: Client) -> None:
    client.join()
    take(client)
    for text in range(10):
        client.patch([0, text])
    assert take(client) == [["v", 0, 8]]
    wait(client, 2_000)
    assert take(client) == [["v", 0, 10]]
    wait(client, 10_000)
    assert take(client) == []


def test_a_quiet_connection_is_asked_for_a_sign_of_life(client: Client) -> None:
    client.join()
    take(client)
    wait(client, 19_999)
    assert take(client) == []
    wait(client, 1)
    assert take(client) == [["h"]]
    client.deliver(["h"])
    wait(client, 20_000)
    assert take(client) == [["h"]]
    wait(client, 25_000)
    wait(client, 150)
    assert wires(client) == 2


def test_a_lost_connection_comes_back_at_once_and_resumes(client: Client) -> None:
    client.join()
    client.patch([0, "1"])
    client.page.click("button")
    lose(client)
    wait(client, 150)
    assert take(client) == [["j", "token", [0, 1]]]
    client.deliver(["j", 1, 0], [0, 1, [0, "seen"]], [0, 2, [0, "2"]])
    assert take(client) == [["e", 1, 0, "add"]]
    assert client.page.inner_text("p") == "2"


def test_events_that_were_taken_are_not_sent_again(client: Client) -> None:
    client.join()
    client.page.click("button")
    client.page.click("button")
    lose(client)
    wait(client, 150)
    take(client)
    client.deliver(["j", 1, 1])
    assert take(client) == [["e", 2, 0, "add"]]


def test_delays_grow_at_random_and_end_with_the_connection(client: Client) -> None:
    client.page.evaluate("window.refuses = true; Math.random = () => 0.999")
    lose(client)
    for delay in (150, 300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 30_000, 30_000):
        before = wires(client)
        wait(client, delay - 50)
        assert wires(client) == before
        wait(client, 50)
        assert wires(client) == before + 1
        lose(client)
    client.page.evaluate("window.refuses = false")
    wait(client, 30_000)
    client.join()
    lose(client)
    before = wires(client)
    wait(client, 150)
    assert wires(client) == before + 1


@pytest.mark.parametrize("what", ["online", "visibilitychange"])
def test_no_delay_when_the_network_or_somebody_is_back(client: Client, what: str) -> None:
    client.page.evaluate("window.refuses = true; Math.random = () => 0.999")
    for _ in range(6):
        lose(client)
        wait(client, 30_000)
    lose(client)
    before = wires(client)
    client.page.evaluate(f"({'window' if what == 'online' else 'document'}).dispatchEvent(new Event('{what}'))")
    assert wires(client) == before + 1


def test_waking_up_asks_whether_the_connection_lives(client: Client) -> None:
    client.join()
    take(client)
    client.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert take(client) == [["h"]]
    wait(client, 5_000)
    wait(client, 150)
    assert wires(client) == 2


def test_a_connection_that_does_not_open_is_given_up(client: Client) -> None:
    client.page.evaluate("window.refuses = true")
    lose(client)
    wait(client, 150)
    before = wires(client)
    wait(client, 10_000)
    wait(client, 1_000)
    assert wires(client) == before + 1


@pytest.mark.parametrize("code", [1000, 4003, 4009])
def test_closed_for_good(client: Client, code: int) -> None:
    client.join()
    lose(client, code)
    wait(client, 60_000)
    assert wires(client) == 1


def test_too_much_is_not_sent_again(client: Client) -> None:
    client.join()
    client.page.click("button")
    lose(client, 4008)
    wait(client, 150)
    client.join()
    assert [frame[0] for frame in take(client)] == ["j"]


def test_a_loss_is_told_after_half_a_second_and_taken_back(client: Client) -> None:
    client.page.evaluate("window.refuses = true; Math.random = () => 0.999")
    client.join()
    lose(client)
    wait(client, 499)
    assert client.page.locator(".lv-disconnected").count() == 0
    wait(client, 1)
    assert client.page.locator("[lv-root].lv-disconnected").count() == 1
    assert client.page.get_by_role("status").inner_text() == "Connection lost. Reconnecting…"
    client.page.evaluate("window.refuses = false")
    wait(client, 5_000)
    client.join()
    wait(client, 1)
    assert client.page.locator(".lv-disconnected").count() == 0
    assert client.page.get_by_role("status").inner_text() == ""


def test_tries_that_fail_do_not_put_off_that_a_loss_is_told(client: Client) -> None:
    client.page.evaluate("window.refuses = true; Math.random = () => 0")
    client.join()
    lose(client)
    wait(client, 300)
    before = wires(client)
    lose(client)  # a try that failed
    wait(client, 199)
    assert client.page.locator(".lv-disconnected").count() == 0
    wait(client, 1)
    assert client.page.locator("[lv-root].lv-disconnected").count() == 1
    assert before > 1


def test_a_new_token_comes_from_the_pages_own_url(client: Client) -> None:
    client.join()
    client.patch([0, "1"])
    client.page.click("button")
    client.page.fill("input", "typed")
    client.data = {**client.data, "token": "renewed", "fragments": {**FRAGMENTS, "rootAA": FRAGMENTS["rootAA"]}}
    client.page.evaluate("window.same = document.querySelector('p')")
    lose(client, 4004)
    wait(client, 150)
    until(client.page, "sent.length")
    assert take(client) == [["j", "renewed", [0, -1]]]
    client.deliver(["j", 0, 0], ["=", 0, 0, ["rootAA", "new"]])
    assert client.page.evaluate("[same.isConnected, same.textContent]") == [True, "new"]
    events = [frame for frame in take(client) if frame[0] == "e"]
    assert events == [["e", 3, 0, "q", {}, "q=typed", {"name": "q", "value": "typed"}]]
    client.deliver([0, 1, [0, "goes on"]])
    assert client.page.inner_text("p") == "goes on"
    assert client.problems == []


def come_back(client: Client, ref: int) -> None:
    """The connection is lost, and another process goes on with the page, which had taken events up to `ref`."""
    lose(client)
    wait(client, 150)
    client.deliver(["j", 2, ref])


LOST = "The server was restarted. What you did last may not have been done."


@pytest.mark.parametrize(("ref", "said"), [(1, [LOST]), (2, [])])
def test_another_process_goes_on_and_what_it_does_not_know_of_is_told(
    client: Client, ref: int, said: list[str]
) -> None:
    client.join()
    client.page.click("button")
    client.page.click("button")
    client.deliver(["a", 2])
    come_back(client, ref)
    client.deliver(["=", 0, 9, ["rootAA", "kept"]])
    assert client.page.inner_text("p") == "kept"
    wait(client, 1)
    assert client.page.get_by_role("status").all_inner_texts() == said
    client.patch([0, "old"])  # of the process before: it is version 1
    client.deliver([0, 10, [0, "goes on"]])
    assert client.page.inner_text("p") == "goes on"
    assert [frame[0] for frame in take(client)] == ["j"]
    assert client.problems == []


def test_what_was_done_in_the_process_before_the_last_is_not_missed(client: Client) -> None:
    """Each process counts the events that it has taken from none on."""
    client.join()
    client.page.click("button")
    client.deliver(["a", 1])
    lose(client, 4004)  # nothing is kept of it: the page gets another one
    wait(client, 150)
    until(client.page, "sent.length")
    client.deliver(["j", 0, 0], ["=", 0, 0, ["rootAA", "new"]])
    come_back(client, 0)
    client.deliver(["=", 0, 1, ["rootAA", "kept"]])
    wait(client, 1)
    assert LOST not in client.page.get_by_role("status").all_inner_texts()
    assert client.page.inner_text("p") == "kept"


def test_another_process_is_asked_what_has_no_answer_and_told_what_was_typed(client: Client) -> None:
    client.join()
    client.page.click("button")
    client.page.fill("input", "typed")
    client.page.evaluate("window.same = document.querySelector('input')")
    come_back(client, 0)
    assert [frame[:2] for frame in take(client)] == [["j", "token"], ["e", 1], ["e", 2]]
    client.deliver(["d", {"laterA": ["<h1><!--$--></h1>" + FRAGMENTS["rootAA"][0], 0, 0]}])
    client.deliver(["=", 0, 4, ["laterA", "another template", "0"]])
    assert client.page.inner_text("h1") == "another template"
    assert client.page.evaluate("[same.isConnected, document.querySelector('input').value]") == [False, "typed"]
    assert take(client) == [["e", 3, 0, "q", {}, "q=typed", {"name": "q", "value": "typed"}]]


def test_a_page_that_could_lose_what_was_typed_takes_no_values_of_another_process(own_page: Page) -> None:
    stop_clock(own_page)
    client = Client(own_page, FRAGMENTS, ["rootAA", "0"], broken=["comeback.js"])
    client.page.fill("input", "typed")
    client.deliver(["j", 2, 0], ["=", 0, 1, ["otherA", "another template"]])
    assert client.page.input_value("input") == "typed"
    assert client.page.evaluate("liveview.connected") is False
    client.broken.clear()
    until(client.page, "wires.at(-1).readyState > 2")
    until(client.page, "wires.length > 1 || (dispatchEvent(new Event('online')), false)")


def test_a_page_of_another_process_is_back_as_soon_as_it_has_what_that_takes(own_page: Page) -> None:
    client, release = without_comeback(own_page)
    client.page.evaluate("window.refuses = false")
    wait(client, 30_000)
    client.deliver(["j", 2, 0], ["=", 0, 1, ["otherA", "another template"]])
    before = wires(client)
    assert client.page.evaluate("liveview.connected") is False
    release()
    until(client.page, "before => wires.length > before", before)
    client.join()
    assert client.page.evaluate("liveview.connected")


def test_waiting_for_the_next_try_is_no_try_that_came_to_nothing(own_page: Page) -> None:
    client, release = without_comeback(own_page)
    release()
    asked = requests_of(own_page)
    wait(client, 2_500)  # the next try is later
    mark(own_page)
    assert [url for url in asked if not url.endswith("/mark")] == []


def without_comeback(page: Page) -> tuple[Client, Callable[[], None]]:
    """A page in the middle of a long delay between two tries, and what lets it have the module for coming back."""
    stop_clock(page)
    held: list[Route] = []
    client = Client(page, FRAGMENTS, ["rootAA", "0"], init="Math.random = () => 0.999; window.refuses = true;")
    page.route("**/comeback.js*", lambda route: held.append(route))
    for _ in range(6):
        lose(client)
        wait(client, 150 * 2**6)
    lose(client)

    def release() -> None:
        for route in held:
            route.fallback()
        page.evaluate("import('/comeback.js').then(() => {})")

    return client, release


def test_a_server_that_is_found_again_is_asked_for_a_token_without_the_delays_of_those_that_were_not(
    client: Client,
) -> None:
    client.page.evaluate("window.refuses = true; Math.random = () => 0.999")
    for _ in range(6):
        lose(client)
        wait(client, 30_000)
    client.page.evaluate("window.refuses = false")
    client.data = {**client.data, "token": "renewed"}
    lose(client, 4004)
    wait(client, 150)
    until(client.page, "sent.length")
    assert take(client) == [["j", "renewed", [0, -1]]]


def test_a_report_instead_of_the_page_is_announced_and_tried_again(client: Client) -> None:
    client.page.evaluate("document.addEventListener('lv:report', ({ detail }) => { window.report = detail; })")
    report = '<script type="application/json" id="lv-report">{"title":"t"}</script>'
    client.page.route("http://liveview.test/", lambda route: route.fulfill(status=500, body=report))
    lose(client, 4004)
    wait(client, 150)
    until(client.page, "window.report?.title === 't'")
    client.page.unroute("http://liveview.test/")
    for _ in range(5):
        wait(client, 1_000)
    until(client.page, "sent.length")
    assert client.page.evaluate("window.report") is None


def test_titles_tokens_and_unknown_frames(client: Client) -> None:
    client.join()
    client.deliver(["t", "New title"], ["k", "newer"], ["of a later version", 1])
    assert client.page.title() == "New title"
    lose(client)
    wait(client, 150)
    assert take(client) == [["j", "newer", [0, 0]]]
    assert client.problems == []


def test_a_refusal_is_an_answer(client: Client) -> None:
    client.join()
    client.page.click("button")
    client.deliver(["a", 1, {"error": "no such event"}])
    assert client.page.evaluate("liveview.pending") == 0
    assert "no such event" in client.problems[0]


def test_a_refusal_may_be_for_one_event_alone(client: Client) -> None:
    client.join()
    client.page.click("button")
    client.page.click("button")
    client.deliver(["a", 2, {"error": "too many"}, 1])
    assert client.page.evaluate("liveview.pending") == 1
    client.deliver(["a", 1])
    assert client.page.evaluate("liveview.pending") == 0
    assert "too many" in client.problems.pop()


def test_an_address_whose_values_come_before_its_new_place_is_asked_for(client: Client) -> None:
    client.join()
    client.deliver(
        ["d", {"oneAAA": ["<!--$-->", ["f"]], "twoAAA": ["<b><!--$--></b>", ["f"]], "boxAAA": ["<!--$-->", 0]}],
        ["=", 0, 1, ["oneAAA", 3]],
        ["=", 3, 1, ["boxAAA", "of one process"]],
        ["=", 3, 1, ["boxAAA", "of another"]],
    )
    take(client)
    client.deliver(["=", 0, 1, ["twoAAA", 3]])
    assert ["f", 3] in take(client)
    client.deliver(["=", 3, 2, ["boxAAA", "of another"]])
    assert client.page.inner_text("b") == "of another"


def test_leaving_says_so(client: Client) -> None:
    client.join()
    take(client)
    client.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))")
    assert take(client) == [["l"]]


def test_a_page_kept_by_the_browser_comes_back(client: Client) -> None:
    client.join()
    take(client)
    client.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert take(client) == []
    client.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert wires(client) == 2
    assert take(client) == [["j", "token", [0, 0]]]
