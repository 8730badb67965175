"""What sends a page elsewhere or gives it something: other URLs, other views, other pages, notices and files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from liveview.errors import StateError
from liveview.runtime.done import DONE, Done
from liveview.view.actions import Actions
from liveview.view.effects import Effects
from liveview.view.request import Request
from liveview.view.targets import external_target, local_target, with_query

KIND = re.compile(r"[a-z][a-z0-9-]{0,30}")
# A notice is read in passing. What is longer belongs into the page.
LONGEST_FLASH = 500


class Navigating:
    """Effects that a view and its components have in common: held until the handler has returned, dropped if it raises.

    Each may be called from any thread, and awaited or not.
    """

    __slots__ = ()

    _effects: Effects
    _actions: Actions | None

    @property
    def request(self) -> Request:
        """What the page is shown for."""
        raise NotImplementedError

    def patch(self, url: str = "", /, *, replace: bool = False, **query: Any) -> Done:
        """Shows the view at another URL of its own: `params` runs, and the page changes by what that changes.

        Args:
            url: path and query of this site; without, the URL that the page has.
            replace: whether the browser's history gets no further entry.
            query: query parameters to set; None takes one away, a list gives it several times, others stay.

        Raises:
            TargetError: for another site.
        """
        target = self._local(url)
        return self._ask("patch", with_query(target, query) if query else target, replace)

    def navigate(self, url: str, /, *, replace: bool = False) -> Done:
        """Goes to another view, over the same connection and without loading a page.

        A URL that is no view's, or one of another group, is loaded.

        Args:
            url: path and query of this site.
            replace: whether the browser's history gets no further entry.

        Raises:
            TargetError: for another site.
        """
        return self._ask("navigate", self._local(url), replace)

    def redirect(self, url: str, /, *, session: Mapping[str, Any] | None = None, external: bool = False) -> Done:
        """Loads another page.

        Args:
            url: path and query of this site.
            session: new values for the session by name, None takes one away: the browser passes through a URL that
                works once and sets the cookie. It gets a new identity too, and its other pages are shown anew.
            external: whether the URL, a whole one, may be of another site. Never one that a user has given.

        Raises:
            TargetError: for another site without `external`, or what is no URL of the web.
            StateError: for a session where the app has none, or values that are no JSON.
        """
        target = external_target(url) if external else self._local(url)
        if session is not None and not self.request.has_session:
            raise StateError(
                "self.redirect(…, session=…): this app has no sessions. Add Starlette's: "
                "LiveApp(middleware=[Middleware(SessionMiddleware, secret_key=…)])"
            )
        return self._ask("redirect", target, None if session is None else dict(session))

    def flash(self, kind: str, text: str, /) -> Done:
        """Shows a short notice, read out by screen readers. It outlives `navigate` and `redirect` of the same handler.

        Args:
            kind: a word for its looks, such as "info" or "error"; an "error" is read out at once. A notice takes the
                place of the one before it of the same kind.
            text: what it says; "" takes it away. The first 500 characters are shown.

        Raises:
            StateError: for a kind that is no word.
        """
        if not KIND.fullmatch(kind):
            raise StateError(f'self.flash({kind!r}, …): a kind is one word in lower case, such as "info" or "error"')
        return self._ask("flash", kind, str(text)[:LONGEST_FLASH])

    def download(self, source: Any, filename: str, /) -> Done:
        """Gives the browser a file, at a URL of this session that works once. It is sent beside the view's mailbox.

        Args:
            source: bytes, a `Path`, or an iterator of bytes or text, async ones too, that is read while it is sent; or
                a function that returns one of these, called when the browser asks for the file.
            filename: what the browser calls it.

        Raises:
            StateError: for a source of another kind, or where no page belongs to the view.
        """
        if self._actions is None:
            raise StateError("self.download(…): this instance has no page, so there is nobody to give a file to.")
        return self._ask("download", self._actions.offer(source, filename))

    def url_for(self, name: str, /, **path_params: Any) -> str:
        """The path of a route, with the prefix that the page was served under: as `url_for` in templates.

        Args:
            name: the route's: its `name=`, for a view by default the class's.
            path_params: what its path is made with.

        Raises:
            NoMatchFound: Starlette's, where no route has the name and parameters.
            StateError: where no page belongs to the instance, as in a test of its methods.
        """
        if self._actions is None:
            raise StateError("self.live.url_for(…): this instance has no page, so there are no routes around it.")
        return self._actions.url_for(name, path_params)

    def _local(self, url: str) -> str:
        return local_target(url, self.request.url)

    def _ask(self, kind: str, *arguments: Any) -> Done:
        self._effects.ask(kind, *arguments)
        return DONE
