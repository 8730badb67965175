"""The elements of a template with their attributes and lines, and which form each stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import nodes

from liveview.engine.contexts import ContextError, Machine
from liveview.engine.namespaces import beginning, placed
from liveview.engine.position import Position, State

CONTROLS = frozenset(("input", "select", "textarea", "button"))


# Where a form's controls stand: a value that stands there too may be HTML with further ones.
GROUPS = frozenset(("form", "fieldset", "div", "section"))


@dataclass
class Attribute:
    """An attribute; `value` is None where the template works it out."""

    value: str | None
    lineno: int


@dataclass
class Element:
    """A start tag.

    Attributes:
        tag: its name.
        attributes: by name.
        fields: of a form, the names of its controls.
        is_known: whether nothing can add attributes or fields that are not seen here.
    """

    tag: str
    attributes: dict[str, Attribute] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    is_known: bool = True

    def text(self, name: str) -> str | None:
        """The constant text of an attribute, or None."""
        attribute = self.attributes.get(name)
        return None if attribute is None else attribute.value


class Elements:
    """Reads a template's elements: a sink of the engine's HTML machine.

    Attributes:
        found: in document order; after `read`.
    """

    def __init__(self) -> None:
        self.found: list[Element] = []
        self._element = Element("")
        self._forms: list[Element] = []
        self._lineno = 1

    def read(self, tree: nodes.Template) -> list[Element]:
        """Every element of a template, those in its macros too."""
        waiting: list[Sequence[nodes.Node]] = [tree.body]
        while waiting:
            self._forms = []
            try:
                body = waiting.pop()
                self._body(body, Machine(self, beginning(body)), waiting)
            except ContextError:  # of a macro for an attribute; or the compiler has said what is wrong
                continue
        return self.found

    def _body(self, body: Sequence[nodes.Node], machine: Machine, waiting: list[Sequence[nodes.Node]]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    self._output(child, machine)
            elif isinstance(node, (nodes.Macro, nodes.AssignBlock)):
                waiting.append(node.body)
            elif isinstance(node, nodes.Stmt):
                self._statement(node, machine, waiting)

    def _output(self, node: nodes.Expr, machine: Machine) -> None:
        if isinstance(node, nodes.TemplateData):
            self._lineno = node.lineno
            machine.feed(node.data)
            return
        position = machine.slot()
        self._lineno = node.lineno
        if position.state is State.TAG:
            self._element.is_known = False  # `|xmlattr` writes what it is given
            machine.after_attributes()
        elif position.state is State.TEXT and (position.parent in GROUPS or _may_be_html(node)):
            self._hide_fields()

    def _statement(self, node: nodes.Node, machine: Machine, waiting: list[Sequence[nodes.Node]]) -> None:
        position: Position = machine.slot() if machine.position.state is not State.TEXT else machine.position
        if isinstance(node, (nodes.Include, nodes.Block, nodes.CallBlock, nodes.FilterBlock)):
            self._hide_fields()
        start, names = machine.position, machine.names
        for _, value in node.iter_fields(only=("body", "elif_", "else_")):
            if isinstance(value, list):
                # Each branch may write the same attribute.
                machine.position, machine.names = placed(node, value, start), names
                self._body(value, machine, waiting)
                machine.end_branch()
        machine.position = start if isinstance(node, nodes.CallBlock) else machine.position
        machine.names = names
        if position.state is State.TAG:
            machine.after_attributes()

    def _hide_fields(self) -> None:
        for form in self._forms:
            form.is_known = False

    # what the machine recognises

    def text(self, source: str) -> None:
        self._lineno += source.count("\n")

    def markup(self, source: str) -> None:
        self._lineno += source.count("\n")
        if source.lower().startswith("</form") and self._forms:
            self._forms.pop()

    def tag_open(self, source: str, name: str) -> None:
        self._element = Element(name)
        self._lineno += source.count("\n")

    def tag_space(self, source: str) -> None:
        self._lineno += source.count("\n")

    def attribute(self, source: str, name: str, value: str | None) -> None:
        self._note(source, name, Attribute(value or "", self._lineno))

    def attribute_open(self, source: str, name: str) -> None:
        self._note(source, name, Attribute(None, self._lineno))

    def _note(self, source: str, name: str, attribute: Attribute) -> None:
        space = source[: len(source) - len(source.lstrip())]
        attribute.lineno += space.count("\n")
        before = self._element.attributes.get(name)
        if before is not None and before.value != attribute.value:  # one in each branch of a condition
            attribute.value = None
        self._element.attributes[name] = attribute
        self._lineno += source.count("\n")

    def attribute_text(self, source: str) -> None:
        self._lineno += source.count("\n")

    def attribute_close(self, source: str) -> None: ...

    def tag_end(self, source: str, name: str, inside: State | None) -> None:
        self._lineno += source.count("\n")
        element = self._element
        self.found.append(element)
        if element.tag in CONTROLS and self._forms:
            self._add_field(self._forms[-1], element)
        if element.tag == "form":
            self._forms.append(element)

    def _add_field(self, form: Element, control: Element) -> None:
        attribute = control.attributes.get("name")
        if not control.is_known or (attribute is not None and attribute.value is None):
            form.is_known = False
        elif attribute is not None and attribute.value:
            form.fields.add(attribute.value)


def _may_be_html(node: nodes.Expr) -> bool:
    return isinstance(node, (nodes.Call, nodes.Filter)) or node.find(nodes.Call) is not None
