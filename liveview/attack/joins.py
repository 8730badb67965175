"""The WebSocket's door: pages of other sites, and tokens that are forged, cut, borrowed or gone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from websockets.exceptions import WebSocketException

from liveview.attack.attack import Attack
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar
from liveview.attack.surface import Page
from liveview.attack.visitor import Visitor

# Of a token so many characters are changed, one at a time, spread over it.
FLIPPED = 16
EVIL = "https://evil.example"


def foreign_origins(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Handshakes from pages of other sites."""
    page = next((page for page in attack.surface.pages if scouted.is_open(page, Jar())), None)
    if page is None:
        return
    visitor = attack.visit(page, Jar())
    visitor.load()
    own = attack.site.origin
    scheme, _, host = own.partition("://")
    other = "https" if scheme == "http" else "http"
    for origin in (
        EVIL,
        "null",
        None,
        f"{own}.evil.example",
        f"{scheme}://evil.{host}",
        f"{other}://{host}",
        f"{own}1",
    ):
        socket = visitor.handshake(visitor.jar, origin)
        if socket is not None:
            socket.close()
            yield Finding(
                "foreign-origin",
                Severity.CRITICAL if origin in (EVIL, "null") else Severity.HIGH,
                Spot(visitor.socket_path),
                f"opened the WebSocket as a page of {origin or 'nowhere'}, with the cookies of this site",
                "it was accepted: any site may act as whoever visits it",
                "leave LiveApp(origins=…) out, or list whole origins that are yours, never 'null'",
            )


def forged_tokens(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Tokens that nobody should join with."""
    for page, jar in scouted.visible(attack):
        if attack.goes_on():
            yield from _forged(attack, page, jar)


def _forged(attack: Attack, page: Page, jar: Jar) -> Iterator[Finding]:
    visitor = attack.visit(page, jar.copy())
    if visitor.load().live() is None:
        return
    stranger = attack.visit(page, jar.copy())
    stranger.jar.cookies = {name: value for name, value in jar.cookies.items() if not name.endswith("liveview")}
    stranger.load()
    for what, token, cookies in _tokens(visitor, stranger):
        if _is_taken(visitor, token, cookies):
            yield Finding(
                "forged-token",
                Severity.CRITICAL,
                page.spot(),
                f"joined with {what}",
                "the view answered",
                "this is a mistake of liveview or of what stands before it; please report it",
            )
            return


def _tokens(visitor: Visitor, stranger: Visitor) -> Iterator[tuple[str, str, Jar]]:
    token, own = visitor.token, visitor.jar
    yield "no token", "", own
    yield "a token that was cut", token[: len(token) // 2], own
    yield "a token of 8,000 characters", (token * 8000)[:8000], own
    for at in range(0, len(token) - 2, max(1, len(token) // FLIPPED)):
        yield f"a token whose character {at} was changed", _flipped(token, at), own
    yield "the token of another browser", stranger.token, own
    yield "a token without the browser's cookie", token, Jar()
    yield "a token and the cookie of another browser", token, stranger.jar


def _flipped(token: str, at: int) -> str:
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]


def _is_taken(visitor: Visitor, token: str, jar: Jar) -> bool:
    """Whether a view answers a join."""
    socket = visitor.handshake(jar)
    if socket is None:
        return False
    try:
        socket.send(json.dumps(["j", token, [0, -1]]))
        return str(socket.recv(timeout=3.0)).startswith('["j"')
    except (WebSocketException, OSError, TimeoutError, EOFError):
        return False
    finally:
        socket.close()
