"""Names for processes that live outside of any one tree: keys of any kind, and what is known under them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

from liveview.errors import ConfigurationError, NameTakenError, NoProcessError
from liveview.runtime.process import Process

P = TypeVar("P", bound=Process)
Keys = Literal["unique", "duplicate"]


class Registry:
    """Processes by key. An entry goes with its process: whoever reacts to the end finds the key free.

    Args:
        keys: `"unique"`, at most one process for a key, or `"duplicate"`, any number: a topic with its subscribers.
    """

    def __init__(self, keys: Keys = "unique") -> None:
        if keys not in ("unique", "duplicate"):
            raise ConfigurationError(f"Registry(keys={keys!r}): it is 'unique' or 'duplicate'")
        self._is_unique = keys == "unique"
        self._entries: dict[Hashable, dict[Process, list[object]]] = {}
        self._keys: dict[Process, dict[Hashable, None]] = {}

    def __len__(self) -> int:
        """How many entries there are."""
        return sum(len(values) for entries in self._entries.values() for values in entries.values())

    def __iter__(self) -> Iterator[tuple[Hashable, Process, object]]:
        """Every entry: key, process, value."""
        return iter([(key, *entry) for key in list(self._entries) for entry in self.lookup(key)])

    def register(self, process: Process, key: Hashable, value: object = None) -> None:
        """Enter a process under a key.

        Args:
            process: who; it has not ended.
            key: what for.
            value: what is known of it there.

        Raises:
            NameTakenError: the keys are unique, and this one is taken, be it by the same process.
            NoProcessError: the process has ended.
        """
        if process.exit_reason is not None:
            raise NoProcessError(
                f"{process} has ended and can have no name", target=process, reason=process.exit_reason
            )
        entries = self._entries.setdefault(key, {})
        if self._is_unique and entries:
            raise NameTakenError(key, next(iter(entries)))
        if process not in self._keys:
            self._keys[process] = {}
            process.on_exit(partial(self._forget, process))
        self._keys[process][key] = None
        entries.setdefault(process, []).append(value)

    def unregister(self, process: Process, key: Hashable) -> None:
        """Take a process out under a key, with all that it has there. Harmless where it is not there."""
        entries = self._entries.get(key)
        if entries is None or process not in entries:
            return
        del entries[process]
        if not entries:
            del self._entries[key]
        self._keys[process].pop(key)

    def _forget(self, process: Process, _: object) -> None:
        for key in list(self._keys.get(process, ())):
            self.unregister(process, key)
        self._keys.pop(process, None)

    def whereis(self, key: Hashable) -> Process | None:
        """Who has a key, where keys are unique."""
        self._check_unique("whereis")
        return next(iter(self._entries.get(key, ())), None)

    def lookup(self, key: Hashable) -> list[tuple[Process, Any]]:
        """Every process of a key, with its value; in the order in which they came."""
        entries = self._entries.get(key, {})
        return [(process, value) for process, values in entries.items() for value in values]

    def keys(self, process: Process) -> list[Hashable]:
        """Under which keys a process is."""
        return list(self._keys.get(process, ()))

    def update_value(self, process: Process, key: Hashable, value: object) -> None:
        """Change what is known of a process under a unique key.

        Raises:
            NoProcessError: it is not there.
        """
        self._check_unique("update_value")
        values = self._entries.get(key, {}).get(process)
        if values is None:
            raise NoProcessError(f"{process} is not registered as {key!r}", target=key)
        values[0] = value

    def dispatch(self, key: Hashable, message: object) -> int:
        """Send a message to every process of a key, once for each entry.

        Args:
            key: whose.
            message: what they get in `info`.

        Returns:
            How many took it; the others have ended or have too much mail.
        """
        return sum(process.send(message) for process, _ in self.lookup(key))

    def via(self, key: Hashable, value: object = None) -> Via:
        """A name for a process: as its `name`, and wherever a name is looked up.

        Args:
            key: what it is called.
            value: what is known of it.
        """
        self._check_unique("via")
        return Via(self, key, value)

    def _check_unique(self, what: str) -> None:
        if not self._is_unique:
            raise ConfigurationError(f"Registry.{what}: a key of a duplicate registry is no name; use `lookup`")


@dataclass(frozen=True, slots=True)
class Via:
    """A name in a registry: `Registry.via` makes it."""

    registry: Registry
    key: Hashable
    value: object = None

    def register(self, process: Process) -> None:
        """Enter the process."""
        self.registry.register(process, self.key, self.value)

    def whereis(self) -> Process | None:
        """Who has it now."""
        return self.registry.whereis(self.key)

    def __repr__(self) -> str:
        return f"via {self.key!r}"
