"""Reads a template's text and values through the HTML machine, with lines for errors and wrapping for contexts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jinja2 import Environment, nodes
from markupsafe import escape

from liveview.engine import owners
from liveview.engine.builder import Recorder
from liveview.engine.contexts import ONE_VALUE, SHADOW_ROOT, ContextError, Machine
from liveview.engine.elements import BOOLEAN
from liveview.engine.escape import SAFE_SCHEMES, is_code, url_kind
from liveview.engine.namespaces import beginning, placed
from liveview.engine.position import QUOTED, VALUE, Element, Position, State
from liveview.errors import TemplateError

_MARK = re.compile("[/?#:]")
_OPENS_VALUE = re.compile(r"""\s+[^\s"'=<>/]+\s*=\s*["']\Z""")
_PART_OF_NAME = re.compile(r"[A-Za-z_\\]\Z")
_CSS_AFTER = re.compile(r"\0[\w-]*[(\\]")
_OPEN_LOAD = re.compile(r"(?:url|image|src|element|attr|cross-fade|paint)[\w-]*\([^)]*\Z", re.I)
_REASONS = {
    "script": "would be run as code: load the file under a constant name",
    "object": "would load a plugin, which the page's policy blocks: use <iframe> or <img>",
    "embed": "would load a plugin, which the page's policy blocks: use <iframe> or <img>",
    "base": "would move every address of the page: write it as constant text",
    "meta": "could send the page elsewhere: write it as constant text",
    "link": "could load a style sheet: write it as constant text, in the layout",
    "animate": "could change what runs: write the name as constant text",
}
_REASONS.update(dict.fromkeys(("set", "animatetransform", "animatemotion", "animatecolor"), _REASONS["animate"]))
_HANDLER = 'would be run as code, which the page\'s policy blocks: name an event of the view, as in lv-click="event"'
_BARRED = {
    SHADOW_ROOT: "makes a shadow root only while a page loads, and what is shown later would have none: attach it in "
    "a custom element of your own"
}
IN_LAYOUT = Position(stack=(Element("html", "html"),))
# What is judged as a whole may not be put together by parts that the reader cannot follow.
_FOLLOWED = (nodes.If, nodes.For, nodes.With, nodes.Output, nodes.Assign, nodes.ScopedEvalContextModifier)


class LayoutOnly(TemplateError):
    """A template that says what only a layout may: what the page loads, and handlers for a policy of its own."""


PACKAGE = "liveview.engine."
QUOTING = "escape.quoted"


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
        self._events = owners.EventNames(getattr(environment, "event_attributes", ""))

    def output(self, node: nodes.Output, machine: Machine) -> Iterator[tuple[int, nodes.Expr, str | None]]:
        """The parts of an output: where each is in it, and its text if that is constant.

        After the name of a component's event comes its owner's number, in the syntax tree as here.
        """
        index = 0
        is_owned = False
        while index < len(node.nodes):
            child = node.nodes[index]
            static = self.static(child, machine)
            if static is not None and self._events:
                child.lineno = child.lineno or node.lineno
                node.nodes[index : index + 1] = self._owned(child, static, machine, is_owned)
                child = node.nodes[index]
                static = self.static(child, machine)
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

    def static(self, node: nodes.Expr, machine: Machine) -> str | None:
        """Template text, or a constant as the text Jinja would fold it to; among data it is a value like any other."""
        if isinstance(node, nodes.TemplateData):
            return node.data
        if not self.environment.optimized or self.environment.finalize or machine.position.state is State.JSON:
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
        for position, offset in machine.barred:
            self.lineno = lineno + text.count("\n", 0, offset)
            self._check_layout(position)
        machine.barred.clear()
        for position, value in machine.closed:
            self.check_value(position, value)
        machine.closed.clear()
        self.lineno = lineno + text.count("\n")
        at = 0
        for attribute in found[before:]:
            at = max(at, text.find(attribute.name, at))
            attribute.lineno = lineno + text.count("\n", 0, at)
            attribute.template = self.name

    def _check_layout(self, position: Position) -> None:
        if not _is_layout(position):
            raise self.error(f'{position.attribute}="…" {_BARRED.get(position.attribute, _HANDLER)}', LayoutOnly)

    def slot(self, machine: Machine) -> Position:
        """Where a value stands; an error where none can be safe."""
        try:
            position = machine.slot()
        except ContextError as error:
            raise self.error(error.reason) from None
        if position.state in QUOTED and machine.position.namespace != "":
            self._check_attribute(position, machine.names)
        return position

    def _check_attribute(self, position: Position, names: frozenset[str]) -> None:
        name = position.attribute
        if name == "srcdoc":
            raise self.error("a value in srcdoc would be a page of its own: give the frame a src")
        if name.startswith("on") and len(name) > 2:
            raise self.error(f'a value in {name}="…" would be run as code: use lv-{name[2:]} or a data- attribute')
        tag = position.tag.lower()
        if is_code(tag, name.lower()):
            loads = (
                tag in ("link", "script", "meta") and name in ("href", "src", "content") and "http-equiv" not in names
            )
            if loads and _is_layout(position):
                return
            kind = LayoutOnly if loads else TemplateError
            raise self.error(f'a value in {name}="…" of <{position.tag}> {_REASONS[tag]}', kind)

    def wrap(self, node: nodes.Expr, position: Position, before: str) -> nodes.Expr:
        """The expression as its context needs it.

        Args:
            node: what the template says.
            position: where its value goes.
            before: the text of the same attribute in front of it, with VALUE for each value.
        """
        tag, name = position.tag, position.attribute
        if position.state is State.TAG:
            return self._attributes(node, tag)
        if position.state is State.RCDATA:
            return self._call("escape.text_only", node, position.parent.lower())
        if position.state is State.JSON:
            return self._call("escape.json_only", node)
        if position.state not in QUOTED or owners.is_number(node):
            return node
        if name.startswith("lv-") and before.lstrip()[:1] in ("[", "{"):
            raise self.error(f"a value inside the commands of {name}: give it in lv-value-… instead")
        if not (isinstance(node, nodes.Filter) and node.name == "safe"):
            node = self._judged(node, tag, name, before)
        quote = '"' if position.state is State.DOUBLE_QUOTED else "'"
        return self._call(QUOTING, node, quote)

    def _attributes(self, node: nodes.Expr, tag: str) -> nodes.Expr:
        safe = self._call("escape.safe_attributes", node, tag)
        return self._call("owners.without_events", safe, self._events.pattern) if self._events else safe

    def _judged(self, node: nodes.Expr, tag: str, name: str, before: str) -> nodes.Expr:
        if name == "style":
            return self._style(node, before)
        kind = url_kind(tag, name)
        if kind is not None:
            return self._url(node, kind, before)
        if name.startswith("lv-") and not name.startswith(("lv-value-", "lv-key")):
            return self._call("escape.safe_binding", node)
        return node

    def _style(self, node: nodes.Expr, before: str) -> nodes.Expr:
        if before[-1:] == VALUE or _PART_OF_NAME.search(before):
            raise self.error("in style a value has to stand by itself: put its parts together, {{ a ~ b }}")
        if _OPEN_LOAD.search(before):
            raise self.error("a value inside a CSS function that loads something: use an <img> or a class")
        begins = before.rstrip().endswith(";") or not before.strip()
        return self._call("escape.safe_declarations" if begins else "escape.safe_css", node)

    def _url(self, node: nodes.Expr, kind: str, before: str) -> nodes.Expr:
        if len(kind) == 1 and before:
            raise self.error("a list of URLs has to be one value: put its parts together, {{ a ~ b }}")
        if not self.check_url(before):
            return node
        if VALUE in before:
            raise self.error("two values before the path of a URL: write them as one, {{ a ~ b }}, or a / between")
        return self._call("escape.safe_url", node, before, kind)

    def check_url(self, before: str) -> bool:
        """Whether the next value of a URL could still give it another scheme.

        Raises:
            TemplateError: if the scheme is one that runs code, or what comes from a value.
        """
        mark = _MARK.search(before)
        if mark is None:
            return True
        if mark.group() != ":":
            return False
        scheme = before[: mark.start()]
        if scheme.strip().lower() not in SAFE_SCHEMES:
            what = "a value gives the scheme of a URL" if VALUE in scheme else f"a value in a {scheme.strip()}: URL"
            raise self.error(f"{what}: write the whole URL as one value, or a harmless scheme")
        return False

    def _call(self, function: str, node: nodes.Expr, *more: object) -> nodes.Expr:
        callee = nodes.ImportedName(PACKAGE + function, lineno=node.lineno)
        arguments = [node, *(nodes.Const(value, lineno=node.lineno) for value in more)]
        call = nodes.Call(callee, arguments, [], None, None, lineno=node.lineno)
        call.set_environment(self.environment)
        return call

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
            self._check_followed(node, machine)
            if isinstance(node, nodes.Output):
                self._follow_output(node, machine)
            elif isinstance(node, (nodes.Macro, nodes.AssignBlock, nodes.Block)):
                is_here = isinstance(node, nodes.Block)
                inner = Machine(Recorder(), machine.position if is_here else beginning(node.body))
                inner.before = machine.before if is_here else ""
                self.follow(node.body, inner)
            else:
                self._follow_branches(node, machine)
            if machine.position.state is State.TAG and not isinstance(node, (nodes.Output, nodes.Assign)):
                machine.after_attributes()

    def _check_followed(self, node: nodes.Node, machine: Machine) -> None:
        position = machine.position
        if position.state is State.JSON and not isinstance(node, (nodes.Output, nodes.Assign)):
            raise self.error(ONE_VALUE)
        if position.state not in QUOTED or isinstance(node, _FOLLOWED):
            return
        name = position.attribute
        is_url = url_kind(position.tag, name) is not None and self.check_url(machine.before)
        if is_url or name == "style" or (name.startswith("lv-") and not name.startswith("lv-value-")):
            kind = type(node).__name__.lower()
            raise self.error(
                f'a {kind} inside {name}="…" cannot be judged: '
                "write {% set x %}…{% endset %} before the tag, and {{ x }} here"
            )

    def _follow_branches(self, node: nodes.Node, machine: Machine) -> None:
        start, names = machine.position, machine.names
        # What a loop wrote before, or how a branch ended, is not known.
        before = machine.before + VALUE if isinstance(node, nodes.For) else machine.before
        for _, value in node.iter_fields(only=("body", "elif_", "else_")):
            if isinstance(value, list):
                first = placed(node, value, start)
                machine.position, machine.before, machine.names = first, before, names
                self.follow(value, machine)
                machine.end_branch()
                self.check_value(start, machine.before)
                if isinstance(node, (nodes.If, nodes.For)) or first is not start:
                    self.check_end(first, machine)
                    machine.position = start if first is not start else machine.position

        if start.state in QUOTED:
            machine.before = before.rstrip(VALUE) + VALUE
        machine.names = names

    def check_value(self, position: Position, before: str) -> None:
        """What static text made of the values before it, in an attribute's value or a branch of it.

        Raises:
            TemplateError: if they could be together what neither is by itself.
        """
        if position.state not in QUOTED or VALUE not in before:
            return
        if url_kind(position.tag, position.attribute) is not None:
            self.check_url(before)
        if position.attribute == "style" and _CSS_AFTER.search(before):
            raise self.error("in style a value cannot name a function: write it in each branch of an {% if %}")

    def _follow_output(self, node: nodes.Output, machine: Machine) -> None:
        booleans: list[int] = []
        for index, child, static in self.output(node, machine):
            if static is not None:
                self.feed(static, child.lineno or node.lineno, machine)
            else:
                self.lineno = child.lineno or self.lineno
                position = self.slot(machine)
                if _is_boolean(position, machine.before, node.nodes, index):
                    booleans.append(index)
                    node.nodes[index] = self._call("escape.boolean", child, position.attribute)
                else:
                    node.nodes[index] = self.wrap(child, position, machine.before)
                machine.before += VALUE
                if position.state is State.TAG:
                    machine.after_attributes()
        for index in booleans:  # now that the texts around them have been read
            _without_quotes(node.nodes, index)

    def error(self, reason: str, kind: type[TemplateError] = TemplateError) -> TemplateError:
        """An error at the line that is being read."""
        return kind(reason, template=self.name, filename=self.filename, lineno=self.lineno)


def _is_layout(position: Position) -> bool:
    """Whether a place is in a page's own text: there is no live part with `<html>` around."""
    return position.tag.lower() == "html" or any(element.name == "html" for element in position.stack)


def _is_boolean(position: Position, before: str, parts: Sequence[nodes.Expr], index: int) -> bool:
    """Whether a value is all of a boolean attribute, with the attribute's own text on both sides."""
    if position.state not in QUOTED or position.attribute not in BOOLEAN or before:
        return False
    quote = '"' if position.state is State.DOUBLE_QUOTED else "'"
    around = [*parts[max(index - 1, 0) : index], *parts[index + 1 : index + 2]]
    texts = [part.data for part in around if isinstance(part, nodes.TemplateData)]
    return len(texts) == 2 and _OPENS_VALUE.search(texts[0]) is not None and texts[1].startswith(quote)


def _without_quotes(parts: Sequence[nodes.Expr], index: int) -> None:
    """Leave a boolean attribute to its value: its name and quotes are written where that is true."""
    opening, closing = parts[index - 1], parts[index + 1]
    if isinstance(opening, nodes.TemplateData) and isinstance(closing, nodes.TemplateData):
        opening.data = _OPENS_VALUE.sub("", opening.data)
        closing.data = closing.data[1:]


def unquoted(node: nodes.Expr) -> nodes.Expr:
    """A wrapped expression as the live form has it: its slots keep markup inside of quotes when they write HTML."""
    callee = node.node if isinstance(node, nodes.Call) else None
    is_quoting = isinstance(callee, nodes.ImportedName) and callee.importname == PACKAGE + QUOTING
    return node.args[0] if is_quoting and isinstance(node, nodes.Call) else node
