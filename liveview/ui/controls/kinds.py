"""Which control suits a part of a form, told by what the part can do."""

from __future__ import annotations

from typing import Any

# Texts that may be longer than this get several lines.
LONG = 200


def kind_of(part: Any) -> str:
    """`"field"`, `"group"` (a model within), `"rows"`, or `"none"` for what no control can enter.

    Args:
        part: what `form.fields` holds under a name.
    """
    able = type(part)  # not the part itself: a group reads any other name as one of its model's fields
    if hasattr(able, "move"):
        return "rows"
    if hasattr(able, "present"):
        return "group"
    is_list = isinstance(part.value, list)
    return "field" if isinstance(part.value, (str, bool)) or (is_list and part.options) else "none"


def control_of(field: Any) -> str:
    """The `type` of the control that suits a field.

    Args:
        field: a field with controls of its own name.
    """
    if isinstance(field.value, list):
        return "boxes"
    if field.type == "text" and int(field.attributes.get("maxlength", 0)) > LONG:
        return "textarea"
    return str(field.type)
