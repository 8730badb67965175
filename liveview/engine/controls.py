"""What `lv-bind` leaves to the compiler: a control shows its field, by attributes written into the syntax tree.

`<input lv-bind="q">` is compiled as if the template said `value="{{ … }}"` itself, so the first HTML, the patches and a
test's page agree, and none of them needs the client. What is read is no field but a name of its own (`BoundName`): the
state's text of it, whatever a loop around the control calls its items.
"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, nodes

from liveview.engine.additions import BIND, ERROR, Additions, filled
from liveview.engine.contexts import ContextError, Machine
from liveview.engine.namespaces import beginning, placed
from liveview.engine.position import QUOTED, State
from liveview.engine.tags import Tag, Value


class Controls(Additions):
    """Completes the bound controls of one template. It is a sink of the HTML machine.

    Args:
        environment: the template's.
        name: the template's.
        filename: its file.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        super().__init__(environment, name, filename)
        self._tag = Tag()
        self._open: Value | None = None
        self._ended = ""  # the end of a start tag, as written, that the last step came to
        self._depth = 0  # of statements

    def complete(self, template: nodes.Template) -> None:
        """Write into a syntax tree what its controls leave out.

        Raises:
            TemplateError: where a control cannot be bound, or says itself what it would be given.
        """
        waiting: list[Sequence[nodes.Node]] = [template.body]
        while waiting:
            self._inside = []
            try:
                body = waiting.pop()
                self._body(body, Machine(self, beginning(body)), waiting)
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
                machine.position, machine.names, self._inside = placed(node, body, start), names, list(inside)
                self._body(body, machine, waiting)
                machine.end_branch()
        self._depth -= 1
        machine.position = start if isinstance(node, nodes.CallBlock) else machine.position
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
            attributes, content = self._given(self._tag, len(machine.position.stack), text[at:])
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
            raise self._wrong(filled(inside))
        if machine.position.parent in ("select", "optgroup"):
            raise self._wrong(
                f'in <select {BIND}="{inside.field}"> it has to be seen which options there are: write them out, '
                "in an {% if %} or a {% for %} where need be"
            )

    # what the machine recognises

    def text(self, source: str) -> None:
        if self._inside and self._inside[-1].what != "select":
            raise self._wrong(filled(self._inside[-1]))

    def markup(self, source: str) -> None: ...

    def tag_open(self, source: str, name: str) -> None:
        if self._inside and self._inside[-1].what != "select":
            raise self._wrong(filled(self._inside[-1]))
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
