"""Where in HTML a place of a template is: a state machine over static text and slots.

Follows the tokenizer of the HTML standard (section 13.2.5) as far as slots can tell the difference,
and keeps the stack of open elements. What a browser would silently repair (an unclosed element, a
row without tbody, a paragraph around a div) is an error here: the repaired page would not be the tree
that patches are computed for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import ClassVar, Protocol

from liveview.engine.elements import (
    BREAKS_OUT,
    CHILDREN,
    CLOSES_PARAGRAPH,
    HEADINGS,
    HTML_INSIDE,
    JSON_TYPES,
    NOT_IN_ITSELF,
    RAW_TEXT,
    RCDATA,
    SCOPE_BARRIER,
    SCOPES,
    SVG_ATTRIBUTES,
    TABLE_PARENTS,
    VOID,
)


class State(Enum):
    """The tokenizer's states that matter at a slot."""

    TEXT = "text"
    RCDATA = "text-only element"
    RAWTEXT = "raw text element"
    JSON = "script of data"
    TAG_OPEN = "tag name"
    TAG = "tag"
    ATTRIBUTE_NAME = "attribute name"
    AFTER_NAME = "after an attribute name"
    BEFORE_VALUE = "unquoted attribute value"
    DOUBLE_QUOTED = 'attribute value (")'
    SINGLE_QUOTED = "attribute value (')"
    CLOSE_TAG = "closing tag"
    COMMENT = "comment"
    DECLARATION = "doctype"


VALUE = "\0"  # no template's text has it: browsers would not keep it either
QUOTED = (State.DOUBLE_QUOTED, State.SINGLE_QUOTED)
ONE_VALUE = "a script of data holds one value or none: put it together, {{ {…}|tojson }}"
SPACE = " \t\n\r\f"
NAME = re.compile(r"[^\s/>]*")
ATTRIBUTE = re.compile(r"[^\s/>=]*")


@dataclass(frozen=True)
class Element:
    """An open element and the namespace its children are in."""

    name: str
    namespace: str


@dataclass(frozen=True)
class Position:
    """A point between two characters: what the machine was doing there, and in which elements."""

    state: State = State.TEXT
    stack: tuple[Element, ...] = ()
    tag: str = ""
    attribute: str = ""

    @property
    def parent(self) -> str:
        """The innermost open element, or an empty string."""
        return self.stack[-1].name if self.stack else ""

    @property
    def namespace(self) -> str:
        """The namespace that an element opened here would have: html, svg or math."""
        return self.stack[-1].namespace if self.stack else "html"

    def describe(self) -> str:
        """The position in words, for error messages."""
        where = self.state.value
        if self.state in QUOTED or self.state is State.AFTER_NAME:
            where += f" '{self.attribute}' of <{self.tag}>"
        elif self.state in (State.TAG, State.ATTRIBUTE_NAME, State.BEFORE_VALUE):
            where += f" of <{self.tag}>"
        inside = "".join(f"<{element.name}>" for element in self.stack)
        return f"{where} inside {inside}" if inside else where


class Sink(Protocol):
    """Receives what the machine recognises, in document order. `source` is the text as written."""

    def text(self, source: str) -> None: ...
    def markup(self, source: str) -> None: ...
    def tag_open(self, source: str, name: str) -> None: ...
    def tag_space(self, source: str) -> None: ...
    def attribute(self, source: str, name: str, value: str | None) -> None: ...
    def attribute_open(self, source: str, name: str) -> None: ...
    def attribute_text(self, source: str) -> None: ...
    def attribute_close(self, source: str) -> None: ...
    def tag_end(self, source: str, name: str, inside: State | None) -> None: ...


class ContextError(Exception):
    """HTML that cannot be followed. `offset` is where in the text given to `feed`."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass
class Machine:
    """Reads a template's static text; slots come between two calls of `feed`.

    `position` may be saved and set again, which is how the branches of a condition are each read from
    where the condition stands.
    """

    sink: Sink
    position: Position = field(default_factory=Position)
    _pending: str = ""  # a tag, attribute or comment of which the end has not come yet
    _glued: bool = False  # attributes of unknown text end here
    _value: str | None = None  # the static part of an attribute value still open; None once it has a slot
    before: str = ""  # what the open attribute value says so far; VALUE stands for what is not known
    names: frozenset[str] = frozenset()  # attributes that the open tag has
    _type: str = ""  # the open tag's constant type
    _is_known: bool = True  # whether nothing but static text has written the open tag's attributes
    closed: list[tuple[Position, str]] = field(default_factory=list)  # attributes with values that were read whole
    handlers: list[tuple[Position, int]] = field(default_factory=list)  # `on…` attributes, and where in the text

    def feed(self, text: str) -> None:
        """Read static text.

        Raises:
            ContextError: where a browser would build another tree than the text says.
        """
        at = 0
        while at < len(text):
            at = self.step(text, at)

    def step(self, text: str, at: int) -> int:
        """Read static text from an offset to where the state changes, or further; returns that offset."""
        return self._STEPS[self.position.state](self, text, at)

    def slot(self) -> Position:
        """Note that a value is written here, and tell where that is.

        Raises:
            ContextError: where no value can be safe.
        """
        state = self.position.state
        if state in QUOTED and self._value is not None:
            self.sink.attribute_open(self._pending, self.position.attribute)
            if self._value:
                self.sink.attribute_text(self._value)
            self._pending, self._value = "", None
        elif state in (State.TAG_OPEN, State.CLOSE_TAG):
            raise ContextError("a value cannot be part of a tag's name; write the tag in each branch of an {% if %}")
        elif state is State.BEFORE_VALUE:
            raise ContextError(f'quote the attribute value: {self.position.attribute}="{{{{ … }}}}"')
        elif state in (State.ATTRIBUTE_NAME, State.AFTER_NAME):
            raise ContextError("a value cannot be part of an attribute's name")
        elif state in (State.COMMENT, State.DECLARATION):
            raise ContextError(f"a value cannot stand in a {state.value}; use a Jinja comment {{# … #}} instead")
        elif state is State.JSON:
            self._begin_json()
        elif state is State.RAWTEXT or (state is State.TEXT and self.position.parent.lower() in ("script", "style")):
            raise ContextError(
                f"a value cannot stand in <{self.position.parent}>: put it into a data- attribute or a style attribute"
            )
        elif state is State.TAG:
            self.sink.tag_space(self._pending)
            self._pending = ""
        return self.position

    def _begin_json(self) -> None:
        if self.before.strip(SPACE):
            raise ContextError(ONE_VALUE)
        if self._pending:
            self.sink.text(self._pending)
        self._pending = ""

    def end_branch(self) -> None:
        """Note that a branch inside a tag ends here: an attribute without a value is complete."""
        if self.position.state in (State.ATTRIBUTE_NAME, State.AFTER_NAME):
            self._bare()
        if self.position.state is State.TAG:
            self.sink.tag_space(self._pending)
            self._pending = ""

    def after_attributes(self) -> None:
        """Note that attributes were written by a value or a branch: the next one needs a space."""
        self._glued = True
        self._is_known = False

    def _set(self, **changes: object) -> None:
        self.position = replace(self.position, **changes)  # type: ignore[arg-type]

    # Each step reads from `at` and returns where it stopped.

    def _text(self, text: str, at: int) -> int:
        less = text.find("<", at)
        if less < 0:
            self.sink.text(text[at:])
            return len(text)
        follows = text[less + 1 : less + 2]
        if not follows:
            raise ContextError(
                "a '<' before a value: write &lt;, or the whole tag's name (a value cannot be part of it)", less
            )
        if less > at:
            self.sink.text(text[at:less])
        if follows.isascii() and follows.isalpha():
            self._set(state=State.TAG_OPEN, tag="")
            self._pending = "<"
            return less + 1
        return self._not_a_tag(text, less, follows)

    def _not_a_tag(self, text: str, less: int, follows: str) -> int:
        if follows == "/":
            self._set(state=State.CLOSE_TAG)
            self._pending = "</"
            return less + 2
        if text.startswith("<!--", less):
            self._set(state=State.COMMENT)
            self._pending = "<!--"
            return less + 4
        if follows in "!?":
            self._set(state=State.DECLARATION)
            self._pending = "<" + follows
            return less + 2
        self.sink.text("<")
        return less + 1

    def _comment(self, text: str, at: int) -> int:
        end = text.find("-->", at)
        if end < 0:
            self._pending += text[at:]
            return len(text)
        self.sink.markup(self._pending + text[at : end + 3])
        self._set(state=State.TEXT)
        self._pending = ""
        return end + 3

    def _declaration(self, text: str, at: int) -> int:
        end = text.find(">", at)
        if end < 0:
            self._pending += text[at:]
            return len(text)
        self.sink.markup(self._pending + text[at : end + 1])
        self._set(state=State.TEXT)
        self._pending = ""
        return end + 1

    def _raw(self, text: str, at: int) -> int:
        close = _closing(self.position.parent, text, at)
        end = close.start() if close else len(text)
        if end > at:
            (self.sink.text if self.position.state is State.RCDATA else self.sink.markup)(text[at:end])
        if close:
            self._set(state=State.CLOSE_TAG)
            self._pending = "</"
            return end + 2
        return end

    def _json(self, text: str, at: int) -> int:
        close = _closing(self.position.parent, text, at)
        end = close.start() if close else len(text)
        piece = text[at:end]
        if VALUE not in self.before:
            self._pending += piece
        elif piece.strip(SPACE):
            raise ContextError(ONE_VALUE, at)
        elif piece:
            self.sink.text(piece)
        self.before += piece
        if close:
            if self._pending:
                self.sink.markup(self._pending)
            self._set(state=State.CLOSE_TAG)
            self._pending = "</"
            return end + 2
        return end

    def _tag_open(self, text: str, at: int) -> int:
        name = NAME.match(text, at)
        end = name.end() if name else at
        self._pending += text[at:end]
        if end < len(text):
            source, self._pending = self._pending, ""
            tag = source[1:] if self.position.namespace != "html" else source[1:].lower()
            self._check_open(tag.lower(), at)
            self._set(state=State.TAG, tag=tag)
            self.names, self._type, self._is_known = frozenset(), "", True
            self.sink.tag_open(source, tag)
        return end

    def _check_open(self, tag: str, at: int) -> None:
        if self.position.namespace != "html":
            if tag in BREAKS_OUT or (tag == "svg" and self.position.namespace == "math"):
                raise ContextError(f"<{tag}> in <{self.position.namespace}>: write <foreignObject> around HTML", at)
            return
        parent = self.position.parent
        if parent == "table" and tag == "tr":
            raise ContextError("a <tr> directly in a <table>: write <tbody> around the rows", at)
        allowed = TABLE_PARENTS.get(tag)
        if allowed and parent and parent not in allowed and parent != "template":
            raise ContextError(f"<{tag}> in <{parent}>: it belongs in <{'> or <'.join(allowed)}>", at)
        if parent in HEADINGS and tag in HEADINGS:
            raise ContextError(f"<{tag}> in <{parent}>: browsers end the heading there", at)
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            raise ContextError(f"<{tag}> directly in <{parent}>: browsers move it out or drop it", at)
        if tag in NOT_IN_ITSELF and self._would_close(tag, SCOPES.get(tag, SCOPE_BARRIER)):
            raise ContextError(f"<{tag}> inside <{tag}>: close the first with </{tag}>", at)
        if tag in CLOSES_PARAGRAPH and self._would_close("p", SCOPES["p"]):
            raise ContextError(f"<{tag}> inside <p>: browsers end the paragraph there; use <div>", at)

    def _would_close(self, name: str, barrier: Container[str]) -> bool:
        """Whether an element of this name is open, and nothing around this place keeps it so."""
        for element in reversed(self.position.stack):
            if element.name == name:
                return True
            if element.name in barrier or (element.namespace != "html" and name not in ("a", "form")):
                return False
        return False

    def _in_tag(self, text: str, at: int) -> int:
        start = at
        while at < len(text) and text[at] in SPACE:
            at += 1
        if self._glued and at == start and text[at] not in ">/":
            raise ContextError("write a space between this attribute and the {% … %} or {{ … }} before it", at)
        self._glued = False
        space = self._pending + text[start:at]
        if at == len(text):
            self._pending = space
            return at
        self._pending = ""
        if text[at] == ">":
            self._open(space + ">", closed=False, at=at)
            return at + 1
        if text[at] == "/":
            return self._slash(text, at, space)
        self._pending = space
        self._set(state=State.ATTRIBUTE_NAME, attribute="")
        return at

    def _slash(self, text: str, at: int, space: str) -> int:
        if text.startswith("/>", at):
            self._open(space + "/>", closed=True, at=at)
            return at + 2
        if at + 1 == len(text):
            raise ContextError("a '/' at the end of a text inside a tag", at)
        self._pending = space + "/"
        return at + 1

    def _open(self, source: str, closed: bool, at: int) -> None:
        tag = self.position.tag
        namespace = self.position.namespace
        lower = tag.lower()
        if namespace == "html" and lower in ("svg", "math"):
            namespace = lower
        elif namespace == "html" and closed and lower not in VOID:
            raise ContextError(f"<{tag}/> does not close itself in HTML: write <{tag}></{tag}>", at)
        if closed or (namespace == "html" and lower in VOID):
            self.sink.tag_end(source, tag, None)
            self._set(state=State.TEXT, tag="", attribute="")
            return
        inner = "html" if lower in HTML_INSIDE.get(self.position.namespace, ()) else namespace
        state = State.TEXT
        if namespace == "html" and lower in RCDATA:
            state = State.RCDATA
        elif namespace == "html" and lower in RAW_TEXT:
            is_data = lower == "script" and self._is_known and self._type in JSON_TYPES
            state = State.JSON if is_data else State.RAWTEXT
            self.before = ""
        self.sink.tag_end(source, tag, state)
        stack = (*self.position.stack, Element(tag, inner))
        self._set(state=state, stack=stack, tag="", attribute="")

    def _attribute_name(self, text: str, at: int) -> int:
        match = ATTRIBUTE.match(text, at)
        end = match.end() if match else at
        if end == at and text[at] == "=" and not self.position.attribute:
            raise ContextError("an '=' without an attribute's name before it", at)
        name = self.position.attribute + text[at:end]
        self._pending += text[at:end]
        self._set(attribute=self._attribute_case(name))
        if end < len(text):
            self._set(state=State.AFTER_NAME)
            self._name_once(self.position.attribute, at)
        return end

    def _name_once(self, name: str, at: int) -> None:
        if name in self.names and name != "lv-key":  # the builder has more to say of that
            raise ContextError(f"a second {name} on <{self.position.tag}>: browsers drop it", at)
        self.names |= {name}
        if name.startswith("on") and len(name) > 2:
            self.handlers.append((self.position, at))

    def _attribute_case(self, name: str) -> str:
        """The name as the parser gives it to the element: lower case, but for SVG's own (standard, 13.2.6.1)."""
        lower = name.lower()
        namespace = self.position.namespace
        if namespace == "html" and self.position.tag in ("svg", "math"):
            namespace = self.position.tag
        if namespace == "math":
            return "definitionURL" if lower == "definitionurl" else lower
        return SVG_ATTRIBUTES.get(lower, lower) if namespace == "svg" else lower

    def _after_name(self, text: str, at: int) -> int:
        if text[at] == "=":
            self._pending += "="
            self._set(state=State.BEFORE_VALUE)
            return at + 1
        ahead = re.compile(rf"[{SPACE}]*=").match(text, at)
        if ahead:
            self._pending += ahead.group()
            self._set(state=State.BEFORE_VALUE)
            return ahead.end()
        self._bare()
        return at

    def _bare(self) -> None:
        self.sink.attribute(self._pending, self.position.attribute, None)
        self._pending = ""
        self._set(state=State.TAG, attribute="")

    def _before_value(self, text: str, at: int) -> int:
        if text[at] in SPACE:
            self._pending += text[at]
            return at + 1
        if text[at] in "\"'":
            self._pending += text[at]
            self._value = self.before = ""
            self._set(state=State.DOUBLE_QUOTED if text[at] == '"' else State.SINGLE_QUOTED)
            return at + 1
        end = re.compile(r"[^\s>]*").match(text, at).end()  # type: ignore[union-attr]
        if end == len(text):
            raise ContextError(f'quote the attribute value: {self.position.attribute}="{{{{ … }}}}"', at)
        if end == at:
            raise ContextError(f"the attribute {self.position.attribute} has no value after its '='", at)
        self.sink.attribute(self._pending + text[at:end], self.position.attribute, text[at:end])
        self._note_type(text[at:end])
        self._pending = ""
        self._set(state=State.TAG, attribute="")
        return end

    def _quoted(self, text: str, at: int) -> int:
        quote = '"' if self.position.state is State.DOUBLE_QUOTED else "'"
        end = text.find(quote, at)
        piece = text[at:] if end < 0 else text[at:end]
        self.before += piece
        if self._value is not None:
            self._value += piece
        elif piece:
            self.sink.attribute_text(piece)
        if end < 0:
            return len(text)
        self._close_value(quote)
        return end + 1

    def _close_value(self, quote: str) -> None:
        if self._value is None:
            self.closed.append((self.position, self.before))
            self.sink.attribute_close(quote)
        else:
            self.sink.attribute(self._pending + self._value + quote, self.position.attribute, self._value)
            self._note_type(self._value)
        self._pending, self._value = "", None
        self._set(state=State.TAG, attribute="")

    def _note_type(self, value: str) -> None:
        if self.position.attribute == "type":
            self._type = value.lower()

    def _close_tag(self, text: str, at: int) -> int:
        end = text.find(">", at)
        if end < 0:
            self._pending += text[at:]
            return len(text)
        source = self._pending + text[at : end + 1]
        self._pending = ""
        name = source[2:-1].strip()
        stack = self.position.stack
        if not stack:
            raise ContextError(f"</{name}> closes nothing that was opened here", at)
        if stack[-1].name.lower() != name.lower():
            raise ContextError(f"</{name}> where <{stack[-1].name}> is open: close <{stack[-1].name}> first", at)
        self._set(state=State.TEXT, stack=stack[:-1], tag="", attribute="")
        self.sink.markup(source)
        return end + 1

    _STEPS: ClassVar[dict[State, Callable[[Machine, str, int], int]]] = {
        State.TEXT: _text,
        State.RCDATA: _raw,
        State.RAWTEXT: _raw,
        State.JSON: _json,
        State.TAG_OPEN: _tag_open,
        State.TAG: _in_tag,
        State.ATTRIBUTE_NAME: _attribute_name,
        State.AFTER_NAME: _after_name,
        State.BEFORE_VALUE: _before_value,
        State.DOUBLE_QUOTED: _quoted,
        State.SINGLE_QUOTED: _quoted,
        State.CLOSE_TAG: _close_tag,
        State.COMMENT: _comment,
        State.DECLARATION: _declaration,
    }


def _closing(name: str, text: str, at: int) -> re.Match[str] | None:
    """Where an element that holds no others ends."""
    return re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.I).search(text, at)
