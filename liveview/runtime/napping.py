"""Rest: a process that has had no mail for a while gives back what can be made again, its task with the rest.

As with OTP's `proc_lib:hibernate`, what stays is the state and the mailbox. The next mail makes a new task, which goes
on where the old one was: between two messages, with the same context variables. Nobody sees a difference but what
belongs to a task: a task group or a cancel scope cannot be entered before a rest and left after it. And a loop that
ends without a `stop` ends the tasks that it knows: one that rests has none, and its `terminate` is not called.
"""

from __future__ import annotations

from contextvars import Context, copy_context

from liveview.runtime.clock import Handle
from liveview.runtime.commands import HIBERNATE
from liveview.runtime.exits import Reason
from liveview.runtime.life import Life


class Napping(Life):
    """A life that rests, where its class says after how long.

    A process that rests is held by those who may send to it alone: a loop knows tasks, and it has none. Whom nobody can
    reach any more goes without a word.
    """

    __slots__ = ("_context_", "_idle_since_", "_idle_timer_", "_is_asleep_")

    _context_: Context | None  # of the task that is to come, while it has none
    _is_asleep_: bool
    _idle_since_: float
    _idle_timer_: Handle | None

    def _conceive_(self, limit: int) -> None:
        super()._conceive_(limit)
        self._context_ = self._idle_timer_ = None
        self._is_asleep_ = False

    async def hibernate(self) -> None:
        """Called after `hibernate_after` seconds without mail: drop what can be made again."""

    def _rest_seconds_(self) -> float | None:
        """How long it rests before it hibernates; None for ever."""
        raise NotImplementedError

    def _keeps_task_(self) -> bool:
        """Whether something of its own belongs to the task, which it is to have while it is asleep, too."""
        return False

    def _rests_(self) -> bool:
        if self._is_asleep_:
            if self._keeps_task_():
                return False
            self._lie_down_()
            return True
        self._idle_since_ = self.clock.now()
        if self._idle_timer_ is None:
            seconds = self._rest_seconds_()
            if seconds is not None:
                self._idle_timer_ = self.clock.call_later(seconds, self._doze_)
        return False

    def _doze_(self) -> None:
        """One timer for many messages: whether the rest was long enough is looked at when it is over."""
        self._idle_timer_ = None
        if not self.mailbox.is_awaited:
            return
        left = (self._rest_seconds_() or 0.0) - (self.clock.now() - self._idle_since_)
        if left > 1e-6:  # more than adding floats loses
            self._idle_timer_ = self.clock.call_later(left, self._doze_)
        else:
            self._is_asleep_ = True
            self.mailbox.wake(HIBERNATE)

    def _stays_up_(self) -> None:
        """There was other mail."""
        self._is_asleep_ = False

    def _lie_down_(self) -> None:
        """The task ends with this very step."""
        self._context_, self._task_ = copy_context(), None
        self.mailbox.rest(self)

    def _rise_(self) -> None:
        if self._context_ is not None and self.exit_reason is None:
            context, self._context_ = self._context_, None
            life = self._main_(has_begun=True)
            # What is cancelled before its first step never takes one, and `terminate` would not be called: it has taken
            # one before it is a task, and waits within what a cancellation ends as any other.
            context.run(life.send, None)
            self._make_task_(life, context)

    def _end_(self, reason: Reason) -> None:
        self._context_ = None
        if self._idle_timer_ is not None:
            self._idle_timer_.cancel()
        super()._end_(reason)
