"""Reads a template's text and values through the HTML machine, with lines for errors and wrapping for contexts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import Environment, nodes
from markupsafe import escape

from liveview.engine import owners
from liveview.engine.builder import Recorder
from liveview.engine.contexts import QUOTED, ContextError, Machine, Position, State
from liveview.engine.escape import URL_ATTRIBUTES
from liveview.errors import TemplateError

HANDLER_PREFIX = "on"


class Reader:
    """What the planner sees of a template's HTML.

    Attributes:
        lineno: the line that is being read.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        self.environment = environment
        self.name = name
        self.filename = filename
        self.lineno = 1
        self._events: frozenset[str] = getattr(environment, "event_attributes", frozenset())

    def output(self, node: nodes.Output, machine: Machine) -> Iterator[tuple[int, nodes.Expr, str | None]]:
        """The parts of an output: where each is in it, and its text if that is constant.

        After the name of a component's event comes its owner's number, in the syntax tree as here.
        """
        index = 0
        is_owned = False
        while index < len(node.nodes):
            child = node.nodes[index]
            static = self.static(child)
            if static is not None and self._events:
                child.lineno = child.lineno or node.lineno
                node.nodes[index : index + 1] = self._owned(child, static, machine, is_owned)
                child = node.nodes[index]
                static = self.static(child)
            is_owned = owners.is_number(child)
            yield index, child, static
            index += 1

    def _owned(self, child: nodes.Expr, text: str, machine: Machine, is_owned: bool) -> list[nodes.Expr]:
        lineno = child.lineno
        try:
            end = owners.end_of_event(text, machine, self._events, is_owned=is_owned)
        except ContextError as error:
            self.lineno = lineno + text.count("\n", 0, error.offset)
            raise self.error(error.reason) from None
        if end is None:
            return [child]
        at, attribute = end
        if attribute is not None and isinstance(machine.sink, Recorder):
            attribute.lineno, attribute.template = lineno + text.count("\n", 0, at), self.name
            machine.sink.found.append(attribute)
        after = nodes.TemplateData(text[at:], lineno=lineno + text.count("\n", 0, at))
        return [nodes.TemplateData(text[:at] + owners.MARK, lineno=lineno), owners.number(after.lineno), after]

    def static(self, node: nodes.Expr) -> str | None:
        """Template text, or a constant as the text Jinja would fold it to."""
        if isinstance(node, nodes.TemplateData):
            return node.data
        if not self.environment.optimized or self.environment.finalize:
            return None
        try:
            constant = node.as_const(nodes.EvalContext(self.environment, self.name))
        except nodes.Impossible:
            return None
        except Exception:  # the expression fails: let it fail when it is rendered
            return None
        return str(escape(constant))

    def feed(self, text: str, lineno: int, machine: Machine) -> None:
        """Read static text that begins on a line."""
        found = machine.sink.found if isinstance(machine.sink, Recorder) else []
        before = len(found)
        self.lineno = lineno
        try:
            machine.feed(text)
        except ContextError as error:
            self.lineno = lineno + text.count("\n", 0, error.offset)
            raise self.error(error.reason) from None
        self.lineno = lineno + text.count("\n")
        at = 0
        for attribute in found[before:]:
            at = max(at, text.find(attribute.name, at))
            attribute.lineno = lineno + text.count("\n", 0, at)
            attribute.template = self.name

    def slot(self, machine: Machine) -> Position:
        """Where a value stands; an error where none can be safe."""
        try:
            position = machine.slot()
        except ContextError as error:
            raise self.error(error.reason) from None
        if position.state in QUOTED and machine.position.namespace != "":
            self._check_attribute(position)
        return position

    def _check_attribute(self, position: Position) -> None:
        name = position.attribute
        if name.startswith(HANDLER_PREFIX) and name[2:].isalpha():
            raise self.error(f'a value in {name}="…" would be run as code: use lv-{name[2:]} or a data- attribute')
        if name == "srcdoc":
            raise self.error("a value in srcdoc would be a page of its own: give the frame a src")

    def wrap(self, node: nodes.Expr, position: Position, before: str) -> nodes.Expr:
        """The expression as its context needs it.

        Args:
            node: what the template says.
            position: where its value goes.
            before: the static text of the same attribute in front of it; a URL whose beginning is given cannot
                get another scheme.
        """
        if position.state is State.TAG and self._events:
            names = nodes.Const(tuple(sorted(self._events)))
            return self._call("owners.without_events", node, names)
        if position.state not in QUOTED:
            return node
        if position.attribute == "style":
            begins = before.rstrip().endswith(";") or not before.strip()
            return self._call("escape.safe_declarations" if begins else "escape.safe_css", node)
        if position.attribute in URL_ATTRIBUTES and not any(mark in before for mark in ":/?#"):
            return self._call("escape.safe_url", node)
        return node

    def _call(self, function: str, node: nodes.Expr, *others: nodes.Expr) -> nodes.Expr:
        callee = nodes.ImportedName(f"liveview.engine.{function}", lineno=node.lineno)
        return nodes.Call(callee, [node, *others], [], None, None, lineno=node.lineno)

    def check_end(self, start: Position, machine: Machine) -> None:
        """A part of a template must leave the HTML where it found it."""
        if machine.position.state is State.TEXT is start.state and machine.position.stack == start.stack:
            return
        if machine.position != start:
            raise self.error(
                f"this part ends in: {machine.position.describe()}; it must end where it began: {start.describe()}"
            )

    def follow_region(self, node: nodes.Node, machine: Machine) -> None:
        """Check and wrap an opaque part; it must end where it began."""
        sink, recorder = machine.sink, Recorder(machine.position.tag)
        machine.sink = recorder
        self.follow([node], machine)
        machine.sink = sink
        if isinstance(sink, Recorder):
            sink.found += recorder.found

    def follow(self, body: Sequence[nodes.Node], machine: Machine) -> None:
        """Check and wrap statements that are rendered as a whole."""
        for node in body:
            self.lineno = node.lineno or self.lineno
            if isinstance(node, nodes.Output):
                self._follow_output(node, machine)
            elif isinstance(node, (nodes.Macro, nodes.AssignBlock, nodes.Block)):
                inner = Machine(Recorder(), Position() if not isinstance(node, nodes.Block) else machine.position)
                self.follow(node.body, inner)
            else:
                self._follow_branches(node, machine)

    def _follow_branches(self, node: nodes.Node, machine: Machine) -> None:
        start = machine.position
        for _, value in node.iter_fields(only=("body", "elif_", "else_")):
            if isinstance(value, list):
                machine.position = start
                self.follow(value, machine)
                machine.end_branch()
                if isinstance(node, (nodes.If, nodes.For)):
                    self.check_end(start, machine)

    def _follow_output(self, node: nodes.Output, machine: Machine) -> None:
        for index, child, static in self.output(node, machine):
            if static is not None:
                self.feed(static, child.lineno or node.lineno, machine)
            else:
                self.lineno = child.lineno or self.lineno
                position = self.slot(machine)
                node.nodes[index] = self.wrap(child, position, "")
                if position.state is State.TAG:
                    machine.after_attributes()

    def error(self, reason: str) -> TemplateError:
        """An error at the line that is being read."""
        return TemplateError(reason, template=self.name, filename=self.filename, lineno=self.lineno)
