"""Join tokens: the right to join one process, for one browser session, under one prefix."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response

from liveview.errors import TokenError
from liveview.seal import Seal
from liveview.web.cookies import cookie_name, set_cookie

COOKIE = "liveview"
# A page may stay open for long; each join gives it a new token.
TOKEN_SECONDS = 14 * 24 * 3600
# A token younger than this is not renewed: a page that was just loaded has no use for another.
RENEW_AFTER = 3600
_LENGTH = 22  # 128 bits in base64url


@dataclass(frozen=True)
class Grant:
    """What a token grants.

    Attributes:
        channel: the id of the process.
        path: the path that the page was served at.
        issued: when, in seconds since 1970.
    """

    channel: str
    path: str
    issued: float


class Tokens:
    """Makes and reads join tokens.

    Args:
        keys: the key ring's secrets.
        wall: the time in seconds since 1970.
    """

    def __init__(self, keys: Sequence[str], wall: Callable[[], float] = time.time) -> None:
        self._seal = Seal(keys, "join", wall)
        self._wall = wall

    def issue(self, channel: str, path: str, *, session: str, prefix: str) -> str:
        """A token for a channel."""
        payload = json.dumps([channel, path, self._wall()]).encode()
        return self._seal.seal(payload, bound_to=binding(session, prefix), expires_in=TOKEN_SECONDS)

    def read(self, token: str, *, session: str, prefix: str) -> Grant:
        """What a token grants.

        Raises:
            TokenError: where it is forged, expired, or of another session or app.
        """
        channel, path, issued = json.loads(self._seal.open(token, bound_to=binding(session, prefix)))
        return Grant(channel, path, issued)

    def is_old(self, grant: Grant) -> bool:
        """Whether the page should get a newer token."""
        return self._wall() - grant.issued > RENEW_AFTER


def binding(session: str, prefix: str) -> bytes:
    """What a sealed value is bound to that belongs to one browser session, in one app.

    Args:
        session: its id.
        prefix: where the app is mounted.
    """
    return f"{session}\n{prefix}".encode()


def session_of(connection: HTTPConnection) -> str | None:
    """The browser session of a request, or None where it has none yet."""
    value = connection.cookies.get(cookie_name(COOKIE, connection), "")
    return value if len(value) == _LENGTH and value.isascii() else None


def new_session() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(16)


def set_session(response: Response, connection: HTTPConnection, session: str) -> None:
    """Give the browser its session cookie: for this site only, out of reach of scripts."""
    set_cookie(response, connection, COOKIE, session)


def require_session(connection: HTTPConnection) -> str:
    """The browser session of a join.

    Raises:
        TokenError: where the browser sent none.
    """
    session = session_of(connection)
    if session is None:
        raise TokenError("no session cookie: the page was loaded by another browser, or cookies are blocked")
    return session
