"""What all supervisors do: count restarts, write down what happened, and stop whom they started, come what may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from liveview.errors import ProcessExitError, StartError, worded
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.children import ChildSpec
from liveview.runtime.clock import Clock
from liveview.runtime.exits import KILLED, SHUTDOWN, MaxRestarts, Reason, is_planned, word_of
from liveview.runtime.intensity import Intensity
from liveview.runtime.life import KILL_SECONDS, logger
from liveview.runtime.linked import Exit, Name
from liveview.runtime.process import Process


@dataclass(frozen=True, slots=True)
class ChildCount:
    """How many children there are.

    Attributes:
        specs: all, running or not.
        active: those that run.
        supervisors: of all, those that supervise others.
        workers: the rest of all.
    """

    specs: int
    active: int
    supervisors: int
    workers: int


class Supervising(Process, shutdown=None):
    """A process whose children are its concern. Its own stop takes as long as theirs."""

    supervises: ClassVar[bool] = True
    _intensity: Intensity
    _is_stopping: bool
    _in_a_hurry: bool

    def _set_up(self, intensity: Intensity, name: str | Name | None) -> None:
        self._name_ = name
        self._intensity = intensity
        self._is_stopping = self._in_a_hurry = False
        self.trap_exit = True  # whoever is linked to a supervisor does not take the tree with it

    async def run(self, clock: Clock | None = None) -> None:
        """Start, and stay until the end: what the main coroutine of a program awaits.

        Where it is cancelled, by Ctrl-C for instance, everything is stopped in order; a second time, at once.

        Args:
            clock: where time comes from; by default the loop's.

        Raises:
            StartError: a child did not start.
            ProcessExitError: the supervisor gave up, its children having failed too often, or was killed.
        """
        try:
            await self.start(clock)
            reason = await self.ended()
        finally:
            await self.stop()
        if isinstance(reason, MaxRestarts) or not is_planned(reason):
            raise ProcessExitError(self, reason)

    async def info(self, message: Any) -> None:
        """Nobody has anything to say to a supervisor. The `Exit` of somebody who was linked to it is no child's."""
        if not isinstance(message, Exit):
            await super().info(message)

    def which_children(self) -> list[ChildInfo]:
        """The children as they stand."""
        raise NotImplementedError

    def count_children(self) -> ChildCount:
        """How many children there are, and of which kind."""
        children = self.which_children()
        supervisors = sum(child.spec.is_supervisor for child in children)
        active = sum(child.process is not None for child in children)
        return ChildCount(len(children), active, supervisors, len(children) - supervisors)

    # What happened.

    def _tell_end(self, spec: ChildSpec, reason: Reason) -> None:
        is_asked_for = reason == KILLED and (spec.shutdown == "kill" or self._in_a_hurry)
        if not is_planned(reason) and not is_asked_for:
            logger.error("%s: its child %r ended: %s", self, spec.id, word_of(reason))

    def _did_not_start(self, spec: ChildSpec, error: Exception) -> StartError:
        return StartError(f"{self}: its child {spec.id!r} did not start: {worded(error)}", child=spec.id)

    def _gives_up(self, spec: ChildSpec) -> None:
        text = f"{self._intensity}; the last was of {spec.id!r}"
        logger.error("%s gives up: %s", self, text)
        self.exit(MaxRestarts(text))

    @staticmethod
    def _is_over(spec: ChildSpec, reason: Reason) -> bool:
        """Whether a child that ended so is not started again."""
        return spec.restart == "temporary" or (spec.restart == "transient" and is_planned(reason))

    # The end.

    def _processes(self) -> Iterable[Process]:
        """Everybody who was started and may still run."""
        raise NotImplementedError

    async def _stop_children(self) -> None:
        raise NotImplementedError

    async def terminate(self, reason: Reason) -> None:
        """Stops the children. Who cancels this makes it hurry; nobody is left running."""
        self._is_stopping = True
        stopping = asyncio.get_running_loop().create_task(self._stop_children())
        while not stopping.done():
            try:
                await asyncio.wait((stopping,))
            except asyncio.CancelledError:
                self._hurry()
        stopping.result()

    def _hurry(self) -> None:
        """No more time for anybody: the supervisors below hurry too, and everybody else is killed."""
        self._in_a_hurry = True
        for process in list(self._processes()):
            if isinstance(process, Supervising):
                process._interrupt_(SHUTDOWN)
                process._hurry()
            else:
                process.kill()
                self.clock.call_later(KILL_SECONDS, process._leave_behind_)

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        super()._end_(reason)
        for process in list(self._processes()):  # without `terminate`, their tie to this process is what ends them
            process.kill()
