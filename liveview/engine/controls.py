"""What `lv-bind` leaves to the compiler: a control shows its field, by attributes written into the syntax tree.

`<input lv-bind="q">` is compiled as if the template said `value="{{ … }}"` itself, so the first HTML, the patches and a
test's page agree, and none of them needs the client. What is read is no field but a name of its own (`BoundName`): the
state's text of it, whatever a loop around the control calls its items.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, nodes

from liveview.engine import owners
from liveview.engine.bound import CHOSEN, IS_ON, IS_WRONG, TEXT, WRONG, BoundName, is_chosen
from liveview.engine.contexts import ContextError, Machine
from liveview.engine.elements import VOID
from liveview.engine.position import QUOTED, State
from liveview.engine.reader import PACKAGE, Reader
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
class Value:
    """An attribute's value: texts and expressions, or None where a condition decides about it."""

    parts: list[str | nodes.Expr] | None

    @property
    def text(self) -> str | None:
        """The value where it is constant."""
        parts = self.parts
        return html.unescape("".join(map(str, parts))) if parts is not None and not self._values else None

    @property
    def _values(self) -> list[nodes.Expr]:
        return [part for part in self.parts or () if isinstance(part, nodes.Expr)]

    def expression(self, lineno: int) -> nodes.Expr | None:
        """The value as an expression of its own."""
        if self.text is not None:
            return nodes.Const(self.text, lineno=lineno)
        if self.parts is None:
            return None
        if len(self.parts) == 1:
            return _copied(self._values[0])
        parts = [nodes.Const(html.unescape(p), lineno=lineno) if isinstance(p, str) else _copied(p) for p in self.parts]
        return nodes.Concat(parts, lineno=lineno)


@dataclass
class Tag:
    """A start tag that is being read, or has been."""

    name: str = ""
    depth: int = 0
    attributes: dict[str, Value] = field(default_factory=dict)
    is_known: bool = True  # whether no value writes further attributes

    def text(self, name: str) -> str | None:
        """The constant text of an attribute."""
        value = self.attributes.get(name)
        return None if value is None else value.text


@dataclass
class Inside:
    """An element whose content counts: a bound select, or one that the compiler fills."""

    what: str
    depth: int  # of the stack with it
    field: str = ""


class Controls:
    """Completes the bound controls of one template. It is a sink of the HTML machine.

    Args:
        environment: the template's.
        name: the template's.
        filename: its file.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        self._reader = Reader(environment, name, filename)
        self._is_component = bool(getattr(environment, "event_attributes", ""))
        self._environment = environment
        self._tag = Tag()
        self._open: Value | None = None
        self._ended = ""  # the end of a start tag, as written, that the last step came to
        self._depth = 0  # of statements
        self._inside: list[Inside] = []

    def complete(self, template: nodes.Template) -> None:
        """Write into a syntax tree what its controls leave out.

        Raises:
            TemplateError: where a control cannot be bound, or says itself what it would be given.
        """
        waiting: list[Sequence[nodes.Node]] = [template.body]
        while waiting:
            self._inside = []
            try:
                self._body(waiting.pop(), Machine(self), waiting)
            except ContextError:  # of a macro for an attribute; or whoever reads it in earnest says what is wrong
                continue

    def _body(self, body: Sequence[nodes.Node], machine: Machine, waiting: list[Sequence[nodes.Node]]) -> None:
        for node in body:
            self._reader.lineno = node.lineno or self._reader.lineno
            if isinstance(node, nodes.Output):
                node.nodes = self._output(node, machine)
            elif isinstance(node, (nodes.Macro, nodes.AssignBlock)):
                waiting.append(node.body)
            elif isinstance(node, nodes.Stmt) and not isinstance(node, nodes.Assign):
                self._statement(node, machine, waiting)

    def _statement(self, node: nodes.Node, machine: Machine, waiting: list[Sequence[nodes.Node]]) -> None:
        if isinstance(node, (nodes.Include, nodes.CallBlock, nodes.FilterBlock, nodes.Block)):
            self._check_content(machine)
        if machine.position.state in QUOTED:
            self._written(machine).parts = None
        elif machine.position.state is not State.TEXT:
            machine.slot()
        start, names, tag, inside = machine.position, machine.names, self._tag, self._inside
        self._depth += 1
        for _, body in node.iter_fields(only=("body", "elif_", "else_")):
            if isinstance(body, list):
                machine.position, machine.names, self._inside = start, names, list(inside)
                self._body(body, machine, waiting)
                machine.end_branch()
        self._depth -= 1
        self._tag, self._inside, machine.names = tag, inside, names
        if start.state is State.TAG:
            machine.after_attributes()

    def _output(self, node: nodes.Output, machine: Machine) -> list[nodes.Expr]:
        done: list[nodes.Expr] = []
        for child in node.nodes:
            self._reader.lineno = child.lineno or self._reader.lineno
            if isinstance(child, nodes.TemplateData):
                done += self._text(child, machine)
                continue
            static = self._reader.static(child, machine)
            if static is None:
                self._value(child, machine)
            else:
                self._feed(static, machine)
            done.append(child)
        return done

    def _feed(self, text: str, machine: Machine) -> None:
        self._check_content(machine)
        machine.feed(text)

    def _value(self, node: nodes.Expr, machine: Machine) -> None:
        self._check_content(machine)
        position = machine.slot()
        if position.state is State.TAG:
            self._tag.is_known = False
            machine.after_attributes()
        elif position.state in QUOTED:
            parts = self._written(machine).parts
            if parts is not None:
                parts.append(node)

    def _written(self, machine: Machine) -> Value:
        """The attribute value that is open."""
        if self._open is None:
            machine.slot()
        return self._open or Value(None)

    def _text(self, node: nodes.TemplateData, machine: Machine) -> list[nodes.Expr]:
        """A text of the template, with what its tags are given."""
        text, at, start, done = node.data, 0, 0, []
        while at < len(text):
            self._ended = ""
            self._reader.lineno = node.lineno + text.count("\n", 0, at)
            at = machine.step(text, at)
            self._leave(machine)
            if not self._ended:
                continue
            attributes, content = self._given(machine, text[at:])
            end = max(start, at - len(self._ended))
            for cut, pieces in ((end, attributes), (at, content)):
                if pieces:
                    done += [*self._data(node, start, cut), *pieces]
                    start = cut
        return _merged([*done, *self._data(node, start, len(text))])

    def _data(self, node: nodes.TemplateData, start: int, end: int) -> list[nodes.TemplateData]:
        if start == end:
            return []
        return [nodes.TemplateData(node.data[start:end], lineno=node.lineno + node.data.count("\n", 0, start))]

    def _leave(self, machine: Machine) -> None:
        while self._inside and len(machine.position.stack) < self._inside[-1].depth:
            self._inside.pop()

    def _check_content(self, machine: Machine) -> None:
        """A value or a part of unknown text is here: not in what the compiler fills, or cannot see into."""
        inside = self._inside[-1] if self._inside else None
        if inside is None or machine.position.state not in (State.TEXT, State.RCDATA):
            return
        if inside.what != "select":
            raise self._wrong(_filled(inside))
        if machine.position.parent in ("select", "optgroup"):
            raise self._wrong(
                f'in <select {BIND}="{inside.field}"> it has to be seen which options there are: write them out, '
                "in an {% if %} or a {% for %} where need be"
            )

    # what a tag is given: attributes, and content

    def _given(self, machine: Machine, after: str) -> tuple[list[nodes.Expr], list[nodes.Expr]]:
        tag = self._tag
        depth = len(machine.position.stack)
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

    # what the machine recognises

    def text(self, source: str) -> None:
        if self._inside and self._inside[-1].what != "select":
            raise self._wrong(_filled(self._inside[-1]))

    def markup(self, source: str) -> None: ...

    def tag_open(self, source: str, name: str) -> None:
        if self._inside and self._inside[-1].what != "select":
            raise self._wrong(_filled(self._inside[-1]))
        self._tag = Tag(name, self._depth)

    def tag_space(self, source: str) -> None: ...

    def attribute(self, source: str, name: str, value: str | None) -> None:
        self._note(name, Value([value or ""]))

    def attribute_open(self, source: str, name: str) -> None:
        self._open = Value([])
        self._note(name, self._open)

    def _note(self, name: str, value: Value) -> None:
        if self._depth > self._tag.depth:
            if name in (BIND, ERROR):
                raise self._wrong(f"a condition around {name}: write the whole tag in each branch of an {{% if %}}")
            value.parts = None
        self._tag.attributes[name] = value

    def attribute_text(self, source: str) -> None:
        if self._open is not None and self._open.parts is not None:
            self._open.parts.append(source)

    def attribute_close(self, source: str) -> None:
        self._open = None

    def tag_end(self, source: str, name: str, inside: State | None) -> None:
        self._ended = source


def _filled(inside: Inside) -> str:
    attribute = BIND if inside.what == "textarea" else ERROR
    return f'<{inside.what} {attribute}="{inside.field}"> is filled with its text: write nothing in it'


def _merged(parts: list[nodes.Expr]) -> list[nodes.Expr]:
    """Texts that follow each other as one: the machine looks for what ends an attribute in the text that holds it."""
    merged: list[nodes.Expr] = []
    for part in parts:
        before = merged[-1] if merged else None
        if isinstance(before, nodes.TemplateData) and isinstance(part, nodes.TemplateData):
            before.data += part.data
        else:
            merged.append(part)
    return merged


def _copied(node: nodes.Expr) -> nodes.Expr:
    """An expression once more: what reads a template changes its nodes."""
    made = copy.copy(node)
    for name, value in node.iter_fields():
        if isinstance(value, nodes.Expr | nodes.Helper):
            setattr(made, name, _copied(value))  # type: ignore[arg-type]
        elif isinstance(value, list):
            setattr(made, name, [_copied(one) if isinstance(one, nodes.Node) else one for one in value])  # type: ignore[arg-type]
    return made
