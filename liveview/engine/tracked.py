"""Objects that say when they have changed, so that a row of a list need not be looked at to know that it has not."""

from __future__ import annotations

from typing import Any

from liveview.engine.proof import SCALARS, immutable


class Tracked:
    """Base of objects that are changed in place, in long lists: only those that were changed are evaluated.

    Without it such objects are looked at one by one at every update, which is always right, and slower. It has no
    effect on an object that holds something that can change unnoticed, as a list or a dict.

        @dataclass
        class Service(Tracked):
            name: str
            load: float = 0.0

    Change attributes as usual. What bypasses `setattr`, as writing to `vars(row)` does, is not noticed.
    """

    __slots__ = ("_lv_mark",)
    # Another one after each change; what has the same one has the same content. It lists the attributes whose
    # values have to be asked whether they can change.
    _lv_mark: list[str]

    def __setattr__(self, name: str, value: Any) -> None:
        _set(self, name, value)
        mark = self._lv_mark[:] if hasattr(self, "_lv_mark") else []
        if (type(value) in SCALARS) is (name in mark):
            mark = [other for other in mark if other != name] if name in mark else [*mark, name]
        _set(self, "_lv_mark", mark)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        _set(self, "_lv_mark", [other for other in self._lv_mark if other != name])


_set = object.__setattr__


def proof(value: Any) -> Any:
    """What proves a value unchanged as long as it holds.

    Returns:
        True for one that can never change, the mark of a tracked one that holds only such, and False for others.
    """
    if immutable(value):
        return True
    if not isinstance(value, Tracked):
        return False
    mark: Any = getattr(value, "_lv_mark", False)
    return mark if not mark or all(immutable(getattr(value, name)) for name in mark) else False
