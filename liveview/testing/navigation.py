"""Going elsewhere, as the browser's client does (static/src/navigation.js): links, effects, back and forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liveview.errors import VisitError
from liveview.protocol.frames import PUSH, REPLACE, TRAVERSE
from liveview.testing.browser import Browser
from liveview.testing.document import Element
from liveview.testing.fetching import is_local, resolved

# A page that is sent on so often, and nobody has done anything, shows nothing to anybody (static/src/navigation.js).
MOST_IN_A_ROW = 20


@dataclass(frozen=True)
class Download:
    """A file that the browser was given.

    Attributes:
        filename: what it is called.
        content: what is in it.
    """

    filename: str
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()


@dataclass(frozen=True)
class Going:
    """Another page is wanted.

    Attributes:
        url: which.
        history: what becomes of the history (`protocol.frames`).
        is_by_effect: whether a handler asked: its notices go along.
        is_loaded: whether it is loaded in any case.
    """

    url: str
    history: int = PUSH
    is_by_effect: bool = False
    is_loaded: bool = False


class Navigation:
    """Carries out what leads a page elsewhere: once it has settled.

    Args:
        browser: the tab.

    Attributes:
        notices: what the page shows of `flash`, by kind.
        downloads: the files that it was given, the newest last.
    """

    def __init__(self, browser: Browser) -> None:
        self.notices: dict[str, str] = {}
        self.downloads: list[Download] = []
        self._browser = browser
        self._going: Going | None = None  # of several the newest counts

    # What somebody does.

    def follow_link(self, link: Element) -> None:
        """Click a link.

        Raises:
            VisitError: where it opens another tab, or leads nowhere.
        """
        if link.get("target") not in (None, "", "_self"):
            raise VisitError(f"{link} opens another tab: write `visit(app, …, cookies=page.cookies)`")
        here = self._browser.url
        url = resolved(here, link.attributes["href"])
        history = REPLACE if link.has("lv-replace") else PUSH
        if link.has("download"):
            self._browser.client.ask("download", url)
        elif not is_local(url):
            self._going = Going(url, is_loaded=True)
        elif link.has("lv-patch"):
            self._patch(url, history)
        elif link.has("lv-navigate"):
            self._going = Going(url, history)
        elif "#" in url and url.partition("#")[0] == here.partition("#")[0]:
            self._browser.history.move(url)
        else:
            self._going = Going(url, is_loaded=True)

    def command(self, name: str, url: str, *, replaces: bool) -> None:
        """Do the command of `JS` of that name: `patch` or `navigate`."""
        history, url = REPLACE if replaces else PUSH, resolved(self._browser.url, url)
        if name == "patch":
            self._patch(url, history)
        else:
            self._going = Going(url, history)

    def _patch(self, url: str, history: int) -> None:
        self._browser.ask("p", url, *([history] if history else []))

    def turn(self, steps: int) -> None:
        """Go back or forward in the history.

        Raises:
            VisitError: where there is nothing.
        """
        before = self._browser.history.turn(steps)
        now = self._browser.history.current
        if now.view != before.view:
            self._going = Going(now.url, TRAVERSE, is_loaded=now.document != before.document)
        elif now.url.partition("#")[0] != before.url.partition("#")[0]:
            self._patch(now.url, TRAVERSE)

    # What comes of it.

    async def settled(self) -> None:
        """Wait until the page has gone where it is sent, and has settled there.

        Raises:
            VisitError: where it is sent on again and again, or does not settle.
        """
        await self._browser.wire.settled()
        for _ in range(MOST_IN_A_ROW):
            if not await self._follow():
                return
            await self._browser.wire.settled()
        raise VisitError(
            f"the page was sent on {MOST_IN_A_ROW} times in a row, at last to {self._browser.url}: "
            "views send it to each other, in `joined` or a timer. Send it away in answer to an event, or in `mount`."
        )

    async def _follow(self) -> bool:
        """Do what the page was asked for; whether it went elsewhere."""
        for kind, *arguments in self._browser.client.take():
            await self._do(kind, *arguments)
        going = self._going
        if going is None or self._browser.is_offline:
            return False  # without a network it is tried again later
        self._going = None
        await self._go(going)
        return True

    async def _do(self, kind: str, *arguments: Any) -> None:
        match kind:
            case "url":
                self._browser.history.move(arguments[0], replaces=arguments[1])
            case "navigate":
                self._going = Going(arguments[0], REPLACE if arguments[1] else PUSH, is_by_effect=True)
            case "load":
                self._going = Going(arguments[0], is_loaded=True)
            case "flash":
                self._notice(*arguments)
            case "download":
                await self._download(*arguments)

    def _notice(self, kind: str, text: str) -> None:
        self.notices.pop(kind, None)
        if text:
            self.notices[kind] = text

    async def _download(self, url: str) -> None:
        fetched = await self._browser.fetcher.get(url)
        if fetched.response.status != 200:
            raise VisitError(f"the download at {url} answered {fetched.response.status}: {fetched.response.text}")
        name = fetched.filename or url.rpartition("/")[2]
        self.downloads.append(Download(name, fetched.response.body))

    async def _go(self, going: Going) -> None:
        if not going.is_by_effect:
            self.notices.clear()
        if not is_local(going.url):
            await self._browser.leave_for(going.url)
            return
        fetched = None if going.is_loaded else await self._browser.fetch_view(going.url)
        if fetched is None:
            self.notices.clear()
            await self._browser.load(going.url, replaces=going.history != PUSH)
            return
        if going.history != TRAVERSE:
            self._browser.history.enter(fetched.url, replaces=going.history == REPLACE)
        self._browser.show(fetched)
