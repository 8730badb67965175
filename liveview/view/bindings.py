"""The `lv-` attributes that a template may have, and which of them name an event."""

from __future__ import annotations

# Those whose value is an event's name.
EVENTS = frozenset({"lv-click", "lv-submit", "lv-change", "lv-input", "lv-focus", "lv-blur", "lv-keydown", "lv-keyup"})

# Those whose value is a field's name.
FIELDS = frozenset({"lv-form"})

# Those that say how. `lv-value-*` carries arguments.
SETTINGS = frozenset({"lv-debounce", "lv-key", "lv-reset"})
VALUE_PREFIX = "lv-value-"


def is_known(name: str) -> bool:
    """Whether the client or the engine does anything with the attribute."""
    return name in EVENTS or name in FIELDS or name in SETTINGS or name.startswith(VALUE_PREFIX)
