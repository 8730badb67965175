"""What a form says of an error: pydantic's words where they are written for people, others where they are not."""

from __future__ import annotations

from typing import Any

from liveview.view.forms.entries import Text
from liveview.view.forms.groups import Within

REQUIRED = "Please fill this in."
UNCHECKED = "This could not be checked."
CHOOSE = "Please choose one."


def words_of(error: Any, field: Within | None, has_secret: bool) -> str:
    """The text for an error.

    Args:
        error: as pydantic tells it.
        field: what it is about.
        has_secret: whether a secret was entered there, which the entry does not tell.
    """
    if field is not None and isinstance(field.kind, Text) and field.entry == "" and not has_secret:
        return CHOOSE if field.kind.choices else REQUIRED
    if error["type"] in ("value_error", "assertion_error"):  # the model's own words, without pydantic's before them
        return str(error["ctx"]["error"])
    return f"{error['msg']}."
