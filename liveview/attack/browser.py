"""A real browser: types vectors into every control, loads every page, and says which scripts ran."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from liveview.attack.attack import Attack
from liveview.attack.finding import Spot
from liveview.attack.marks import VECTORS, Marks
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar
from liveview.attack.surface import Page

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Chromium talks to nobody but the server that is attacked.
FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Milliseconds that a page may take.
PATIENCE = 5_000
# Controls of one page that are typed into.
MOST = 30
WATCH = """
(() => {
  const ran = new Set(), held = [];
  window.__lvx = () => ({
    ran: [...ran], held,
    marks: [...document.querySelectorAll('*')].map(one => one.localName).filter(name => name.startsWith('lvx-')),
  });
  Object.defineProperty(window, '__xss', {set: value => ran.add(value), get: () => undefined});
  document.addEventListener('securitypolicyviolation', event => held.push(`${event.blockedURI} ${event.sample}`));
})();
"""
SUBMIT = """control => {
  for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, {bubbles: true}));
  control.blur();
  if (control.form) control.form.requestSubmit();
}"""


def browse(attack: Attack, scouted: Scouted, marks: Marks) -> None:
    """Look at all pages, and at what is typed into them.

    Args:
        attack: whose site it is.
        scouted: which pages are open to whom.
        marks: the vectors that were sent, and in the end what became of them.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError:
        attack.leave_out(
            "html-in-text, in part: Playwright is not installed, so whether scripts run and what hooks do was not "
            "tried: pip install playwright && playwright install chromium"
        )
        return
    try:
        with sync_playwright() as playwright, _launched(playwright, Error) as browser:
            if browser is None:
                attack.leave_out("html-in-text, in part: there is no Chromium: playwright install chromium")
                return
            for jar in attack.people:
                _browse_as(attack, scouted, marks, browser, jar, Error)
    except Error as error:
        attack.leave_out(f"html-in-text, in part: the browser failed: {str(error).splitlines()[0]}")


@contextmanager
def _launched(playwright: Any, error: type[Exception]) -> Iterator[Any]:
    browser = None
    system = [path for name in NAMES if (path := shutil.which(name))]
    for path in (*system, None):
        with suppress(error):
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            break
    try:
        yield browser
    finally:
        if browser is not None:
            browser.close()


def _browse_as(attack: Attack, scouted: Scouted, marks: Marks, browser: Any, jar: Jar, error: type[Exception]) -> None:
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH)
        context.add_cookies([{"name": n, "value": v, "url": attack.site.origin} for n, v in jar.cookies.items()])
        tab = context.new_page()
        tab.on("dialog", lambda dialog: dialog.dismiss())
        for page, who in scouted.visible(attack):
            if who.name == jar.name and attack.goes_on():
                with suppress(error):
                    _type_everywhere(attack, marks, tab, page, jar)
        for route in attack.surface.shown:
            if attack.goes_on():
                with suppress(error):
                    tab.goto(attack.site.origin + attack.path_of(route, jar))
                    _take(marks, tab, route.route)
        for url in list(_reflected(marks)):
            if attack.goes_on():
                with suppress(error):
                    tab.goto(attack.site.origin + url)
                    _take(marks, tab, url.partition("?")[0])


def _reflected(marks: Marks) -> Iterator[str]:
    """URLs that have put HTML into a page, one for each page."""
    by_page = {marks.found[number][0]: marks.urls[number] for number in marks.found if number in marks.urls}
    yield from by_page.values()


def _type_everywhere(attack: Attack, marks: Marks, tab: Any, page: Page, jar: Jar) -> None:
    url = attack.site.origin + attack.path_of(page, jar)
    tab.goto(url)
    selector = "[lv-root] :is(textarea, input:not([type]), input[type=text], input[type=search], input[type=url])"
    count = min(tab.locator(selector).count(), MOST)
    for at in range(count):
        if not attack.goes_on():
            return
        tab.goto(url)
        _settle(tab)
        control = tab.locator(selector).nth(at)
        name = control.get_attribute("name") or control.get_attribute("lv-bind") or f"control {at + 1}"
        mark = marks.mark(Spot(page.route, page.view.__name__, "", name), VECTORS[0])
        control.evaluate("(control, text) => { control.value = text }", mark.text)
        control.evaluate(SUBMIT)
        _settle(tab)
        _take(marks, tab, page.route)


def _settle(tab: Any) -> None:
    """Until the page has said all that it has to say, if it is live."""
    tab.evaluate(
        """() => window.liveview && Promise.race([
             window.liveview.settled(), new Promise(done => setTimeout(done, 2000))])"""
    )


def _take(marks: Marks, tab: Any, where: str) -> None:
    tab.wait_for_timeout(100)  # an image that fails to load does so a moment later
    seen = tab.evaluate("() => window.__lvx ? window.__lvx() : {ran: [], held: [], marks: []}")
    for number in {int(name.removeprefix("lvx-")) for name in seen["marks"] if name[4:].isdigit()} & marks.sent.keys():
        marks.found.setdefault(number, (where, "an element of the browser's page"))
        if seen["held"]:
            marks.held.add(number)
    marks.ran |= {number for number in seen["ran"] if number in marks.sent}
