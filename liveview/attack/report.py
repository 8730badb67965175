"""What an attack has found, for people and as data, with who may see and call what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from liveview.attack.attack import Attack
from liveview.attack.finding import Finding, Severity
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar


@dataclass(frozen=True)
class Access:
    """What an anonymous visitor gets at a page.

    Attributes:
        route: the page's.
        view: its class.
        is_open: whether they see it and may join it.
        status: of the answer.
        events: which they may call.
    """

    route: str
    view: str
    is_open: bool
    status: int
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """One run.

    Attributes:
        target: what was attacked.
        findings: the worst first.
        access: who may see what.
        left_out: what was not done, and why.
        seconds: how long it took.
        routes: how many there are.
    """

    target: str
    findings: list[Finding]
    access: list[Access] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seconds: float = 0.0
    routes: int = 0

    @property
    def has_failed(self) -> bool:
        """Whether something is bad enough for the command to fail."""
        return any(finding.is_failure for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "target": self.target,
            "seconds": round(self.seconds, 1),
            "routes": self.routes,
            "findings": [finding.as_json() for finding in self.findings],
            "anonymous": [
                {"route": a.route, "view": a.view, "open": a.is_open, "status": a.status, "events": list(a.events)}
                for a in self.access
            ],
            "left_out": self.left_out,
        }

    def lines(self) -> list[str]:
        """For people."""
        told = [line for finding in self.findings for line in (*finding.lines(), "")]
        if self.access:
            told += ["Without being signed in:", *_table(self.access), ""]
        told += [f"Left out: {what}" for what in self.left_out]
        counts = Counter(finding.severity for finding in self.findings)
        counted = ", ".join(f"{counts[s]} {s.name.lower()}" for s in sorted(Severity, reverse=True) if counts[s])
        return [*told, f"{self.routes} routes attacked in {self.seconds:.0f} s: {counted or 'nothing found'}"]


def _table(access: Iterable[Access]) -> list[str]:
    rows = [
        (
            one.route,
            one.view,
            f"open; events: {', '.join(one.events) or 'none'}" if one.is_open else f"refused ({one.status})",
        )
        for one in access
    ]
    widths = [max(len(row[at]) for row in rows) for at in (0, 1)]
    return [f"  {route:<{widths[0]}}  {view:<{widths[1]}}  {what}" for route, view, what in rows]


def access_of(attack: Attack, scouted: Scouted) -> list[Access]:
    """What an anonymous visitor gets at each page."""
    found = []
    for page in attack.surface.pages:
        answer = scouted.answer(page, Jar())
        is_open = scouted.is_open(page, Jar())
        events = {*page.view._spec.events, *(f"{c.__name__}.{e}" for c in page.components for e in c._spec.events)}
        status = 0 if answer is None else answer.status
        found.append(Access(page.route, page.view.__name__, is_open, status, tuple(sorted(events)) if is_open else ()))
    return found
