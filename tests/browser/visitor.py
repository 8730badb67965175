"""What the browser tests of the example do with a page: wait for it, read it, and hear it complain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

from liveview.testing.settling import SETTLED
from tests.served import Served

# Playwright's own wait_for_function needs the eval() that the page's policy forbids.
UNTIL = """([condition, argument]) => new Promise((resolve) => {
  const look = () => (condition(argument) ? resolve() : requestAnimationFrame(look));
  look();
})"""


# Colours and places in between are nobody's. An animation that is cancelled is over, too.
STILL = """Promise.allSettled(document.getAnimations()
  .filter((one) => one.playState === "running" && one.effect.getComputedTiming().endTime < Infinity)
  .map((one) => one.finished))"""


def open_page(page: Page, url: str) -> None:
    """Opens a page and waits until it has joined its process."""
    page.goto(url)
    settle(page)


def sign_in(page: Page, server: str, name: str) -> None:
    """Signs in to the example, and waits for the page that this leads to.

    Args:
        page: the page.
        server: its URL.
        name: whose.
    """
    open_page(page, f"{server}/account")
    page.fill("[name=name]", name)
    page.press("[name=name]", "Enter")
    page.wait_for_url(f"{server}/")
    settle(page)


def settle(page: Page) -> None:
    """Waits until the page is joined and every event was sent and answered; not for what others tell the page then."""
    page.evaluate(SETTLED)


def until(page: Page, condition: str, argument: Any = None) -> None:
    """Waits until a condition in the page holds.

    Args:
        page: the page.
        condition: a JavaScript function that says whether it does.
        argument: what it is called with.
    """
    wait = UNTIL.replace("[condition, argument]", "argument").replace("condition(", f"({condition})(")
    page.evaluate(wait, argument)


def kept(page: Page) -> None:
    """Waits until a snapshot has what was done: it is written a quarter of a second later, and nobody says so."""
    until(page, "(began) => performance.now() - began > 1000", page.evaluate("() => performance.now()"))


def stand_still(page: Page) -> None:
    """Waits until all that fades or slides in has come to its end; what turns for ever does not count."""
    page.evaluate(f"() => {STILL}")


def come_back(page: Page, server: Served) -> None:
    """Starts a killed server again, and has the page find it at once: how long it would wait is for others to see.

    Args:
        page: the page.
        server: its server.
    """
    until(page, "() => !liveview.connected")
    server.restart()
    until(page, "() => liveview.connected || !dispatchEvent(new Event('online'))")


def version(page: Page) -> int:
    """How many patches the page has taken."""
    number: int = page.evaluate("() => window.liveview.version")
    return number


def ticked(page: Page, times: int = 1) -> None:
    """Waits until that many further patches have arrived."""
    until(page, "(wanted) => window.liveview.version >= wanted", version(page) + times)


def texts(page: Page, selector: str) -> list[str]:
    """The texts of all elements that a selector finds, at one moment."""
    found: list[str] = page.evaluate(
        "(selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent.trim())", selector
    )
    return found


@contextmanager
def no_complaints(page: Page) -> Iterator[list[str]]:
    """Fails where the page's console had a warning or an error; violations of the policy are such.

    Yields:
        what was said so far. A test that expects something takes it out.
    """
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            said.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert not said, said
