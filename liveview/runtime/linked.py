"""How processes know of each other: names, links, monitors."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar, overload

from liveview.errors import NameTakenError, NoProcessError
from liveview.runtime.exits import NO_PROCESS, NORMAL, Reason
from liveview.runtime.life import Life
from liveview.runtime.napping import Napping

L = TypeVar("L", bound=Life)

# An error lists so many names: whoever has mistyped one sees it among them, and the line can still be read.
_MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class Exit:
    """What a process that traps exits gets when one that it is linked to has ended.

    Attributes:
        process: who ended.
        reason: why; `"noproc"` where it had ended before the link.
    """

    process: Any
    reason: Reason


@dataclass(frozen=True, slots=True)
class Down:
    """What a process gets when one that it monitors has ended.

    Attributes:
        ref: what `monitor` returned.
        process: who ended; None where the name was nobody's.
        reason: why; `"noproc"` where it had ended before.
    """

    ref: int
    process: Any
    reason: Reason


class Name(Protocol):
    """A name that is kept somewhere else than in the process's own tree: what `Registry.via` makes."""

    def register(self, process: Any, /) -> None:
        """Give the name to a process that is about to start.

        Raises:
            NameTakenError: where another process has it.
        """

    def whereis(self) -> Any:
        """Who has the name now, or None."""


class Linked(Napping):
    """A life that others can find, and tie theirs to."""

    __slots__ = ("_links_", "_monitors_", "_name_", "_names_", "_parent_", "trap_exit")

    _refs_: ClassVar[itertools.count[int]] = itertools.count(1)

    trap_exit: bool
    _name_: str | Name | None
    _names_: dict[str, Linked]  # those of the tree
    _parent_: Linked | None  # who started it
    _links_: set[Linked] | None
    _monitors_: dict[int, tuple[Linked, Callable[[Reason], object]]] | None

    # Names.

    @property
    def registered_name(self) -> str | Name | None:
        """The name that it was given, if any."""
        return self._name_

    def _register_(self) -> None:
        name = self._name_
        if isinstance(name, str):
            if name in self._names_:
                raise NameTakenError(name, self._names_[name])
            self._names_[name] = self
        elif name is not None:
            name.register(self)

    @overload
    def whereis(self, name: str | Name) -> Any: ...
    @overload
    def whereis(self, name: str | Name, kind: type[L]) -> L: ...
    def whereis(self, name: str | Name, kind: type[Life] = Life) -> Any:
        """Who has a name now. Ask again for each use: after a restart it is another process.

        Args:
            name: a name in this process's tree, or what `Registry.via` returned.
            kind: the class that it is expected to be of.

        Returns:
            The process.

        Raises:
            NoProcessError: where nobody has the name, or somebody of another class.
        """
        found = self._names_.get(name) if isinstance(name, str) else name.whereis()
        if found is None:
            raise NoProcessError(f"nobody has the name {name!r}{self._who_has_(name)}", target=name)
        if not isinstance(found, kind):
            raise NoProcessError(f"{name!r} is {found}, which is no {kind.__name__}", target=name)
        return found

    def _who_has_(self, wanted: str | Name) -> str:
        """What names there are, for who has mistyped one. Cheap: a process that is restarted is asked for often."""
        if not isinstance(wanted, str):
            return ""
        own = [name for name in list(self._names_) if not name.startswith("liveview.")]
        if own:
            return f"; names here: {', '.join(map(repr, own[:_MOST_NAMES]))}"
        return f"; a child gets it by `child(…, name={wanted!r})`"

    # Links.

    def link(self, other: Linked) -> None:
        """Tie two fates: when one ends, and not normally, the other ends for the same reason, or gets an `Exit`.

        Args:
            other: whom to; one that has ended counts as ending now, with `"noproc"`.
        """
        if other is self or self.exit_reason is not None:
            return
        if other.exit_reason is not None:
            self._signal_(other, NO_PROCESS)
            return
        self._links_ = self._links_ or set()
        self._links_.add(other)
        other._links_ = other._links_ or set()
        other._links_.add(self)

    def unlink(self, other: Linked) -> None:
        """Undo a link. No `Exit` of the other comes any more, not even one that waits already."""
        for one, two in ((self, other), (other, self)):
            if one._links_ is not None:
                one._links_.discard(two)
        self.mailbox.discard(lambda message: isinstance(message, Exit) and message.process is other)

    def _signal_(self, source: Linked, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        if source is self._parent_ and (self.trap_exit or reason != NORMAL):
            self._interrupt_(reason)  # who started it is not just anybody: nobody is left to be told (OTP: gen_server)
        elif self.trap_exit:
            self.mailbox.add(Exit(source, reason))
        elif reason != NORMAL:
            self._interrupt_(reason)

    # Monitors.

    def monitor(self, target: Linked | str | Name) -> int:
        """Get a `Down` message, once, when a process ends; at once where it has ended or nobody has the name.

        Args:
            target: a process, or a name.

        Returns:
            The number that the message will have; for `demonitor`.
        """
        ref = next(Linked._refs_)
        process = target if isinstance(target, Linked) else self._found_(target)
        if process is None or process.exit_reason is not None:
            self.mailbox.add(Down(ref, process, NO_PROCESS))
            return ref

        def tell(reason: Reason) -> None:
            if self._monitors_ is not None and self._monitors_.pop(ref, None) is not None:
                self.mailbox.add(Down(ref, process, reason))

        self._monitors_ = self._monitors_ or {}
        self._monitors_[ref] = (process, tell)
        process.on_exit(tell)
        return ref

    def _found_(self, name: str | Name) -> Linked | None:
        found = self._names_.get(name) if isinstance(name, str) else name.whereis()
        return found if isinstance(found, Linked) else None

    def demonitor(self, ref: int) -> None:
        """Stop watching. No `Down` of that number comes any more, not even one that waits already."""
        if self._monitors_ is not None and ref in self._monitors_:
            process, tell = self._monitors_.pop(ref)
            process._forget_exit_(tell)
        self.mailbox.discard(lambda message: isinstance(message, Down) and message.ref == ref)

    # The end.

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        monitors, self._monitors_ = self._monitors_, None
        for process, tell in (monitors or {}).values():
            process._forget_exit_(tell)
        if isinstance(self._name_, str) and self._names_.get(self._name_) is self:
            del self._names_[self._name_]  # first of all: who reacts to the end may want it
        super()._end_(reason)
        links, self._links_ = self._links_, None
        for linked in links or ():
            if linked._links_ is not None:
                linked._links_.discard(self)
            linked._signal_(self, reason)
