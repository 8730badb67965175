"""The few names that the framework keeps for itself on a class, and what to do about a collision."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache

# What a class may set or define anew.
SETTINGS = frozenset({"template", "template_string", "uses", "emits", "page_title", "render_in", "keeps_task"})
CALLBACKS = frozenset({"mount", "params", "joined", "info", "restore", "terminate"})
COMPONENT_CALLBACKS = frozenset({"mount", "updated", "info", "restore", "terminate"})

# Every name here means something in DESIGN 3, in this release or a coming one: kept from the start, so that a
# view written today still works when the name comes to life.
VIEW_NAMES: Mapping[str, str] = {
    "template": "the template's file",
    "template_string": "the template itself",
    "uses": "the components of the template",
    "page_title": "the document's title",
    "render_in": "where the template is evaluated",
    "keeps_task": "whether all of its life is one task",
    "mount": "the callback that starts the view",
    "params": "the callback for query parameters",
    "joined": "the callback for a page that connects",
    "updated": "the callback after a render",
    "info": "the callback for messages",
    "restore": "the callback after a resume",
    "terminate": "the callback at the end",
    "url": "the page's URL",
    "user": "who the guard let in",
    "session": "the session of the request",
    "live": "the rarer calls",
    "patch": "to change the URL's query",
    "navigate": "to go to another view",
    "redirect": "to load another page",
    "flash": "a short notice to the user",
    "publish": "to send a message to a topic",
    "push_event": "to call a hook in the browser",
    "download": "to offer a file",
    "js": "to run commands in the browser",
}

# A component's props are the user's words (`user`, `url`, …), so it keeps fewer.
COMPONENT_NAMES: Mapping[str, str] = {
    "template": "the template's file",
    "template_string": "the template itself",
    "uses": "the components of the template",
    "emits": "the events that go to the parent",
    "mount": "the callback that starts the component",
    "updated": "the callback for new props",
    "info": "the callback for messages",
    "restore": "the callback after a resume",
    "terminate": "the callback at the end",
    "live": "the rarer calls",
    "flash": "a short notice to the user",
    "publish": "to send a message to a topic",
}

# What a call gives beside props: which one of several it is.
KEY = "key"

# Before a prop among a component's `emits`: only a method emits the event it names, a browser cannot.
FROM_METHOD = "self."

# Jinja gives these a meaning of its own inside a template.
TEMPLATE_WORDS = frozenset({"self", "super", "loop", "caller", "varargs", "kwargs", "true", "false", "none"})


def is_sent_by_browser(emits: str) -> bool:
    """Whether what stands among a component's `emits` may be sent by the browser with `^`.

    Args:
        emits: as the class says it.
    """
    return not emits.startswith(FROM_METHOD)


def collision(class_name: str, name: str, kept: Mapping[str, str], *, is_event: bool) -> str | None:
    """Why the class cannot use this name for itself and what to write instead, or None if it can."""
    if name == "_live":
        return f"{class_name}._live: the framework keeps its own record of the view there. Choose another name."
    if name in TEMPLATE_WORDS:
        return (
            f"{class_name}.{name}: Jinja means something else by `{name}`, the template could not read it. "
            f"Call it `{_other_name(class_name, name)}`."
        )
    if name == KEY and "emits" in kept:
        return (
            f"{class_name}.{name}: `{name}=…` in a call says which component of several it is, and is no prop. "
            f"Call it `{_other_name(class_name, name)}`."
        )
    if name not in kept:
        return None
    instead = (
        f'keep the event\'s name and give the method another: `@event("{name}")` above `def {name}_it(self)`.'
        if is_event
        else f"call it `{_other_name(class_name, name)}`."
    )
    return f"{class_name}.{name}: `{name}` is the framework's ({kept[name]}). To keep clear of it, {instead}"


def _other_name(class_name: str, name: str) -> str:
    return f"{snake_case(class_name)}_{name}"


@lru_cache(maxsize=4096)
def snake_case(name: str) -> str:
    """`HTTPBoard` to `http_board`: how a class's template is named."""
    letters: list[str] = []
    for index, letter in enumerate(name):
        after = name[index + 1 : index + 2]
        starts_word = letter.isupper() and (name[index - 1 : index].islower() or after.islower())
        if index and starts_word and letters[-1] != "_":
            letters.append("_")
        letters.append(letter.lower())
    return "".join(letters)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` Did you mean …?`, or nothing where no known name is near."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f" Did you mean `{near[0]}`?" if near else ""
