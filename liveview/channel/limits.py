"""Every bound of a view's life, with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from liveview.runtime.garbage import Garbage
from liveview.runtime.watchdog import Patience
from liveview.view.transaction import ITEMS

# Whoever fills in a form does something more often.
SLEEP_SECONDS = 15.0


@dataclass(frozen=True)
class Limits:
    """Bounds that an app may set otherwise.

    Attributes:
        mailbox: messages that wait for one view. More means that it cannot keep up, and its socket is read no further.
            An isolated component has as many; what is more is refused, since others share the socket.
        render_interval: seconds between two renders that nobody waits for: 60 a second, as often as a screen shows.
        unacknowledged: versions sent and not acknowledged; a client that is further behind gets the newest state
            later instead of all states now. Clients acknowledge every eighth.
        unwritten: bytes that the socket has not taken yet, with the same effect.
        effects: what handlers ask of a page that is away; the oldest give way.
        replay_bytes: unacknowledged frames kept for a page that comes back.
        join_within: seconds that a page may take to connect. Its scripts load in one.
        return_within: seconds that a page may be away: a tunnel, a lid closed and opened.
        max_restarts: how often a component may begin anew within `max_seconds`; then it is whoever uses it, at last the
            view. So often a view's template may fail in a row as well, before the view begins anew, and a view may
            crash within `view_seconds` before its page is an error page. As a supervisor's: more is no accident.
        max_seconds: the window of a component's restarts: as a supervisor's.
        view_seconds: the window of a view's crashes. Its page asks for the next one some seconds later.
        kept_values: values of a state that are noted before a handler, so that they are there if it fails; 40 µs of
            numbers or texts, 160 µs of rows.
            What holds more begins anew.
        panels_within: seconds that the first page waits for its isolated components. People notice a page that takes
            longer; what is not there by then comes into its place later.
        state_warn: bytes of memory that a page's state takes, by an estimate, from which on the log says so. A thousand
            such pages are gigabytes.
        state_bytes: the same, from which on the view ends; before the worker does, and all pages with it.
        render_warn: seconds on the loop after which the log names a template, with its line: more than a frame of a
            screen, and every other page stands still meanwhile.
        handler_warn: seconds after which the log names a method that has not returned: its page does nothing meanwhile.
        handler_within: seconds after which it is given up; nobody waits that long for a click. None for never.
        shared: shared components of one worker. More are props that are different for each viewer, and no sharing.
        shared_within: seconds that a shared component stays after its last page: who loads a page anew finds it there.
        blocked: how long a handler may block the loop, on which everybody else waits.
        garbage: when Python looks for objects that nobody needs, while everybody waits. None leaves it as it is.
        views: pages kept by one worker; each costs tens of kilobytes.
        session_views: the same of one browser: nobody has more tabs open. Of more the oldest that is not connected
            gives way; where all are, the new one is told so.
        arrivals: pages a second for browsers of one address of which nothing is known here. Offices and providers share
            an address, so it is high. None for as many as come.
        arrivals_at_once: the same, in one moment.
        joins: connections a second of one browser. More wait. None for no limit.
        joins_at_once: the same, in one moment: as many as there may be tabs, after a restart of the server.
        frames: frames a second that one page may send, and a third of what its browser may. People make ten, a mouse
            that is followed on a quick screen 120. More wait, and who goes on so for seconds is cut off. None for no
            limit.
        frames_at_once: the same, in one moment: as of a page that was away.
        recheck: seconds after which the guards of a connected page are asked again. None for never.
        sleep_after: seconds in which nothing happens to a page, after which what its templates have given is dropped:
            two thirds of its memory. To make that again takes as long as the first render did. None for never.
        keep_within: seconds after which a snapshot has what somebody at the page has done: so much a killed worker
            loses. Several clicks in a row are written once.
        keep_heard: the same for what others have said: of a page that watches something lively, once a second.
        keep_every: the same for what changes by itself, by timers, which goes on doing so.
    """

    mailbox: int = 256
    render_interval: float = 1 / 60
    unacknowledged: int = 32
    unwritten: int = 64 * 1024
    effects: int = 256
    replay_bytes: int = 256 * 1024
    join_within: float = 15.0
    return_within: float = 60.0
    max_restarts: int = 3
    max_seconds: float = 5.0
    view_seconds: float = 60.0
    kept_values: int = ITEMS
    panels_within: float = 0.25
    shared: int = 1_000
    shared_within: float = 10.0
    state_warn: int = 4 * 1024 * 1024
    state_bytes: int = 32 * 1024 * 1024
    render_warn: float = 0.02
    handler_warn: float = 5.0
    handler_within: float | None = 30.0
    blocked: Patience = field(default_factory=Patience)
    garbage: Garbage | None = field(default_factory=Garbage)
    views: int = 10_000
    session_views: int = 100
    arrivals: float | None = 100.0
    arrivals_at_once: int = 1_000
    joins: float | None = 10.0
    joins_at_once: int = 100
    frames: float | None = 200.0
    frames_at_once: int = 400
    recheck: float | None = 300.0
    sleep_after: float | None = SLEEP_SECONDS
    keep_within: float = 0.25
    keep_heard: float = 1.0
    keep_every: float = 5.0
