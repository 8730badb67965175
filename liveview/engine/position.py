"""A place in HTML: what a browser's tokenizer is doing there, and in which elements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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


VALUE = "\0"  # stands for a value; no template's text has it: browsers would not keep it either
QUOTED = (State.DOUBLE_QUOTED, State.SINGLE_QUOTED)


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
