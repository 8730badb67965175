"""What somebody is in the middle of goes on through patches: composing, choosing, reading, watching."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, stop_clock, until

WITHOUT_MOVE = "delete Element.prototype.moveBefore;"

# Each row: an id, what its input holds, and a text beside it.
FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": ["<h1><!--$--></h1><main><!--$--></main><button id='b'>b</button>", 0, ["l", "rowAAA"]],
    "rowAAA": [
        '<section $="1"><input lv-input="typed" name="i" $="1"><p><!--$--></p>'
        "<details><summary>s</summary>more</details><dialog><button>close</button></dialog>"
        '<div style="height:40px;overflow:auto"><div style="height:400px"></div></div><video muted></video>'
        '<select><option $="1"><!--$--></option><option $="1"><!--$--></option></select></section>',
        ["a", "id"],
        ["a", "value"],
        0,
        ["a", "value"],
        0,
        ["a", "value"],
        0,
    ],
}
TITLE, ROWS = range(2)
INPUT, TEXT, OPTION, LABEL = 1, 2, 3, 4
NAMES = "abcd"


def row(name: str, text: str = "beside") -> list[Any]:
    """Values of a row."""
    return [f"row-{name}", f"of {name}", text, "1", "one", "2", "two"]


VALUES = ["rootAA", "title", [row(name) for name in NAMES]]


@pytest.fixture(params=["", WITHOUT_MOVE], ids=["moveBefore", "insertBefore"])
def client(request: pytest.FixtureRequest, open_client: OpenClient) -> Client:
    """Four rows, in a browser that can move elements with what they hold, and in one that cannot."""
    return open_client(FRAGMENTS, VALUES, init=request.param).join()


@pytest.fixture
def moving(open_client: OpenClient) -> Client:
    """Four rows, in a browser that can move elements."""
    return open_client(FRAGMENTS, VALUES).join()


def around(client: Client) -> None:
    """Patches to everything around what a person is in, and full values."""
    client.patch([TITLE, "other", ~ROWS, [1, [TEXT, "other"], 2, [TEXT, "other"]]])
    client.patch([~ROWS, [[0, row("x"), 3, row("y")]]])
    client.patch([~ROWS, [[], [0, 3]]])
    client.version += 1
    client.deliver(["=", 0, client.version, VALUES])


def reorder(client: Client, order: list[int]) -> None:
    """The rows in another order."""
    client.patch([~ROWS, [[], [], [order]]])


def order_of(page: Page) -> str:
    """The rows as they are, by name."""
    names: str = page.evaluate("[...document.querySelectorAll('section')].map(({ id }) => id.slice(4)).join('')")
    return names


def inner(name: str, selector: str) -> str:
    """A selector of something in a row."""
    return f"#row-{name} {selector}"


# Focus and caret.

CARET = "[document.activeElement.value, document.activeElement.selectionStart, document.activeElement.selectionEnd]"
ORDERS = [[3, 2, 1, 0], [1, 0, 2, 3], [2, 0, 1, 3], [1, 2, 3, 0]]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_a_focused_input_in_a_moved_row_keeps_focus_and_caret(client: Client, name: str, order: list[int]) -> None:
    client.page.focus(inner(name, "input"))
    client.page.keyboard.press("End")
    client.page.keyboard.type("typed")
    client.page.evaluate("document.activeElement.setSelectionRange(2, 4)")
    reorder(client, order)
    assert order_of(client.page) == "".join(NAMES[index] for index in order)
    assert client.page.evaluate(CARET) == [f"of {name}typed", 2, 4]
    assert client.page.evaluate(f"document.activeElement.closest('section').id === 'row-{name}'")


def test_patches_around_a_focused_input_leave_its_caret(client: Client) -> None:
    client.page.focus(inner("b", "input"))
    client.page.evaluate("document.activeElement.setSelectionRange(1, 3, 'backward')")
    around(client)
    assert client.page.evaluate(CARET) == ["of b", 1, 3]
    assert client.page.evaluate("document.activeElement.selectionDirection") == "backward"


# Input methods.


@pytest.fixture
def ime(client: Client) -> CDPSession:
    """The browser as an input method drives it."""
    return client.page.context.new_cdp_session(client.page)


def compose(ime: CDPSession, text: str) -> None:
    """What an input method shows before the characters are chosen."""
    ime.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def test_a_composition_goes_on_through_patches_and_moves(client: Client, ime: CDPSession) -> None:
    page = client.page
    page.evaluate("window.ended = 0; addEventListener('compositionend', () => ended++)")
    page.focus(inner("c", "input"))
    page.keyboard.press("End")
    compose(ime, "に")
    client.patch([~ROWS, [2, [INPUT, "from the server", TEXT, "more"]]])
    compose(ime, "にほ")
    reorder(client, [2, 3, 0, 1])
    reorder(client, [1, 3, 0, 2])
    assert page.evaluate("ended") == 0
    assert client.events == []
    ime.send("Input.insertText", {"text": "日本"})
    assert page.input_value(inner("c", "input")) == "of c日本"
    assert [event[6] for event in client.events] == [{"name": "i", "value": "of c日本"}]


def test_an_answer_leaves_a_composition_that_began_after_the_event(client: Client, ime: CDPSession) -> None:
    page = client.page
    page.focus(inner("a", "input"))
    page.keyboard.press("End")
    page.keyboard.type("x")
    compose(ime, "に")
    client.patch([~ROWS, [0, [INPUT, "OF AX"]]], 1)
    compose(ime, "にほ")
    ime.send("Input.insertText", {"text": "日"})
    assert page.input_value(inner("a", "input")) == "of ax日"
    assert client.events[-1][6] == {"name": "i", "value": "of ax日"}


# What writes without keys.


def test_what_waits_is_told_before_a_composition_begins(own_page: Page) -> None:
    stop_clock(own_page)
    fragments = {"rootAA": ['<input name="i" lv-input="typed" lv-debounce="300" $="1">', ["a", "value"]]}
    client = Client(own_page, fragments, ["rootAA", ""]).join()
    ime = own_page.context.new_cdp_session(own_page)
    own_page.focus("input")
    own_page.keyboard.type("a")
    compose(ime, "ni")
    own_page.clock.run_for(1_000)
    assert [event[6] for event in client.events] == [{"name": "i", "value": "a"}]
    client.patch([0, "A"], 1)
    assert own_page.input_value("input") == "ani"
    ime.send("Input.insertText", {"text": "你"})
    own_page.clock.run_for(300)
    assert client.events[-1][6] == {"name": "i", "value": "a你"}


def test_what_a_password_manager_writes_is_told_and_stays(client: Client) -> None:
    fill = "element => { element.value = 'filled'; element.dispatchEvent(new Event('input', { bubbles: true })) }"
    client.page.eval_on_selector(inner("b", "input"), fill)
    assert client.events[-1][6] == {"name": "i", "value": "filled"}
    client.deliver(["a", 1])
    client.patch([~ROWS, [1, [TEXT, "other"]]])
    assert client.page.input_value(inner("b", "input")) == "filled"


def test_what_is_written_without_any_event_stays(client: Client) -> None:
    client.page.eval_on_selector(inner("b", "input"), "element => { element.value = 'filled' }")
    around(client)
    assert client.page.input_value(inner("b", "input")) == "filled"


# What is open, where it is scrolled to, what plays.


def test_an_open_select_stays_open_with_its_options(client: Client) -> None:
    page = client.page
    page.select_option(inner("b", "select"), "2")
    page.click(inner("b", "select"))
    assert page.locator(inner("b", "select")).evaluate("element => element.matches(':open')")
    page.evaluate("window.options = [...document.querySelector('#row-b select').options]")
    client.patch([~ROWS, [1, [LABEL, "eins", OPTION, "1.0", TEXT, "other"]]])
    client.patch([TITLE, "other"])
    client.version += 1
    client.deliver(["=", 0, client.version, VALUES])
    page.locator(inner("b", "select")).evaluate("element => { window.select = element }")
    assert page.evaluate("select.matches(':open')")
    assert page.evaluate("options.every((option, index) => option === select.options[index])")
    assert page.evaluate("select.value") == "2"


def test_details_and_dialogs_stay_open(client: Client) -> None:
    page = client.page
    page.click(inner("a", "summary"))
    page.evaluate("document.querySelector('#row-b dialog').showModal()")
    around(client)
    reorder(client, [3, 2, 1, 0])
    assert page.evaluate("document.querySelector('#row-a details').open")
    assert page.evaluate("document.querySelector('#row-b dialog').matches(':modal')")


def test_patches_leave_scroll_positions(client: Client) -> None:
    client.page.evaluate("document.querySelector('#row-b div').scrollTop = 123")
    around(client)
    assert client.page.evaluate("document.querySelector('#row-b div').scrollTop") == 123


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_moved_rows_keep_scroll_positions(moving: Client, order: list[int]) -> None:
    moving.page.evaluate("for (const box of document.querySelectorAll('section div')) box.scrollTop = 123")
    reorder(moving, order)
    positions = "[...document.querySelectorAll('section > div')].map(({ scrollTop }) => scrollTop)"
    assert moving.page.evaluate(positions) == [123] * 4


# A picture that changes all the time, without a file.
PLAY = """
async () => {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  window.painting = setInterval(() => context.fillRect(0, 0, 1 + 50 * Math.random(), 20), 20);
  window.video = document.querySelector("#row-b video");
  window.interruptions = 0;
  video.srcObject = canvas.captureStream();
  await video.play();
  for (const type of ["pause", "emptied", "ended"]) video.addEventListener(type, () => interruptions++);
}
"""


def test_a_video_plays_on(client: Client) -> None:
    client.page.evaluate(PLAY)
    around(client)
    reorder(client, [1, 0, 3, 2])
    reorder(client, [3, 2, 1, 0])
    before = client.page.evaluate("video.currentTime")
    until(client.page, "before => video.currentTime > before", before)
    assert client.page.evaluate("[video.paused, interruptions, video.isConnected]") == [False, 0, True]
