"""How forms are packed: what somebody has entered so far, but for secrets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from liveview.view.forms.entries import Kept
from liveview.view.forms.entries import Kind as Entered
from liveview.view.forms.form import Form
from liveview.view.forms.groups import Group, Rows, Variants
from liveview.view.forms.shape import group_of
from liveview.view.snapshots.kinds import UnfitError, check


class UnreadableError(Exception):
    """A form whose entries are not all plain data; the text says which."""


class Drafts:
    """A `Form[Model]`.

    Args:
        model: the model.

    Raises:
        UnreadableError: a field of it is not entered as text.
    """

    types: frozenset[type] = frozenset((Form,))

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model
        self._fields = list(_fields(group_of(model), "", set()))

    def pack(self, values: Sequence[Any]) -> Any:
        """What was entered, and where somebody has been."""
        check(values, self.types)
        return list(map(self._packed, values))

    def unpack(self, packed: list[Any]) -> list[Any]:
        """Forms with what was entered."""
        return list(map(self._unpacked, packed))

    def describe(self, seen: set[type]) -> str:
        """The model with its fields."""
        name = f"Form[{self._model.__module__}.{self._model.__qualname__}]"
        return f"{name}({', '.join(self._fields)})"

    def _packed(self, form: Form[Any]) -> Any:
        draft = form._draft
        if draft.model is not self._model:
            raise UnfitError(f"it is a form of `{draft.model.__name__}`, and declared for `{self._model.__name__}`")
        entries = draft.entries
        return [entries, draft._first, draft.keys.next, draft.is_submitted, sorted(draft._visited), draft._added]

    def _unpacked(self, packed: Any) -> Form[Any]:
        form: Form[Any] = Form(self._model)
        draft = form._draft
        draft._entries, draft._first, draft.keys.next, draft.is_submitted, visited, draft._added = packed
        draft._visited = set(visited)
        return form


def _fields(kind: Entered, name: str, seen: set[type]) -> Iterator[str]:
    """The name of every field within, and how it is entered."""
    if isinstance(kind, Kept):
        raise UnreadableError(f"its field `{name}` is not entered as text")
    yield f"{name}: {type(kind).__name__}"
    if isinstance(kind, Group) and kind.model not in seen:
        seen.add(kind.model)
        for key, member in kind.members.items():
            yield from _fields(member.kind, f"{name}.{key}" if name else key, seen)
    elif isinstance(kind, Rows):
        yield from _fields(kind.item, f"{name}[]", seen)
    elif isinstance(kind, Variants):
        for tag, group in kind.groups.items():
            yield from _fields(group, f"{name}({tag})", seen)
