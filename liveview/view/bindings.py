"""The `lv-` attributes that a template may have: which of them name an event, and what may follow their names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from liveview.view.names import did_you_mean

# Events with a name of their own. Any other DOM event is bound by `lv-on:EVENT`.
NAMED = ("click", "submit", "change", "input", "focus", "blur", "keydown", "keyup")

# Attributes that name an event, and are no DOM event.
SPECIAL = frozenset(
    (
        "lv-click-away",
        "lv-mounted",
        "lv-remove",
        "lv-connected",
        "lv-disconnected",
        "lv-viewport-top",
        "lv-viewport-bottom",
        "lv-rows",
        "lv-widths",
    )
)

# Those whose value is an event's name or commands, written out.
EVENTS = frozenset(f"lv-{name}" for name in NAMED) | SPECIAL

# Those whose value is the name of a state field.
FIELDS = frozenset(("lv-form",))

# Those whose value is the name of a `bind=True` field: of a control, and of what shows its error.
BIND, ERROR = "lv-bind", "lv-error"
BOUND = frozenset((BIND, ERROR))

# Those that say how. `lv-value-*` carries arguments.
SETTINGS = frozenset(
    ("lv-debounce lv-throttle lv-confirm lv-disable-with lv-hook lv-key lv-ignore lv-reset lv-chart lv-canvas").split()
)

# Those of links and of what is kept on the way.
NAVIGATION = frozenset(
    ("lv-patch", "lv-navigate", "lv-replace", "lv-scroll", "lv-unsaved", "lv-flash", "lv-transition")
)
VALUE_PREFIX = "lv-value-"

# Those that have one of few values.
CHOICES: Mapping[str, tuple[str, ...]] = {"lv-scroll": ("keep", "end")}

# Those that belong on a form.
OF_FORMS = FIELDS | {"lv-reset"}

# All that are written out: what a mistaken name is compared with.
NAMES = EVENTS | FIELDS | BOUND | SETTINGS | NAVIGATION

# What may follow the name of a DOM event after a dot: keys to hold, and what becomes of the event.
HELD: Mapping[str, str] = {
    "ctrl": "the Ctrl key is held",
    "alt": "the Alt key is held",
    "shift": "the Shift key is held",
    "meta": "the Meta key is held: Command, or the Windows key",
}
MODIFIERS: Mapping[str, str] = {
    **HELD,
    "prevent": "the browser does not do what it would do by itself",
    "stop": "nobody further out or on the window hears of the event",
    "once": "the first time only, for each element",
    "self": "only where it happens to the element itself, and to nothing inside",
}

# Keys of more than one character, and characters that cannot stand in an attribute's name.
KEYS = frozenset(
    "enter escape tab space backspace delete insert home end page-up page-down arrow-up arrow-down arrow-left "
    "arrow-right plus minus period comma slash question caps-lock context-menu print-screen pause".split()
) | {f"f{number}" for number in range(1, 25)}

# The names that bind an event, with modifiers, whatever those are.
PATTERN = (
    rf"lv-(?:(?:(?:window|document)-[\w:-]+|on:[\w:-]+|(?:{'|'.join(NAMED)}))(?:\.[\w.-]*)?"
    rf"|{'|'.join(sorted(name.removeprefix('lv-') for name in SPECIAL))})"
)
_EVENT = re.compile(PATTERN)

# The names whose values belong to the class of the template, and carry their owner's number in a component's; for the
# engine. What a hook sends goes to the class whose template has its tag.
OWNED = "|".join((PATTERN, *sorted(FIELDS), BIND, "lv-hook"))


def names_event(name: str) -> bool:
    """Whether the attribute's value is an event's name or commands."""
    return _EVENT.fullmatch(name) is not None


def is_known(name: str) -> bool:
    """Whether the client or the engine does anything with the attribute."""
    return names_event(name) or name in NAMES or name.startswith(VALUE_PREFIX)


def event_of(name: str) -> str:
    """An attribute that names an event without its modifiers: `lv-keydown.ctrl.k` is `lv-keydown`."""
    return name.partition(".")[0]


def acts_alone(name: str) -> bool:
    """Whether its modifiers do something though no event is named: `lv-on:dragover.prevent`."""
    return not {"prevent", "stop"}.isdisjoint(name.split(".")[1:])


def wrong_modifier(name: str) -> str | None:
    """What is wrong with what follows an event's name after a dot, or None."""
    event, _, modifiers = name.partition(".")
    keys: list[str] = []
    for modifier in modifiers.split(".") if "." in name else ():
        if modifier in MODIFIERS:
            continue
        if not _is_key(modifier):
            return (
                f"`.{modifier}` of `{name}` is no modifier and no key.{did_you_mean(modifier, KEYS | MODIFIERS.keys())}"
            )
        keys.append(modifier)
    if len(keys) > 1:
        return f"`{name}` names {len(keys)} keys, and an event has one: write an attribute for each."
    if keys and not event.endswith(("keydown", "keyup", "keypress")):
        return f"`.{keys[0]}` of `{name}` is a key, and `{event}` is no event of the keyboard."
    return None


def _is_key(name: str) -> bool:
    return name in KEYS or (len(name) == 1 and name.isalnum())
