"""Which live part of an ordinary page a process shows. Its name says so, which the page's sealed token has.

The page is rendered anew for another process, perhaps by another version of the app, with other parts in other places.
So a name holds what the part was then: what it is of, which of its kind, what it was given, and for whom.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

_NAME = re.compile(r"[\w-]{22}\.([0-9a-f]{16})\.(\d{1,6})-(\d{1,6})\.([0-9a-f]*)\.([0-9a-f]*)\.([0-9a-f]*)")


@dataclass(frozen=True)
class Sign:
    """A part of a page.

    Attributes:
        kind: of its class, with what that keeps.
        nth: which of this kind in the page, from 0.
        count: how many of them the page has.
        given: of its arguments; "" where nobody can say whether others are the same.
        user: of who the visitor is, as far as the page knows.
        session: of what the page's session holds; "" as for the arguments.
    """

    kind: str
    nth: int
    count: int
    given: str
    user: str
    session: str

    def new_name(self) -> str:
        """The name of a process for it, which nobody can guess."""
        what = f"{self.kind}.{self.nth}-{self.count}.{self.given}"
        return f"{secrets.token_urlsafe(16)}.{what}.{self.user}.{self.session}"

    @classmethod
    def of_name(cls, name: str) -> Sign | None:
        """What a name says; None for that of a page of its own."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        kind, nth, count, *others = found.groups()
        return cls(kind, int(nth), int(count), *others)

    def among(self, others: Sequence[Sign], *, may_be_given_more: bool) -> int | None:
        """Which of the parts of a page is this one.

        What was given the same is the same, wherever it stands. With other arguments it is the one in its place, where
        the page has as many of its kind as before and the same session: what was made for somebody else, or for
        another thing, is not theirs.

        Args:
            others: those of the page as it is now, in order.
            may_be_given_more: whether such a part goes on when it is given something else: a component, whose props
                are its page's, and not a view, which has made its state of its arguments.
        """
        alike = [at for at, other in enumerate(others) if (other.kind, other.user) == (self.kind, self.user)]
        same = [at for at in alike if self.given and others[at].given == self.given]
        in_place = alike[self.nth] if self.nth < len(alike) else None
        if same:
            return in_place if in_place in same else same[0] if len(same) == 1 else None
        if in_place is None or not may_be_given_more:
            return None
        is_as_before = len(alike) == self.count and self.session == others[in_place].session != ""
        return in_place if is_as_before else None


def numbered(signs: Sequence[Sign]) -> list[Sign]:
    """The parts of one page, each with its place among those of its kind.

    Args:
        signs: in the order of the page.
    """
    kinds = [sign.kind for sign in signs]
    return [
        replace(sign, nth=kinds[:at].count(sign.kind), count=kinds.count(sign.kind)) for at, sign in enumerate(signs)
    ]


def digest(value: Any) -> str:
    """16 hexadecimal digits of plain data, the same in each process; "" for what is none."""
    try:
        return blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=8).hexdigest()
    except (TypeError, ValueError, RecursionError):
        return ""
