"""Vectors that can be told from each other, and whether a page has one of them as an element, an attribute or a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from liveview.attack.finding import Spot
from liveview.testing.document import Document, Element

# As texts, attributes and URLs begin; the number says whose it is. Short ones get into what has a length.
VECTORS = (
    "\"'><lvx-{n}></lvx-{n}><img src=x onerror=window.__xss={n}>",
    "<lvx-{n}>",
    "x\" lvxa-{n}=\"' lvxa-{n}='",
    "javascript:window.__xss={n}//lvx-{n}",
    "--></title></textarea></script><lvx-{n}></lvx-{n}><script>window.__xss={n}</script>",
)
_NUMBER = re.compile(r"lvxa?-(\d+)", re.IGNORECASE)
_URLS = ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc", "content")
_SCRIPT = re.compile(r"[\x00-\x20]*(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript|data)\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """A vector that was sent.

    Attributes:
        number: of it.
        spot: where it was sent.
        text: the vector.
    """

    number: int
    spot: Spot
    text: str


@dataclass
class Marks:
    """All vectors that were sent, and those that have turned up.

    Attributes:
        sent: by their numbers.
        found: of those that were in a page as HTML, where that was and as what.
        ran: those whose script a browser has run.
        held: those that a browser's policy has held.
        urls: of those that came in one, which.
    """

    sent: dict[int, Mark] = field(default_factory=dict)
    found: dict[int, tuple[str, str]] = field(default_factory=dict)
    ran: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)
    urls: dict[int, str] = field(default_factory=dict)

    def vectors(self, spot: Spot) -> Iterator[Mark]:
        """New vectors for a place."""
        for form in VECTORS:
            yield self.mark(spot, form)

    def mark(self, spot: Spot, form: str = VECTORS[0]) -> Mark:
        """A new vector for a place."""
        number = len(self.sent) + 1
        mark = self.sent[number] = Mark(number, spot, form.format(n=number))
        return mark

    def look(self, html: str, where: str) -> list[int]:
        """Look for vectors in a page. A browser's parser decides what is one.

        Args:
            html: the page.
            where: it is, for findings.

        Returns:
            The numbers of those that are there and were not before.
        """
        numbers = {int(number) for number in _NUMBER.findall(html)} & self.sent.keys()
        if not numbers - self.found.keys():
            return []
        document = Document(html)
        new = []
        for number in sorted(numbers - self.found.keys()):
            as_what = _in(document, number)
            if as_what:
                self.found[number] = (where, as_what)
                new.append(number)
        return new


def _in(document: Document, number: int) -> str:
    if document.all(f"lvx-{number}"):
        return "an element"
    if document.all(f"[lvxa-{number}]"):
        return "an attribute"
    for element in document.all(", ".join(f"[{name}]" for name in _URLS if ":" not in name)):
        if _leads_to(element, number):
            return f"the {_leads_to(element, number)} of <{element.tag}>"
    return ""


def _leads_to(element: Element, number: int) -> str:
    for name in _URLS:
        value = element.get(name) or ""
        if _SCRIPT.match(value) and f"lvx-{number}" in value:
            return name
    return ""
