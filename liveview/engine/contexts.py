"""Where in HTML a place of a template is: a state machine over static text and slots.

Follows the tokenizer of the HTML standard (section 13.2.5) as far as slots can tell the difference,
and keeps the stack of open elements. What a browser would silently repair (an unclosed element, a
row without tbody, a paragraph around a div) is an error here: the repaired page would not be the tree
that patches are computed for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ClassVar, Protocol

from liveview.engine.elements import HTML_INSIDE, JSON_TYPES, RAW_TEXT, RCDATA, VOID
from liveview.engine.nesting import attribute_case, misplaced
from liveview.engine.position import QUOTED, VALUE, Element, Position, State

ONE_VALUE = "a script of data holds one value or none: put it together, {{ {…}|tojson }}"
SPACE = " \t\n\r\f"
NAME = re.compile(r"[^\s/>]*")
ATTRIBUTE = re.compile(r"[^\s/>=]*")
SHADOW_ROOT = "shadowrootmode"
# A comment of the template's own that reads like a mark of where a value is (protocol, section 4) gets a space.
_MARK = re.compile(r"<!--([$t])-->")


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
    barred: list[tuple[Position, int]] = field(default_factory=list)  # attributes for layouts, and where in the text

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
        comment = self._pending + text[at : end + 3]
        self.sink.markup(_MARK.sub(r"<!--\1 -->", comment))
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
            if reason := misplaced(tag.lower(), self.position):
                raise ContextError(reason, at)
            self._set(state=State.TAG, tag=tag)
            self.names, self._type, self._is_known = frozenset(), "", True
            self.sink.tag_open(source, tag)
        return end

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
        self._set(attribute=attribute_case(name, self.position))
        if end < len(text):
            self._set(state=State.AFTER_NAME)
            self._name_once(self.position.attribute, at)
        return end

    def _name_once(self, name: str, at: int) -> None:
        if name in self.names and name != "lv-key":  # the builder has more to say of that
            raise ContextError(f"a second {name} on <{self.position.tag}>: browsers drop it", at)
        if name == "$":
            raise ContextError("an attribute's name of the client's own: $", at)
        self.names |= {name}
        if name == SHADOW_ROOT or (name.startswith("on") and len(name) > 2):
            self.barred.append((self.position, at))

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
