"""Fields of a form: one, and all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from liveview import JS, Component, Form, computed, event, prop
from liveview.ui.controls.kinds import control_of, kind_of


class Field(Component, styles=["../kit.css", "controls.css"]):
    """A field of a form with its label, help and errors, by the macros of `liveview/forms.html`. Stateless.

    Args:
        of: the field: `person.email`.
        type: an input's, or `"textarea"`, `"select"`, `"checkbox"`, `"switch"`, `"radios"`, `"boxes"`; by default what
            suits the annotation.
        label: instead of the field's own.
        autocomplete: what a browser may fill in.
    """

    template = "field.html"
    of: Any
    type: str = prop("")
    label: str = prop("")
    autocomplete: str = prop("")

    @computed
    def control(self) -> str:
        return self.type or control_of(self.of)


class AutoForm(Component, styles=["../kit.css", "controls.css"]):
    """All fields of a `Form[Model]`: within a `<form lv-form="person">` of the caller's.

    Models within are groups, those that may be absent can be added and removed, and rows of a list are added, removed
    and moved: by the component itself, the caller needs no events for that. What no control can enter is left out.

    Args:
        of: the form.
        only: the names of the fields that are shown, in this order, and the only ones that it adds to, removes and
            moves; all of the model without.
        types: a `Field`'s type by the field's name, wherever it is in the model.
        autocomplete: what a browser may fill in, by the field's name.
    """

    template = "form.html"
    uses = [Field]
    of: Form[Any]
    only: Sequence[str] = prop(())
    types: Mapping[str, str] = prop({})
    autocomplete: Mapping[str, str] = prop({})
    kind_of: ClassVar[Callable[[Any], str]] = staticmethod(kind_of)

    @event("add")
    async def _add(self, name: str) -> None:
        part = self._part(name)
        if part is None:
            return
        if kind_of(part) == "rows":
            self.js(JS.focus_first(f"#{part.id}-{part.add()}"))
        elif not part.present:
            part.add()  # one that is there keeps what was typed in it

    @event("remove")
    async def _remove(self, name: str, key: str = "") -> None:
        part = self._part(name)
        if part is not None and kind_of(part) == "rows":
            part.remove(key)
            self.js(JS.focus(f"#{part.id}-add"))
        elif part is not None and kind_of(part) == "group" and part.optional:
            part.remove()

    @event("move")
    async def _move(self, name: str, key: str, by: int) -> None:
        part = self._part(name)
        if part is not None and kind_of(part) == "rows":
            keys = [row.key for row in part]
            part.move(key, keys.index(key) + max(-1, min(by, 1)) if key in keys else 0)

    def _part(self, name: str) -> Any:
        """The rows or the model within of a name; None where the form shows none, whatever a browser says."""
        fields = self.of.fields
        return next((part for own, part in _parts(fields, self.only or fields, "") if own == name), None)


def _parts(fields: Any, names: Iterable[str], path: str) -> Iterator[tuple[str, Any]]:
    for name in names:
        part, own = fields[name], f"{path}{name}"
        if kind_of(part) == "rows":
            yield own, part
            for row in part:
                yield from _parts(row.fields, row.fields, f"{own}.{row.key}.")
        elif kind_of(part) == "group":
            yield own, part
            yield from _parts(part.fields, part.fields, f"{own}.")
