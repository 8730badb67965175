"""What of a class's state is kept in snapshots: decided by its annotations, when the class is made."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from markupsafe import Markup

from liveview.errors import LiveViewError
from liveview.view.annotations import annotation_of
from liveview.view.fields import Field
from liveview.view.snapshots.kinds import Kind
from liveview.view.snapshots.types import UnkeptError, kind_of
from liveview.view.source import mistake

# Changes with how values are packed, so that what another version has packed is not misread.
FORMAT = 1
CHOSEN = "it is declared `transient=True`"
UNRESOLVED = "what its annotation names cannot be found"
# What a page is called: the framework's own field, which any view may give another type.
TITLE = str | Markup | None


class Schema:
    """The state fields of a class: those that are kept, and those that begin anew.

    Args:
        owner: the class.
        fields: all of its fields by name; props are their caller's.
        callbacks: which of `mount` and `restore` the class has: they assign what is not kept.

    Attributes:
        has_restore: whether `restore` does so, instead of `mount`.
    """

    def __init__(
        self,
        owner: type | None = None,
        fields: Mapping[str, Field] | None = None,
        *,
        callbacks: Collection[str] = (),
    ) -> None:
        self._owner: Any = owner
        self._fields = {name: field for name, field in (fields or {}).items() if not field.is_prop}
        self._callbacks = callbacks
        self.has_restore = "restore" in callbacks
        self._kept: dict[str, Kind] = {}
        self._transient: dict[str, str] = {}
        self._open = dict.fromkeys(self._fields)
        self._is_resolved = False
        self._read()

    def _read(self) -> None:
        """Look at the fields of which nothing is known yet: a class may name what comes below it.

        Raises:
            DefinitionError: for one that would have no value.
        """
        for name in list(self._open):
            try:
                reason = CHOSEN if self._fields[name].transient else self._keep(name)
            except (NameError, TypeError):
                continue
            del self._open[name]
            if reason is not None:
                self._transient[name] = reason
                self._check(name, reason)

    def resolve(self) -> None:
        """Resolves every annotation, as far as it can be: what it names is there by now.

        Raises:
            DefinitionError: for a field that would have no value.
        """
        if not self._is_resolved:
            self._read()
            self._transient |= dict.fromkeys(self._open, UNRESOLVED)
            self._kept = {name: self._kept[name] for name in sorted(self._kept)}
            self._is_resolved = True

    def _keep(self, name: str) -> str | None:
        """Why a field cannot be kept; None where it can."""
        annotation = annotation_of(self._owner, name)
        if name == "page_title" and annotation is Any:
            annotation = TITLE
        try:
            self._kept[name] = kind_of(annotation)
        except (UnkeptError, LiveViewError) as error:
            return str(error)
        return None

    def _check(self, name: str, reason: str) -> None:
        """A field that begins anew has a value then.

        Raises:
            DefinitionError: it has none.
        """
        if self._fields[name].has_default or self._callbacks:
            return
        raise mistake(
            self._owner,
            name,
            f"{self._owner.__name__}.{name} is not kept when another process goes on with the page ({reason}), and has "
            f"no value then. Assign it in `mount`, or in `restore`, or give it a default: `{name}: … = …`.",
        )

    def leave_out(self, name: str, reason: str) -> None:
        """Do not keep a field after all: the template says so, which is read before an instance is shown.

        Args:
            name: the field.
            reason: why.

        Raises:
            DefinitionError: it would have no value.
        """
        if self.kept.pop(name, None) is not None:
            self._transient[name] = reason
            for found in ("fingerprint", "lost"):
                self.__dict__.pop(found, None)
            self._check(name, reason)

    @property
    def kept(self) -> dict[str, Kind]:
        """How each field that is kept is packed, in the order of their names."""
        self.resolve()
        return self._kept

    @property
    def transient(self) -> Mapping[str, str]:
        """The fields that are not kept, and why."""
        self.resolve()
        return self._transient

    @cached_property
    def lost(self) -> list[str]:
        """The fields that would have no value, where that could not be told when the class was made."""
        if self._callbacks:
            return []
        return [name for name in self.transient if not self._fields[name].has_default]

    @cached_property
    def fingerprint(self) -> bytes:
        """16 bytes that another version of the class does not have: of its fields' names and types."""
        described = (f"{name}: {kind.describe(set())}" for name, kind in self.kept.items())
        return _hash([str(FORMAT), f"{self._owner.__module__}.{self._owner.__qualname__}", *described])


def _hash(lines: Iterable[str]) -> bytes:
    return hashlib.sha256("\n".join(lines).encode()).digest()[:16]
