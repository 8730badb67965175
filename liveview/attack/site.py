"""The server from outside: requests with any path, any header and any cookies, as no browser would send them."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from liveview.errors import AttackError
from liveview.testing.fetching import LIVE

# What takes longer is no page; the checks that look for what blocks wait by themselves.
PATIENCE = 10.0
MOST_REDIRECTS = 10
# Of a response that never ends, so much is read.
MOST = 8 * 1024 * 1024


@dataclass
class Jar:
    """The cookies of one browser.

    Attributes:
        cookies: by name.
        name: who it is, for findings.
    """

    cookies: dict[str, str] = field(default_factory=dict)
    name: str = "an anonymous visitor"

    def header(self) -> dict[str, str]:
        """As a request sends them."""
        if not self.cookies:
            return {}
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def copy(self) -> Jar:
        """Another browser with the same cookies."""
        return Jar(dict(self.cookies), self.name)

    def keep(self, line: str) -> None:
        """Take a `Set-Cookie` header."""
        name, _, value = line.partition(";")[0].partition("=")
        if "max-age=0" in line.lower():
            self.cookies.pop(name.strip(), None)
        else:
            self.cookies[name.strip()] = value.strip()


@dataclass(frozen=True)
class Response:
    """What the server has answered.

    Attributes:
        url: path and query that were asked for.
        status: of the answer.
        headers: as they came, names in lower case.
        body: the content.
    """

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""

    @property
    def text(self) -> str:
        """The content as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def is_html(self) -> bool:
        """Whether a browser shows it as a page of this site."""
        kind = self.header("content-type").partition(";")[0].strip().lower()
        attached = self.header("content-disposition").lower().startswith("attachment")
        return kind in ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml") and not attached

    @property
    def is_well(self) -> bool:
        """Whether it is what was asked for."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str:
        """A header, "" where it is not there."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """All headers of a name."""
        return [value for key, value in self.headers if key == name]

    def live(self) -> Mapping[str, Any] | None:
        """The `lv-data` of a live page; None for anything else."""
        found = LIVE.search(self.text) if self.is_well else None
        return None if found is None else json.loads(found["data"])


class Site:
    """A server.

    Args:
        url: its address.

    Attributes:
        origin: scheme, host and port.
        watchers: called with each response.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.netloc = parts.netloc
        self.is_secure = parts.scheme == "https"
        self.watchers: list[Callable[[Response], None]] = []

    @property
    def socket_origin(self) -> str:
        """The origin of WebSockets."""
        return f"{'wss' if self.is_secure else 'ws'}://{self.netloc}"

    def get(self, path: str, jar: Jar | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """GET a path, and follow no redirect."""
        return self.request("GET", path, jar, headers)

    def follow(self, path: str, jar: Jar) -> Response:
        """GET a path, through the redirects of this site."""
        response = self.get(path, jar)
        for _ in range(MOST_REDIRECTS):
            where = response.header("location")
            if not 300 <= response.status < 400 or not where:
                return response
            whole = urljoin(f"{self.origin}{path}", where)
            if not whole.startswith(f"{self.origin}/"):
                return response
            response = self.get(whole.removeprefix(self.origin), jar)
        return response

    def request(
        self,
        method: str,
        path: str,
        jar: Jar | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        within: float = PATIENCE,
    ) -> Response:
        """Ask for something.

        Args:
            method: of HTTP.
            path: path and query, sent as they are.
            jar: whose cookies are sent, and kept.
            headers: further ones.
            body: the content.
            within: seconds that nothing may come.

        Raises:
            AttackError: where there is no answer.
        """
        sent = {**(jar.header() if jar else {}), **(headers or {})}
        connection = self._connection(within)
        try:
            connection.putrequest(method, _sendable(path), skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            found = connection.getresponse()
            content = found.read(MOST)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise AttackError(f"{method} {path[:200]} got no answer: {error!r}") from error
        finally:
            connection.close()
        given = [(name.lower(), value) for name, value in found.getheaders()]
        response = Response(path, found.status, given, content)
        if jar is not None:
            for line in response.all("set-cookie"):
                jar.keep(line)
        for watcher in self.watchers:
            watcher(response)
        return response

    def _connection(self, within: float) -> http.client.HTTPConnection:
        if self.is_secure:
            return http.client.HTTPSConnection(self.netloc, timeout=within, context=ssl.create_default_context())
        return http.client.HTTPConnection(self.netloc, timeout=within)

    def is_there(self, within: float = PATIENCE) -> bool:
        """Whether it answers at all, within some seconds."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            try:
                self.request("GET", "/healthz", within=2.0)
            except AttackError:
                time.sleep(0.05)
            else:
                return True
        return False


def _sendable(path: str) -> str:
    """As it can stand in the first line of a request: what is no printable ASCII is quoted."""
    quoted = "".join(
        letter if "!" <= letter <= "~" else "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))
        for letter in path
    )
    return quoted if quoted.startswith("/") else f"/{quoted}"
