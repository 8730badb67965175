"""`Presence`: a state field that is who is there, and keeps itself so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liveview.runtime.topics import Backlog, Topic, names_in
from liveview.runtime.tracker import CHANGES

# The news of somebody who cannot keep up are one piece of news: the list is read anew.
NEWEST = Backlog(limit=1, coalesce=lambda _: None)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is there.

    Attributes:
        key: who, as `track` had it.
        metas: what is known of them, once for each time that they are there: two tabs are two.
    """

    key: Any
    metas: tuple[Any, ...]

    @property
    def meta(self) -> Any:
        """What is known of them where they came last."""
        return self.metas[-1]


class Presence(tuple[Present, ...]):
    """Who is there, in the order in which they came. As a field: `people: Presence = Presence("room:{room}")`.

    The field shows those whom `self.live.track` has put there, and changes by itself as they come and go.

    Args:
        topic: where, as in `@on`: names in braces are fields, or parameters of the path.
        present: who is there; the framework sees to it.
    """

    topic: str

    def __new__(cls, topic: str, present: tuple[Present, ...] = ()) -> Presence:
        made = super().__new__(cls, present)
        made.topic = topic
        return made

    def __getnewargs__(self) -> tuple[str, tuple[Present, ...]]:
        """For copies: of a class's default, and of what is kept."""
        return self.topic, tuple(self)

    def showing(self, metas: Mapping[Any, tuple[Any, ...]]) -> Presence:
        """The same field with those who are there now.

        Args:
            metas: by key.
        """
        return Presence(self.topic, tuple(Present(key, of_key) for key, of_key in metas.items()))

    def changes(self) -> Topic:
        """The topic on which its changes are told."""
        return Topic(CHANGES + self.topic, names_in(self.topic, f"Presence({self.topic!r})"), NEWEST)
