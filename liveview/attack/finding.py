"""What an attack finds: one mistake, where it is, what was done, what happened, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How bad it is. From `MEDIUM` on the command fails."""

    INFO = 0  # good to know
    LOW = 1  # a second wall is missing, or somebody is only annoyed
    MEDIUM = 2  # harm, where something else goes wrong too
    HIGH = 3  # strangers see, do or stop what they must not
    CRITICAL = 4  # strangers have the server's files, or everybody's pages


@dataclass(frozen=True)
class Spot:
    """A place in an app.

    Attributes:
        route: as it is written in the app, with its parameters.
        view: the class, of a view or component.
        event: as it is declared.
        argument: of the event, the query or the path.
    """

    route: str = ""
    view: str = ""
    event: str = ""
    argument: str = ""

    def __str__(self) -> str:
        if self.event:
            call = f"{self.view}.{self.event}({self.argument})"
        else:
            call = ", ".join(filter(None, (self.view, f"`{self.argument}`" if self.argument else "")))
        return f"{self.route} {call}".strip()


@dataclass(frozen=True)
class Finding:
    """One mistake.

    Attributes:
        code: which check has found it, a key of `CODES`.
        severity: how bad it is.
        spot: where.
        did: what was done.
        happened: what came of it.
        instead: what to write.
    """

    code: str
    severity: Severity
    spot: Spot
    did: str
    happened: str
    instead: str

    @property
    def is_failure(self) -> bool:
        """Whether the command fails because of it."""
        return self.severity >= Severity.MEDIUM

    def lines(self) -> list[str]:
        """The finding for people."""
        return [
            f"{self.severity.name.lower():<8}  {self.code}: {self.spot}",
            f"          did       {self.did}",
            f"          happened  {self.happened}",
            f"          instead   {self.instead}",
        ]

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data."""
        return {
            "code": self.code,
            "severity": self.severity.name.lower(),
            "route": self.spot.route,
            "view": self.spot.view,
            "event": self.spot.event,
            "argument": self.spot.argument,
            "did": self.did,
            "happened": self.happened,
            "instead": self.instead,
        }
