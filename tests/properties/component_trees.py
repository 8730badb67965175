"""Random trees of components, in our templates and as functions of stock Jinja with their state in a dict."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import jinja2
from markupsafe import Markup

from liveview import Component, LiveView, event

NUMBER = re.compile(r'(lv-click="\^?\w+)@\d+"')
KEY = re.compile(r' lv-key="[^"]*"')
CALL_KEY = re.compile(r", key=[^,)]*")
KINDS = ("Box", "Row", "Leaf")


PLAIN = "<em>{{ label }}</em>{{ caller() }}"
OPEN = "{% if caller is defined and n % 3 != 1 %}{{ caller() }}{% endif %}"


def bump(state: dict[str, Any]) -> None:
    state["n"] += 1


def grow(state: dict[str, Any]) -> None:
    state["items"].append(max(state["items"], default=0) + 1)


def turn(state: dict[str, Any]) -> None:
    state["items"] = state["items"][::-1]


def rotate(state: dict[str, Any]) -> None:
    state["items"][:] = [*state["items"][1:], *state["items"][:1]]


def drop(state: dict[str, Any]) -> None:
    del state["items"][:1]


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "bump": bump, "grow": grow, "turn": turn, "rotate": rotate, "drop": drop,
}  # fmt: skip


class Writer:
    """Writes the templates of one tree: each class calls those after it, so that it ends.

    Every component is given its `path`, which says who it is in words of its own: by key where the template has
    one, by position where it has none.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._sites = 0

    def templates(self) -> dict[str, str]:
        """The template of each class."""
        return {kind: self._body(index, 3) for index, kind in enumerate(("Page", *KINDS))}

    def _body(self, level: int, size: int) -> str:
        head = f'<u lv-click="bump">{{{{ path }}}}={{{{ n }}}} {{{{ label }}}}</u>{"" if level else "<hr>"}'
        return head + "".join(self._part(level, "0") for _ in range(self._random.randint(1, size)))

    def _part(self, level: int, row: str, depth: int = 2) -> str:
        simple = (self._text, self._call, self._call)
        nested = (self._if, self._loop, self._loop, self._block, self._plain)
        return self._random.choice((*simple, *nested) if depth else simple)(level, row, depth - 1)

    def _parts(self, level: int, row: str, depth: int) -> str:
        return "".join(self._part(level, row, depth) for _ in range(self._random.randint(1, 2)))

    def _text(self, level: int, row: str, depth: int) -> str:
        return self._random.choice(
            (
                "{{ n }}",
                "<i>{{ label }}</i>",
                f"<b>{{{{ {row} }}}}</b>",
                '<s lv-click="grow">+</s>',
                "{{ items|length }}",
            )
        )

    def _props(self, row: str) -> str:
        self._sites += 1
        label = self._random.choice(("n", "label", "items|length", "1", row))
        return f'path=path ~ "/{self._sites}." ~ {row}, label={label}'

    def _kind(self, level: int) -> str | None:
        return self._random.choice(KINDS[level:]) if level < len(KINDS) else None

    def _call(self, level: int, row: str, depth: int) -> str:
        kind = self._kind(level)
        return f"{{{{ {kind}({self._props(row)}) }}}}" if kind else self._text(level, row, depth)

    def _block(self, level: int, row: str, depth: int) -> str:
        kind = self._kind(level)
        if kind is None:
            return self._text(level, row, depth)
        return f"{{% call {kind}({self._props(row)}) %}}{self._parts(level, row, depth)}{{% endcall %}}"

    def _plain(self, level: int, row: str, depth: int) -> str:
        return f"{{% call Plain(label=n) %}}{self._parts(level, row, depth)}{{% endcall %}}"

    def _if(self, level: int, row: str, depth: int) -> str:
        test = self._random.choice(("n % 2", "items", "label", f"{row} == 2"))
        other = f"{{% else %}}{self._parts(level, row, depth)}" if self._random.random() < 0.5 else ""
        return f"{{% if {test} %}}{self._parts(level, row, depth)}{other}{{% endif %}}"

    def _loop(self, level: int, row: str, depth: int) -> str:
        name = f"x{depth}"
        key = self._random.choice(("row", "call", "none"))
        within = f'{row} ~ "." ~ {name}'
        kind = self._kind(level)
        if key == "call" and kind:
            return f"{{% for {name} in items %}}{{{{ {kind}({self._props(within)}, key={name}) }}}}{{% endfor %}}"
        if key == "row":
            body = f'<p lv-key="{{{{ {name} }}}}"></p>{self._call(level, within, depth)}'
            return f"{{% for {name} in items %}}{body}{{% endfor %}}"
        body = f"<p>{{{{ items[{name}] }}}}</p>{self._call(level, within, depth)}"
        return f"{{% for {name} in range(items|length) %}}{body}{{% endfor %}}"  # who is who goes by position


def classes(templates: dict[str, str]) -> type[LiveView]:
    """The view of these templates, with its components."""
    plain = type("Plain", (Component,), {"__annotations__": {"label": object}, "template_string": PLAIN})
    made: dict[str, type[Component]] = {}
    for kind in reversed(KINDS):
        body = {**_life(), "template_string": templates[kind] + OPEN, "uses": [plain, *made.values()]}
        body["__annotations__"] = {"path": str, "label": object, **body["__annotations__"]}
        made[kind] = type(kind, (Component,), body)
    body = {**_life(), "template_string": templates["Page"], "uses": [plain, *made.values()]}
    body |= {"path": "", "label": 0}
    body["__annotations__"] = {"path": str, "label": int, **body["__annotations__"]}
    return type("Page", (LiveView,), body)


def _life() -> dict[str, Any]:
    return {
        "__annotations__": {"n": int, "items": list[int]},
        "n": 0,
        "items": [1, 2],
        **{name: event(_method(name)) for name in CHANGES},
    }


def _method(name: str) -> Callable[[Any], None]:
    async def change(self: Any) -> None:
        CHANGES[name](vars(self))

    change.__name__ = name
    change.__qualname__ = name
    return change  # type: ignore[return-value]


class Model:
    """The same page in stock Jinja: components are functions, and their state is kept by path."""

    def __init__(self, templates: dict[str, str]) -> None:
        self._environment = jinja2.Environment(autoescape=True)
        self.states: dict[str, dict[str, Any]] = {"": {"n": 0, "items": [1, 2]}}
        self._seen: set[str] = set()
        self._templates = {kind: self._compile(source + OPEN * (kind != "Page")) for kind, source in templates.items()}
        self._plain = self._compile(PLAIN)

    def _compile(self, source: str) -> jinja2.Template:
        return self._environment.from_string(CALL_KEY.sub("", KEY.sub("", source)))

    def html(self) -> str:
        """The page. Who is not in it is forgotten."""
        self._seen = {""}
        html = self._shown("Page", "", 0, {})
        self.states = {path: state for path, state in self.states.items() if path in self._seen}
        return html

    def _shown(self, kind: str, path: str, label: Any, given: dict[str, Any]) -> Markup:
        state = self.states.setdefault(path, {"n": 0, "items": [1, 2]})
        names = {name: self._function(name) for name in KINDS}
        values = {"path": path, "label": label, **state, **names, "Plain": self._show_plain, **given}
        return Markup(self._templates[kind].render(values))

    def _function(self, kind: str) -> Callable[..., Markup]:
        def function(path: str, label: Any, **given: Any) -> Markup:
            assert path not in self._seen, f"two of {path}"
            self._seen.add(path)
            return self._shown(kind, path, label, given)

        return function

    def _show_plain(self, label: Any, caller: Any) -> Markup:
        return Markup(self._plain.render(label=label, caller=caller))
