"""More than anybody should take: events by the thousand, frames without end, pings, and readers that do not read."""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection

from liveview.attack.attack import Attack
from liveview.attack.entries import calls_of
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.others import Others
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar
from liveview.attack.surface import Page
from liveview.attack.visitor import Visitor

# Seconds that others may wait meanwhile, once and usually: a flood is no moment of calm, but they are served. Once
# would not do alone: who asks between two events that hold the loop waits for one of them, which may be less.
WAIT, USUAL = 1.0, 0.3
EVENTS = 2_000
PINGS = 2_000
# Seconds of a flood.
LASTS = 1.0
# More than a frame may have (protocol, section 5), and much more than a WebSocket takes.
LARGE = (65 * 1024, 4 * 1024 * 1024)


def floods(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """One page sends events as fast as it can and reads nothing: are others served?"""
    if attack.is_quick:
        attack.leave_out("flood: it takes long, and --quick was given")
        return
    # Those with events of their own first: where the time is short, the others are left out.
    for page, jar in sorted(scouted.visible(attack), key=lambda each: not each[0].view._spec.events):
        if not attack.goes_on():
            return
        if not _holds_others_up(_during(attack, page, jar)):
            continue
        attack.revive()  # it may have minutes of what was sent before it
        if _holds_others_up(others := _during(attack, page, jar)):  # twice is no accident
            yield Finding(
                "flood",
                Severity.MEDIUM,
                page.spot(),
                "sent events, and frames that are too long, as fast as one connection can, and read nothing",
                f"everybody else waited up to {others.worst:.1f} s",
                "look in the log for the handler or template that holds the loop: each message should take a few "
                'milliseconds; what takes longer is a plain `def`, or `render_in = "thread"`',
            )
            attack.revive()


def _holds_others_up(others: Others) -> bool:
    return others.worst > WAIT or others.usual > USUAL


def _during(attack: Attack, page: Page, jar: Jar) -> Others:
    others = Others(attack.site)
    with attack.open(page, jar) as visitor:
        if visitor is None or visitor.socket is None:
            return others
        calls = [call for call in calls_of(visitor, page) if not call.values and not call.owner.suffix]
        name = calls[0].handler.name if calls else "nothing"
        # Once the network is full a sender waits, for as long as the server likes.
        sender = threading.Thread(target=_send, args=(visitor.socket, name), daemon=True)
        sender.start()
        with others:
            sender.join(LASTS)
            visitor.cut()
            sender.join(LASTS)
    return others


def _send(connection: ClientConnection, name: str) -> None:
    with suppress(WebSocketException, OSError):
        for ref in range(1, EVENTS + 1):
            connection.send(json.dumps(["e", ref, 0, name]))
        for size in LARGE:
            connection.send(json.dumps(["e", 1, 0, "x" * size]))


def unguarded(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Pings by the thousand: a server that answers all of them has no guard around its WebSockets."""
    page = next((page for page in attack.surface.pages if scouted.is_open(page, Jar())), None)
    if page is None:
        return
    visitor = attack.visit(page, Jar())
    visitor.load()
    answered = _pongs(attack, visitor)
    if answered >= PINGS:
        yield Finding(
            "unguarded-server",
            Severity.MEDIUM,
            Spot(visitor.socket_path),
            f"sent {PINGS} pings at once",
            "all of them were answered: one client may have as much of the server's time and memory as it likes",
            "`liveview run`, or `uvicorn … --ws liveview.guard:WebSocket --http liveview.guard:HTTP`",
        )


def _pongs(attack: Attack, visitor: Visitor) -> int:
    host, _, port = attack.site.netloc.partition(":")
    plain = socket.create_connection((host, int(port or (443 if attack.site.is_secure else 80))), timeout=5.0)
    context = ssl.create_default_context()
    connection = context.wrap_socket(plain, server_hostname=host) if attack.site.is_secure else plain
    with connection:
        key = base64.b64encode(os.urandom(16)).decode()
        cookie = "".join(f"{name}: {value}\r\n" for name, value in visitor.jar.header().items())
        connection.sendall(
            f"GET {visitor.socket_path} HTTP/1.1\r\nHost: {attack.site.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nOrigin: {attack.site.origin}\r\nSec-WebSocket-Protocol: lv1\r\n{cookie}"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        received = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in received and (data := connection.recv(4096)):
                received += data
            ping = struct.pack("!BB", 0x89, 0x80) + bytes(4)
            connection.sendall(ping * PINGS)
            connection.settimeout(2.0)
            received = received.partition(b"\r\n\r\n")[2]
            while received.count(b"\x8a\x00") < PINGS and (data := connection.recv(65536)):
                received += data
        return received.count(b"\x8a\x00")
