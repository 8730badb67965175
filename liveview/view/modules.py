"""Which of the client's modules a page needs, told by what stands in its HTML and by what it is asked for.

The first file holds what most pages need. A module is loaded where a page has an attribute or gets an effect of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Module:
    """One module of the client.

    Attributes:
        attributes: a pattern for what of its attributes follows `lv-`; a name in a text costs but a load too many.
        effects: the kinds of effects that it knows.
        commands: a pattern for those of `JS` that it does.
    """

    attributes: str
    effects: frozenset[str] = field(default_factory=frozenset)
    commands: str = ""

    @property
    def pattern(self) -> str:
        """What is looked for in HTML; a command's name stands there after a quotation mark, escaped in several ways."""
        commands = rf"|\[(?:&#34;|&quot;|\\*\")(?:{self.commands})\b" if self.commands else ""
        return f"lv-(?:{self.attributes}){commands}"


MODULES = {
    # Commands, a list in brackets, stand where the name of an event does.
    "actions": Module(
        "on:|window-|document-|bind|focus|blur|key[du]|debounce|throttle|confirm|disable-with|click-away|mounted|"
        "connected|disconnected|hook|viewport-|remove|reset|scroll=\\W{0,3}end|(?:click|submit|change|input)(?:[.]|=\\W{0,3}\\[)",
        effects=frozenset(("js",)),
    ),
    "forms": Module("form", effects=frozenset(("focus", "post"))),
    "navigation": Module(
        "patch|navigate|unsaved",
        effects=frozenset(("url", "navigate", "load", "flash", "download")),
        commands="patch|navigate",
    ),
    # Of `liveview.ui`. Hooks are mounted by the module "actions", which every hook needs.
    "kit": Module("hook\\W{1,8}Ui[A-Z]"),
    "charts": Module("chart"),
    "canvas": Module("canvas"),
    "table": Module("rows"),
}
KIT = ("kit", "charts", "canvas", "table")

# Which of the client's files holds a module. The first is loaded by every page, once it is live.
FILES = {
    "comeback": "comeback",
    "fallback": "fallback",
    **dict.fromkeys(MODULES, "extras"),
    **{name: name for name in KIT},
}

_PATTERNS = {name: re.compile(module.pattern) for name, module in MODULES.items()}


def needed_for(html: str) -> list[str]:
    """The modules that HTML needs.

    Args:
        html: of a page, or of definitions, as text of any kind.
    """
    return [name for name, pattern in _PATTERNS.items() if pattern.search(html)]


def needed_by(effects: Iterable[Sequence[Any]]) -> list[str]:
    """The modules that know the kinds of some effects."""
    kinds = {effect[0] for effect in effects}
    return [name for name, module in MODULES.items() if kinds & module.effects]
