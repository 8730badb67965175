"""What is known of a child from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChildInfo:
    """A child as it stands.

    Attributes:
        id: what its supervisor calls it.
        process: who runs, a `Process`; None where nobody does.
        is_restarting: whether it is to be started again, and did not start yet.
        restarts: how often it was started again.
        spec: how it is supervised, a `ChildSpec`.
    """

    id: object
    process: Any
    is_restarting: bool
    restarts: int
    spec: Any
