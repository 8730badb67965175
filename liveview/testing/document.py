"""What a page shows, read by CSS selectors."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from liveview.errors import VisitError

# What a mistake shows of the page: enough to recognize it, and no screenful.
SHOWN_ELEMENTS = 10
SHOWN_TEXT = 40
# Where the HTML of an address begins and ends; its number and `-->` follow.
BEGINS, ENDS = "<!--@", "<!--/@"
_MARK = re.compile(r"<!--.*?-->", re.DOTALL)
_LAST_TAG = re.compile(r"(?:^|[\s>+~,(])([a-z][a-z0-9-]*)[^\s>+~,]*$")


class Element:
    """An element of the page as it is now; a later page has new ones.

    Args:
        node: the parsed element.
    """

    def __init__(self, node: LexborNode) -> None:
        self.node = node

    @property
    def tag(self) -> str:
        """The name, in lower case."""
        return self.node.tag or ""

    @property
    def text(self) -> str:
        """The text, with each run of white space as one space."""
        return " ".join(self.node.text().split())

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes; one without a value is ""."""
        return {name: value or "" for name, value in self.node.attributes.items()}

    @property
    def html(self) -> str:
        """The HTML, without the protocol's marks."""
        return _MARK.sub("", self.node.html or "")

    def has(self, name: str) -> bool:
        """Whether it has an attribute."""
        return name in self.node.attributes

    def get(self, name: str) -> str | None:
        """An attribute, None where it is not there."""
        return self.attributes.get(name)

    def closest(self, holds: Callable[[Element], bool]) -> Element | None:
        """Itself or the nearest element around it for which something holds."""
        node: LexborNode | None = self.node
        while node is not None and node.is_element_node:
            if holds(Element(node)):
                return Element(node)
            node = node.parent
        return None

    @property
    def address(self) -> int:
        """The innermost address that it is part of; 0 is the view."""
        node: LexborNode | None = self.node
        ended = 0
        while node is not None:
            mark = (node.html or "") if node.is_comment_node else ""
            if mark.startswith(ENDS):
                ended += 1
            elif mark.startswith(BEGINS) and ended:
                ended -= 1
            elif mark.startswith(BEGINS):
                return int(re.split("-->| ", mark.removeprefix(BEGINS), maxsplit=1)[0])
            node = node.prev or node.parent
        return 0

    def root(self) -> Element:
        """The document's element."""
        node = self.node
        while node.parent is not None and node.parent.is_element_node:
            node = node.parent
        return Element(node)

    def all(self, selector: str) -> list[Element]:
        """The elements inside it that match."""
        return [found for found in _matches(self.node.css, selector) if found != self]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self.node.mem_id == other.node.mem_id

    def __hash__(self) -> int:
        return hash(self.node.mem_id)

    def __str__(self) -> str:
        attributes = "".join(f' {name}="{value}"' if value else f" {name}" for name, value in self.attributes.items())
        text = self.text if len(self.text) <= SHOWN_TEXT else self.text[: SHOWN_TEXT - 1] + "…"
        return f"<{self.tag}{attributes}>{text}"

    def __repr__(self) -> str:
        return f"<Element {self}>"


class Document:
    """A page's HTML.

    Args:
        html: the whole document.
    """

    def __init__(self, html: str) -> None:
        self._parser = LexborHTMLParser(html, scripting=True)

    def all(self, selector: str) -> list[Element]:
        """The elements that match, in document order.

        Raises:
            VisitError: for a selector that is no CSS.
        """
        return _matches(self._parser.css, selector)

    def one(self, selector: str) -> Element:
        """The element that matches.

        Raises:
            VisitError: where none does, or several do.
        """
        found = self.all(selector)
        if not found:
            raise VisitError(f"no element matches {selector!r}; the page has: {self._similar(selector)}")
        if len(found) > 1:
            raise VisitError(
                f"{len(found)} elements match {selector!r}: {_list(found)}. Write a selector that only one of them "
                f"matches, or take them all: `page.all({selector!r})`."
            )
        return found[0]

    def _similar(self, selector: str) -> str:
        tag = _LAST_TAG.search(selector)
        same = self.all(tag[1]) if tag else []
        return _list(same or [found for found in self.all("[lv-root] *") if _is_of_interest(found)])


def _matches(css: Callable[[str], list[LexborNode]], selector: str) -> list[Element]:
    try:
        return [Element(node) for node in css(selector)]
    except SelectolaxError as error:
        raise VisitError(f"{selector!r} is no CSS selector") from error


def _is_of_interest(element: Element) -> bool:
    return "id" in element.attributes or any(name.startswith("lv-") for name in element.attributes)


def _list(elements: list[Element]) -> str:
    shown = " ".join(map(str, elements[:SHOWN_ELEMENTS])) or "nothing of the kind"
    left = len(elements) - SHOWN_ELEMENTS
    return f"{shown} … and {left} more" if left > 0 else shown
