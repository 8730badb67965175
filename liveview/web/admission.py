"""How much one browser, or one address, may ask of a worker: pages, connections, and what is said over them."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable

from starlette.exceptions import HTTPException

from liveview.channel.limits import Limits
from liveview.runtime.budget import Budget
from liveview.web.policy import NOSNIFF

# Browsers and addresses of which it is known how much they have asked lately. Who is forgotten has a full budget, and
# whoever has one again is forgotten.
MOST = 10_000
# Of those that go for each one that comes: more than one, so that what a rush has left goes again.
FORGOTTEN_AT_ONCE = 2
# Seconds for which somebody is made to wait at once. Who is further ahead is turned away.
PATIENCE = 5.0
# Seconds for which a connection may go on and on. Whoever does is no person, and is cut off.
GOING_ON = 10.0
# A browser has its tabs: what one page may say, and so much more.
PAGES = 3
# Providers give each of their customers at least this part of an address (RFC 6177).
IPV6_BITS = 64


class Admission:
    """The budgets of one worker.

    Args:
        limits: the app's.
        now: seconds, by a clock that never goes back.
    """

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self._limits = limits
        self._now = now
        self._arrivals = _Budgets(limits.arrivals, limits.arrivals_at_once)
        self._joins = _Budgets(limits.joins, limits.joins_at_once)
        self._frames = _Budgets(limits.frames and PAGES * limits.frames, PAGES * limits.frames_at_once)

    def arrive(self, address: str | None) -> None:
        """A browser that nothing is known of wants a page.

        Args:
            address: where it is; None where nobody knows.

        Raises:
            HTTPException: too many come from there.
        """
        if address is not None and (wait := self._arrivals.spend(network_of(address), self._now())):
            raise HTTPException(
                503, "too many visitors at the same time", headers={"Retry-After": f"{wait + 1:.0f}", **NOSNIFF}
            )

    def join(self, session: str) -> float:
        """A page wants to join.

        Args:
            session: its browser's.

        Returns:
            Seconds that it has to wait.
        """
        return self._joins.spend(session, self._now())

    def post(self, session: str, count: int) -> float:
        """A page has posted what another worker takes, which has budgets of its own for it.

        Args:
            session: its browser's.
            count: frames in it.

        Returns:
            Seconds that it has to wait.
        """
        return self._frames.spend(session, self._now(), count)

    def pace(self, session: str) -> Pace:
        """What a new connection may say.

        Args:
            session: its browser's; "" where it has none.
        """
        return Pace(self._limits, self._frames, session, self._now)


class Pace:
    """How often one connection may say something.

    Args:
        limits: the app's.
        frames: the budgets of all connections of a browser.
        session: the browser's.
        now: seconds.
    """

    __slots__ = ("_ahead_since", "_ahead_until", "_budget", "_frames", "_now", "_session")

    def __init__(self, limits: Limits, frames: _Budgets, session: str, now: Callable[[], float]) -> None:
        self._budget = None if limits.frames is None else Budget(limits.frames, limits.frames_at_once)
        self._frames = frames
        self._session = session
        self._now = now
        self._ahead_since = math.inf
        self._ahead_until = -math.inf

    @property
    def is_ahead(self) -> bool:
        """Whether nothing more is to be read for now."""
        return self._budget is not None and self._now() < self._ahead_until

    def spend(self, count: int) -> float:
        """Take note of frames.

        Args:
            count: how many have come.

        Returns:
            Seconds for which nothing more is to be read: the network tells the browser to wait. Infinitely many where
            it has been ahead for longer than anybody is.
        """
        if self._budget is None:
            return 0.0
        now = self._now()
        wait = max(self._budget.spend(now, count), self._frames.spend(self._session, now, count))
        if self._budget.is_rested:
            self._ahead_since = math.inf
        elif wait:
            self._ahead_since = min(self._ahead_since, now)
        if wait and now - self._ahead_since > GOING_ON:
            wait = math.inf
        self._ahead_until = now + wait  # for ever: what comes next is read by whoever can close the connection
        return wait


class _Budgets:
    """A budget for each of many, in the order of their last use; those that are full again are forgotten."""

    def __init__(self, rate: float | None, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._of: OrderedDict[str, Budget] = OrderedDict()

    def spend(self, key: str, now: float, count: int = 1) -> float:
        if self._rate is None:
            return 0.0
        budget = self._of.get(key)
        if budget is None:
            self._forget(now)
            budget = self._of[key] = Budget(self._rate, self._burst)
        else:
            self._of.move_to_end(key)
        return budget.spend(now, count)

    def _forget(self, now: float) -> None:
        for _ in range(FORGOTTEN_AT_ONCE):
            key = next(iter(self._of), None)
            if key is None or (len(self._of) < MOST and not self._of[key].is_full(now)):
                return
            del self._of[key]


def network_of(address: str) -> str:
    """Whom an address stands for: itself, or the network that one customer has.

    Args:
        address: as the server has it.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_BITS), strict=False))
