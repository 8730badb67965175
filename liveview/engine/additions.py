"""What the tags of bound controls are given: attributes and content that show the field."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from jinja2 import Environment, nodes

from liveview.engine import owners
from liveview.engine.bound import CHOSEN, IS_ON, IS_WRONG, TEXT, WRONG, BoundName, is_chosen
from liveview.engine.elements import VOID
from liveview.engine.reader import PACKAGE, Reader
from liveview.engine.tags import Tag
from liveview.errors import TemplateError

BIND = "lv-bind"
ERROR = "lv-error"

_OPTION = re.compile(r"([^<]*)</option", re.I)
_TICKED = frozenset(("checkbox", "radio"))
_NO_VALUE = {
    "file": "a file is no value of a field",
    **dict.fromkeys(("submit", "button", "reset", "image"), "a button holds no value: name an event with lv-click"),
}


@dataclass
class Inside:
    """An element whose content counts: a bound select, or one that the compiler fills."""

    what: str
    depth: int  # of the stack with it
    field: str = ""


class Additions:
    """Makes the additions to one template.

    Args:
        environment: the template's.
        name: the template's.
        filename: its file.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        self._reader = Reader(environment, name, filename)
        self._is_component = bool(getattr(environment, "event_attributes", ""))
        self._environment = environment
        self._inside: list[Inside] = []

    def _given(self, tag: Tag, depth: int, after: str) -> tuple[list[nodes.Expr], list[nodes.Expr]]:
        """What a tag is given: attributes before its end, and content after it.

        Args:
            tag: the tag, which has been read.
            depth: of the stack with its element.
            after: the text behind it.
        """
        if tag.name == "option":
            return self._option(tag, after), []
        if ERROR in tag.attributes:
            return self._error(tag, depth)
        if BIND not in tag.attributes:
            return [], []
        name = self._field(tag, BIND)
        given = self._named(tag, name)
        if tag.name == "select":
            self._inside.append(Inside("select", depth, name))
            return given, []
        if tag.name == "textarea":
            self._inside.append(Inside("textarea", depth, name))
            return given, [self._read(TEXT, name)]
        if tag.name != "input":
            raise self._wrong(f'{BIND}="{name}" on <{tag.name}>: it belongs on an <input>, <select> or <textarea>.')
        return given + self._input(tag, name), []

    def _field(self, tag: Tag, attribute: str) -> str:
        name = tag.text(attribute)
        if not name or not name.isidentifier():
            raise self._wrong(f'{attribute} takes the name of a field, as constant text: {attribute}="…"')
        return name

    def _named(self, tag: Tag, name: str) -> list[nodes.Expr]:
        given: list[nodes.Expr] = []
        if "name" not in tag.attributes and tag.is_known:  # radio buttons are one choice by it
            owner = [nodes.TemplateData("@"), owners.number(self._reader.lineno)] if self._is_component else []
            given += [nodes.TemplateData(f' name="{name}'), *owner, nodes.TemplateData('"')]
        if "aria-invalid" not in tag.attributes:
            given += self._attribute("aria-invalid", self._read(IS_WRONG, name))
        for node in given:
            node.set_lineno(self._reader.lineno)
        return given

    def _input(self, tag: Tag, name: str) -> list[nodes.Expr]:
        if "type" in tag.attributes and tag.text("type") is None:
            raise self._wrong(f'<input {BIND}="{name}">: write its type as constant text, it says what is bound')
        kind = (tag.text("type") or "text").lower()
        if kind in _NO_VALUE:
            raise self._wrong(f'{BIND}="{name}" on <input type="{kind}">: {_NO_VALUE[kind]}')
        if kind in _TICKED:
            return self._box(tag, kind, name)
        self._check_free(tag, "value", name)
        # A password is never sent back.
        return [] if kind == "password" else self._attribute("value", self._read(TEXT, name))

    def _box(self, tag: Tag, kind: str, name: str) -> list[nodes.Expr]:
        self._check_free(tag, "checked", name)
        value = self._choice(tag, f'<input type="{kind}" {BIND}="{name}">')
        if value is None and kind == "radio":
            raise self._wrong(f'<input type="radio" {BIND}="{name}"> has to say what it chooses: write value="…"')
        chosen = self._read(CHOSEN if kind == "radio" else IS_ON, name)
        return self._attribute("checked", self._is_chosen(chosen, value or nodes.Const("on")))

    def _option(self, tag: Tag, after: str) -> list[nodes.Expr]:
        select = next((inside for inside in reversed(self._inside) if inside.what == "select"), None)
        if select is None:
            return []
        self._check_free(tag, "selected", select.field)
        value = self._choice(tag, "<option>")
        if value is None:
            label = _OPTION.match(after)
            if label is None:
                raise self._wrong(
                    f'an <option> of {BIND}="{select.field}" has neither a value nor constant text: '
                    'write <option value="{{ … }}">'
                )
            value = nodes.Const(" ".join(html.unescape(label[1]).split()))
        return self._attribute("selected", self._is_chosen(self._read(CHOSEN, select.field), value))

    def _choice(self, tag: Tag, what: str) -> nodes.Expr | None:
        """The value of a choice, or None where the tag has none."""
        if "value" not in tag.attributes:
            return None
        value = tag.attributes["value"].expression(self._reader.lineno)
        if value is None:
            raise self._wrong(f'a condition in or around the value of {what}: write value="{{{{ … if … else … }}}}"')
        return value

    def _error(self, tag: Tag, depth: int) -> tuple[list[nodes.Expr], list[nodes.Expr]]:
        name = self._field(tag, ERROR)
        if tag.name in VOID or tag.name in ("select", "textarea"):
            raise self._wrong(f'{ERROR}="{name}" on <{tag.name}>: it belongs on an element for a text, such as <p>')
        if "hidden" in tag.attributes:
            raise self._wrong(f'{ERROR}="{name}" says by itself when it is hidden: leave `hidden` out')
        self._inside.append(Inside(tag.name, depth, name))
        hidden = nodes.Not(self._read(WRONG, name), lineno=self._reader.lineno)
        return self._attribute("hidden", hidden), [self._read(WRONG, name)]

    def _check_free(self, tag: Tag, attribute: str, name: str) -> None:
        if attribute in tag.attributes:
            raise self._wrong(
                f'{BIND}="{name}" writes `{attribute}` on <{tag.name}>, which has it already: leave it out; '
                f"what it begins with is the field's first value"
            )

    # nodes

    def _attribute(self, name: str, value: nodes.Expr) -> list[nodes.Expr]:
        lineno = self._reader.lineno
        before, after = nodes.TemplateData(f' {name}="', lineno=lineno), nodes.TemplateData('"', lineno=lineno)
        return [before, value, after]

    def _read(self, kind: str, name: str) -> nodes.Expr:
        return nodes.Name(str(BoundName(kind, name)), "load", lineno=self._reader.lineno)

    def _is_chosen(self, chosen: nodes.Expr, value: nodes.Expr) -> nodes.Expr:
        callee = nodes.ImportedName(f"{PACKAGE}bound.{is_chosen.__name__}")
        call = nodes.Call(callee, [chosen, value], [], None, None)
        call.set_lineno(self._reader.lineno, override=True)
        call.set_environment(self._environment)
        return call

    def _wrong(self, reason: str) -> TemplateError:
        return self._reader.error(reason)


def filled(inside: Inside) -> str:
    """What to say of content in an element that the compiler fills."""
    attribute = BIND if inside.what == "textarea" else ERROR
    return f'<{inside.what} {attribute}="{inside.field}"> is filled with its text: write nothing in it'
