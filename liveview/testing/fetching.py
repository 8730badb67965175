"""A browser's requests: GETs with its cookies, through redirects, and what a page brings along for its view."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from starlette.types import ASGIApp

from liveview.errors import VisitError
from liveview.testing import asgi
from liveview.testing.document import Document

# As often as browsers follow them.
MOST_REDIRECTS = 20
SHOWN_OF_A_RESPONSE = 300
LIVE = re.compile(
    r'(?P<open><div lv-root(?:="\d+")?>)(?P<html>.*?)'
    r'(?P<close></div>\s*<script type="application/json" id="lv-data(?:-\d+)?">)(?P<data>[^<]*)<',
    re.DOTALL,
)
_FILENAME = re.compile(r"filename\*=UTF-8''([^;]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Fetched:
    """What a browser got for a URL.

    Attributes:
        url: where it was in the end: path, query and fragment; of another site the whole URL.
        response: the answer.
        data: the `lv-data` of a live page; None for anything else.
    """

    url: str
    response: asgi.Response
    data: Mapping[str, Any] | None = None

    @property
    def title(self) -> str:
        """The document's title."""
        titles = Document(self.response.text).all("title")
        return titles[0].text if titles else ""

    @property
    def filename(self) -> str | None:
        """What an attachment is called; None for what is shown."""
        found = _FILENAME.search(self.response.header("content-disposition") or "")
        return unquote(found[1]) if found else None

    def require_data(self) -> Mapping[str, Any]:
        """The `lv-data`.

        Raises:
            VisitError: for what is no live page.
        """
        if self.data is None:
            raise VisitError(_no_page(self.url, self.response))
        return self.data


class Fetcher:
    """What all requests of a browser have in common.

    Args:
        app: the app.
        cookies: those that the browser has.
        headers: sent with each request.

    Attributes:
        cookies: as they are now.
    """

    def __init__(self, app: ASGIApp, cookies: Mapping[str, str], headers: Mapping[str, str]) -> None:
        self.cookies = dict(cookies)
        self._app = app
        self._headers = dict(headers)

    def headers(self) -> list[tuple[str, str]]:
        """The headers of a request, cookies included."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return [*self._headers.items(), *([("cookie", cookie)] if cookie else [])]

    async def get(self, url: str, headers: asgi.Headers = ()) -> Fetched:
        """GET a URL, wherever that leads.

        Args:
            url: path, query and fragment.
            headers: of this request.

        Raises:
            VisitError: where it leads in a circle.
        """
        at = url
        for _ in range(MOST_REDIRECTS):
            fetched = await self.get_once(at, headers)
            where = fetched.response.header("location")
            if where is None or not 300 <= fetched.response.status < 400:
                return fetched
            at = resolved(at, where if "#" in where else urljoin(where, f"#{urldefrag(at).fragment}"))
            if not is_local(at):
                return Fetched(at, asgi.Response())
        raise VisitError(f"GET {url} leads from one redirect to the next, at last to {at}: browsers give up as well")

    async def get_once(self, url: str, headers: asgi.Headers = ()) -> Fetched:
        """GET a URL, and follow no redirect."""
        response = await asgi.get(self._app, urldefrag(url).url, [*self.headers(), *headers])
        for name, value in response.headers:
            if name == "set-cookie":
                self._keep(value)
        found = LIVE.search(response.text) if response.status == 200 else None
        return Fetched(url, response, None if found is None else json.loads(found["data"]))

    def _keep(self, header: str) -> None:
        name, _, value = header.partition(";")[0].partition("=")
        if "max-age=0" in header.lower():
            self.cookies.pop(name.strip(), None)
        else:
            self.cookies[name.strip()] = value.strip()


def resolved(base: str, url: str) -> str:
    """A URL as a page means it.

    Args:
        base: the page's.
        url: relative or whole.

    Returns:
        Path, query and fragment, or the whole URL of another site.
    """
    whole = urljoin(urljoin(asgi.ORIGIN, base), url)
    return whole.removeprefix(asgi.ORIGIN) if whole.startswith(f"{asgi.ORIGIN}/") else whole


def is_local(url: str) -> bool:
    """Whether a resolved URL is of the app's site."""
    return url.startswith("/")


def _no_page(url: str, response: asgi.Response) -> str:
    where = response.header("location")
    if where is not None:
        return f"GET {url} sends the browser to {where}; write `visit(app, {where!r})` if that is what you test"
    shown = response.text[:SHOWN_OF_A_RESPONSE]
    return f"GET {url} answered {response.status} and no live page; `live({url!r}, …)` would make one. It said: {shown}"
