"""Every bound of a view's life, with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from liveview.runtime.watchdog import Patience


@dataclass(frozen=True)
class Limits:
    """Bounds that an app may set otherwise.

    Attributes:
        mailbox: messages that wait for one view. More means that it cannot keep up, and its socket is read no further.
        render_interval: seconds between two renders that nobody waits for: 60 a second, as often as a screen shows.
        unacknowledged: versions sent and not acknowledged; a client that is further behind gets the newest state
            later instead of all states now. Clients acknowledge every eighth.
        unwritten: bytes that the socket has not taken yet, with the same effect.
        effects: what handlers ask of a page that is away; the oldest give way.
        replay_bytes: unacknowledged frames kept for a page that comes back.
        join_within: seconds that a page may take to connect. Its scripts load in one.
        return_within: seconds that a page may be away: a tunnel, a lid closed and opened.
        blocked: how long a handler may block the loop, on which everybody else waits.
        views: pages kept by one worker; each costs tens of kilobytes.
    """

    mailbox: int = 256
    render_interval: float = 1 / 60
    unacknowledged: int = 32
    unwritten: int = 64 * 1024
    effects: int = 256
    replay_bytes: int = 256 * 1024
    join_within: float = 15.0
    return_within: float = 60.0
    blocked: Patience = field(default_factory=Patience)
    views: int = 10_000
