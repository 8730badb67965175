"""What somebody sees of a page in a test."""

from __future__ import annotations

from typing import Any

from liveview.testing.browser import Browser
from liveview.testing.clock import VirtualClock
from liveview.testing.controls import Controls, Entered
from liveview.testing.document import Document, Element
from liveview.testing.navigation import Download, Navigation
from liveview.testing.wire import Frame


class Shown:
    """The reading half of a page.

    Args:
        browser: the tab that the page is in.

    Attributes:
        clock: the app's time; `await page.clock.advance(3)` runs the timers of three seconds.
    """

    def __init__(self, browser: Browser) -> None:
        self.clock: VirtualClock = browser.clock
        self._browser = browser
        self._navigation = Navigation(browser)
        self._controls = Controls()
        self._view = browser.history.current.view

    @property
    def html(self) -> str:
        """The live part's HTML, without the protocol's marks."""
        found = self.one("[lv-root]").html
        return found[found.index(">") + 1 : found.rindex("<")]

    @property
    def title(self) -> str:
        """The document's title."""
        return self._browser.client.title

    @property
    def url(self) -> str:
        """Where it is now: path, query and fragment; of another site the whole URL."""
        return self._browser.url

    def one(self, selector: str) -> Element:
        """The element that matches.

        Raises:
            VisitError: where none does, or several do.
        """
        return self._document.one(selector)

    def all(self, selector: str) -> list[Element]:
        """The elements that match, in document order."""
        return self._document.all(selector)

    def text(self, selector: str) -> str:
        """An element's text, with each run of white space as one space."""
        return self.one(selector).text

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that match."""
        return [element.text for element in self.all(selector)]

    def attribute(self, selector: str, name: str) -> str | None:
        """An element's attribute; None where it is not there, "" where it has no value."""
        return self.one(selector).get(name)

    def value(self, selector: str) -> Entered:
        """What a control shows: its text, whether it is ticked, or the options chosen."""
        return self._controls.value(self.one(selector))

    @property
    def frames(self) -> list[Frame]:
        """What crossed the wire, as ("sent" or "received", frame)."""
        return self._browser.wire.frames

    @property
    def errors(self) -> list[str]:
        """Events that were refused or failed, as in "event `add`: internal error". The log has the traceback."""
        return self._browser.client.errors

    @property
    def effects(self) -> list[list[Any]]:
        """What handlers asked of the page, the newest last: `["push_event", name, payload]` and so on."""
        return self._browser.client.effects

    @property
    def notices(self) -> dict[str, str]:
        """What it shows of `flash`, by kind."""
        return self._navigation.notices

    @property
    def downloads(self) -> list[Download]:
        """The files that it was given, the newest last: each with `filename`, `content` and `text`."""
        return self._navigation.downloads

    @property
    def reports(self) -> list[Any]:
        """The errors that the page shows its developer."""
        return self._browser.client.reports

    @property
    def version(self) -> int:
        """The version of the view that the page shows."""
        return self._browser.client.version

    @property
    def closed(self) -> int | None:
        """The code with which the server closed the connection; None while it is open, or was dropped here."""
        closed = self._browser.wire.closed
        return None if closed is None else closed.code

    @property
    def cookies(self) -> dict[str, str]:
        """The browser's cookies. `visit(app, …, cookies=page.cookies)` is another tab."""
        return self._browser.fetcher.cookies

    @property
    def _document(self) -> Document:
        document, is_new = self._browser.document()
        view = self._browser.history.current.view
        if view != self._view:
            self._view, self._controls = view, Controls()
        elif is_new:
            self._controls.forget_gone(document)
        self._controls.forget_sent(self._browser.client.unanswered, self._browser.client.failed)
        return document
