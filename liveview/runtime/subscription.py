"""One listener of one topic: the messages that wait for it, and what becomes of those that are too many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any

from liveview.errors import SlowSubscriberError, worded
from liveview.runtime.adapter import Encoded
from liveview.runtime.commands import Command
from liveview.runtime.life import logger
from liveview.runtime.linked import Linked
from liveview.runtime.reports import shape
from liveview.runtime.topics import Backlog, fits

Receive = Callable[[Any], Coroutine[Any, Any, object]]
_GAP = object()


@dataclass(frozen=True, slots=True)
class Gap:
    """What a subscriber gets in `info` where messages of a topic were lost: it asks for the state anew.

    Attributes:
        topic: whose messages.
    """

    topic: str


class Subscription(Command):
    """A queue of its own, of which the mailbox holds at most one sign: other mail finds its place and its turn.

    At most one `Gap` waits, at the last place where something may be missing.

    Args:
        process: in whose task messages are received.
        topic: what it listens to.
        receive: what is called with each message, and with a `Gap`.
        owner: who listens, for `publish` without oneself.
        kind: the type of the messages.
        backlog: how many may wait.
        is_held: whether nothing is received before `release`.
    """

    __slots__ = (
        "_backlog",
        "_count",
        "_is_held",
        "_is_over",
        "_is_queued",
        "_is_slow",
        "_is_warned",
        "_waiting",
        "kind",
        "owner",
        "process",
        "receive",
        "topic",
    )

    def __init__(
        self,
        process: Linked,
        topic: str,
        receive: Receive,
        *,
        owner: object,
        kind: Any = Any,
        backlog: Backlog | None = None,
        is_held: bool = False,
    ) -> None:
        self.process = process
        self.topic = topic
        self.receive = receive
        self.owner = owner
        self.kind = kind
        self._backlog = backlog or Backlog()
        self._is_held = is_held
        self._waiting: OrderedDict[object, object] | None = None  # made when something waits: most are idle
        self._count = 0
        self._is_queued = self._is_over = self._is_slow = self._is_warned = False

    @property
    def backlog(self) -> int:
        """How many messages wait."""
        return 0 if self._waiting is None else len(self._waiting) - (_GAP in self._waiting)

    # From the PubSub.

    def put(self, message: object) -> None:
        """A message was published."""
        if self._is_over:
            return
        if not isinstance(message, Encoded) and not fits(message, self.kind):
            self._refuse(message, f"{self.process} listens for {self.kind}")
            return
        waiting = self._messages()
        about = self._about(message)
        if about not in waiting and self.backlog >= self._backlog.limit and not self._make_room(waiting):
            return
        waiting[about] = message
        self._sign()

    def gap(self) -> None:
        """Messages may have been lost after those that wait."""
        if not self._is_over:
            waiting = self._messages()
            waiting[_GAP] = Gap(self.topic)
            waiting.move_to_end(_GAP)
            self._sign()

    def release(self) -> None:
        """Let messages be received from now on."""
        self._is_held = False
        if self._waiting:
            self._sign()

    def cancel(self) -> None:
        """Nothing is received any more, not even what waits."""
        self._is_over, self._waiting = True, None

    def _messages(self) -> OrderedDict[object, object]:
        if self._waiting is None:
            self._waiting = OrderedDict()
        return self._waiting

    def _about(self, message: object) -> Hashable:
        if self._backlog.coalesce is not None:
            try:
                about = ("about", self._backlog.coalesce(message))
                hash(about)
                return about
            except Exception as error:
                self._refuse(message, f"`coalesce` of {self.process} failed: {worded(error)}; it waits like any other")
        self._count += 1
        return self._count

    def _make_room(self, waiting: OrderedDict[object, object]) -> bool:
        if self._backlog.when_full == "crash":
            error = SlowSubscriberError(self.process, self.topic, self._backlog.limit)
            logger.error("%s", error)
            self.cancel()
            self.process.exit(error)
            return False
        if not self._is_slow:  # once, until it has caught up
            self._is_slow = True
            logger.warning("%s is slow: %d messages of %r wait", self.process, self._backlog.limit, self.topic)
        del waiting[next(about for about in waiting if about is not _GAP)]
        if _GAP not in waiting:
            waiting[_GAP] = Gap(self.topic)
            waiting.move_to_end(_GAP, last=False)
        return True

    def _refuse(self, message: object, reason: str) -> None:
        if not self._is_warned:  # once: a publisher that is wrong is so with every message
            self._is_warned = True
            logger.error("%s was published to %r, and %s", shape(message), self.topic, reason, stack_info=True)

    # From the process's task.

    def _sign(self) -> None:
        if not self._is_queued and not self._is_held:
            self._is_queued = True
            self.process.mailbox.add(self)

    async def run(self, process: Any) -> None:
        """Receive the oldest message. The next one waits for its turn behind the mail that is there."""
        self._is_queued = False
        if not self._waiting:
            return
        _, message = self._waiting.popitem(last=False)
        if self._waiting:
            self._sign()
        else:
            self._waiting, self._is_slow = None, False
        if isinstance(message, Encoded):
            try:
                message = message.decode(self.kind)
            except ValueError as error:
                self._refuse(message, f"{self.process} cannot decode it: {error}")
                return
        await self.receive(message)

    def __shape__(self) -> str:
        return f"a message of {self.topic!r}"
