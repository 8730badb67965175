"""Why processes end.

An exit reason is a word or the exception that ended the process. `"normal"`, `"shutdown"` and `Shutdown(…)` are
planned ends; anything else is not, `"killed"` and every other word included (OTP: `supervisor`, "transient").
"""

from __future__ import annotations

from typing import TypeAlias

from liveview.errors import worded

Reason: TypeAlias = str | BaseException

NORMAL = "normal"
SHUTDOWN = "shutdown"
KILLED = "killed"
NO_PROCESS = "noproc"  # what links and monitors are told of a process that had ended before


class Shutdown(Exception):
    """A planned end that says why; OTP's `{shutdown, Term}`.

    Raise it in a handler to end the process, or give it to `exit`. It is no crash: nothing is reported, and a
    transient child stays ended.

    Args:
        detail: why.
    """

    def __init__(self, detail: object = None) -> None:
        super().__init__(detail)
        self.detail = detail


class MaxRestarts(Shutdown):
    """A supervisor that gave up: its children were restarted more often than its intensity allows.

    For the supervisor above this is an end like any other; for whoever runs the tree it is a failure.
    """


class Ignore(Exception):
    """Raised in `init` by a process that is not needed here: no failure, and no process either."""


class NoReply(Exception):
    """Raised in a `@call` handler that answers later, by `caller.reply(…)`."""


def is_planned(reason: Reason) -> bool:
    """Whether a process of this reason has ended as it should."""
    return isinstance(reason, Shutdown) or reason in (NORMAL, SHUTDOWN)


def word_of(reason: Reason) -> str:
    """An exit reason as a text for people."""
    return reason if isinstance(reason, str) else worded(reason)
