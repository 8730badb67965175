"""What a bound control reads of its field: names of their own in the compiled template, and what is chosen."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from liveview.engine.escape import shown

TEXT, CHOSEN, IS_ON, IS_WRONG, WRONG = KINDS = ("text", "chosen", "is_on", "is_wrong", "wrong")
_NAME = re.compile(rf"_lv_({'|'.join(KINDS)})_(\w+)")


class BoundName(NamedTuple):
    """What a bound control reads of a field.

    Attributes:
        kind: TEXT, the text to show; CHOSEN, the texts of what is chosen; IS_ON, the same for a box, but of a `bool`
            whether it is true; IS_WRONG, "true" or "false"; WRONG, what is wrong with what was entered, or "".
        field: the field.
    """

    kind: str
    field: str

    @classmethod
    def parse(cls, name: str) -> BoundName | None:
        """What a template's name stands for, or None where it is no such name."""
        found = _NAME.fullmatch(name)
        return None if found is None else cls(*found.groups())

    def __str__(self) -> str:
        return f"_lv_{self.kind}_{self.field}"


def is_chosen(chosen: Any, value: Any) -> bool:
    """Whether a choice is the field's value, or among its values.

    Args:
        chosen: the texts that are chosen; or a bool, for a box that is all there is to choose.
        value: of the choice.
    """
    if isinstance(chosen, bool):
        return chosen
    return (str(value).lower() if isinstance(value, bool) else shown(value)) in chosen
