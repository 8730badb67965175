"""URLs that work once: they change what the browser's cookies hold, which a WebSocket cannot, and lead on."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from liveview.channel.site import Flash
from liveview.errors import ConfigurationError, StateError, TokenError
from liveview.seal import Seal
from liveview.web.cookies import cookie_name, set_cookie
from liveview.web.policy import NOSNIFF

PATH = "/live/hop/"
COOKIE = "liveview-flash"
# From the frame that names the URL to the request: as long as a slow link may take to come back.
SECONDS = 60.0
# What one cookie holds, by every browser, less the name and attributes.
LONGEST_COOKIE = 3800

# As for every page: not kept, and told to nobody.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", **NOSNIFF}


@dataclass(frozen=True)
class Hop:
    """What a hop does.

    Attributes:
        id: of this one.
        url: where it leads.
        session: the session's new values; None takes a name away. None where the session stays as it is.
        flashes: notices for the next page.
    """

    id: str
    url: str
    session: Mapping[str, Any] | None
    flashes: Sequence[Flash]


class Hops:
    """Makes and takes hops. They are sealed for one browser session, so that any worker can take them.

    Args:
        keys: the key ring's secrets.
        wall: the time in seconds since 1970.
    """

    def __init__(self, keys: Sequence[str], wall: Callable[[], float] = time.time) -> None:
        self._seal = Seal(keys, "hop", wall)
        self._flashes = Seal(keys, "flash", wall)
        self._wall = wall
        self._taken: dict[str, float] = {}  # until when each of them would open: no more than a minute's

    def path(
        self, url: str, session: Mapping[str, Any] | None, flashes: Sequence[Flash], *, bound_to: str, prefix: str
    ) -> str:
        """The path of a hop.

        Args:
            url: where it leads: judged already.
            session: new values.
            flashes: notices.
            bound_to: the browser session.
            prefix: where the app is mounted.

        Raises:
            StateError: for values that are no JSON, or too many.
        """
        try:
            content = json.dumps([secrets.token_urlsafe(12), url, session, list(flashes)]).encode()
            sealed = self._seal.seal(content, bound_to=_binding(bound_to, prefix), expires_in=SECONDS)
        except (TypeError, ValueError) as error:
            raise StateError(
                f"self.redirect(…, session=…) takes what a cookie can hold: a few short values of JSON ({error}). "
                "Keep an id in the session, and the rest where the id leads to."
            ) from error
        return f"{prefix}{PATH}{sealed}"

    def take(self, sealed: str, *, bound_to: str, prefix: str) -> Hop:
        """What a hop does. It opens once on each worker, and for nobody once the session is another.

        Raises:
            TokenError: where it is forged, expired, of another session, or was taken before.
        """
        hop = Hop(*json.loads(self._seal.open(sealed, bound_to=_binding(bound_to, prefix))))
        now = self._wall()
        self._taken = {id: until for id, until in self._taken.items() if until > now}
        if hop.id in self._taken:
            raise TokenError("a hop that was taken before")
        self._taken[hop.id] = now + SECONDS
        return hop

    # Notices on their way to the next page.

    def keep(self, response: Response, flashes: Sequence[Flash], connection: HTTPConnection, prefix: str) -> None:
        """Gives the browser notices for the next page that it loads."""
        kept, cookie = list(flashes), self._cookie(flashes, prefix)
        while kept and len(cookie) > LONGEST_COOKIE:
            kept.pop(0)  # the newest say what matters
            cookie = self._cookie(kept, prefix)
        if kept:
            set_cookie(response, connection, COOKIE, cookie, int(SECONDS))

    def _cookie(self, flashes: Sequence[Flash], prefix: str) -> str:
        return self._flashes.seal(json.dumps(flashes).encode(), bound_to=prefix.encode(), expires_in=SECONDS)

    def kept(self, connection: HTTPConnection, prefix: str) -> Sequence[Flash]:
        """The notices that the browser brings."""
        sealed = connection.cookies.get(cookie_name(COOKIE, connection))
        if sealed is None:
            return ()
        try:
            content = self._flashes.open(sealed, bound_to=prefix.encode())
        except TokenError:
            return ()  # shown too late, or not ours: nothing is missing without it
        return [(kind, text) for kind, text in json.loads(content)]

    def forget(self, response: Response, connection: HTTPConnection, prefix: str) -> None:
        """Takes the notices back: they are shown."""
        if cookie_name(COOKIE, connection) in connection.cookies:
            set_cookie(response, connection, COOKIE, "", max_age=0)


def change_session(connection: HTTPConnection, changes: Mapping[str, Any]) -> None:
    """Writes values into the session of a request.

    Raises:
        ConfigurationError: where the app has no sessions.
    """
    check_sessions(connection.scope)
    session = connection.scope["session"]
    for name, value in changes.items():
        if value is None:
            session.pop(name, None)
        else:
            session[name] = value


def check_sessions(scope: Mapping[str, Any]) -> None:
    """Raises where the app has no sessions.

    Raises:
        ConfigurationError: it says how to have them.
    """
    if "session" not in scope:
        raise ConfigurationError(
            "self.redirect(…, session=…): this app has no sessions. Add Starlette's: "
            "LiveApp(middleware=[Middleware(SessionMiddleware, secret_key=…)])"
        )


def redirect(url: str) -> Response:
    """Sends a browser on, to GET what is there."""
    return RedirectResponse(url, status_code=303, headers=HEADERS)


def _binding(session: str, prefix: str) -> bytes:
    return f"{session}\n{prefix}".encode()
