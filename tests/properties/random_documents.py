"""Random HTML with slots, some of it as nobody should write it: the HTML machine agrees with a parser, or refuses."""

from __future__ import annotations

import random

FLOW = ("div", "p", "ul", "ol", "dl", "table", "section", "h2", "form", "select", "svg", "math", "pre", "b", "a")
INLINE = ("b", "i", "span", "em", "a", "button", "label", "code")
WITHIN = {
    "ul": ("li",),
    "ol": ("li",),
    "dl": ("dt", "dd"),
    "table": ("tbody", "thead", "tfoot", "caption", "colgroup", "tr"),
    "tbody": ("tr",),
    "thead": ("tr",),
    "tfoot": ("tr",),
    "tr": ("td", "th"),
    "colgroup": ("col",),
    "select": ("option", "optgroup"),
    "optgroup": ("option",),
    "svg": ("g", "circle", "a", "title", "desc", "foreignObject", "text", "linearGradient", "svg"),
    "g": ("circle", "a", "text", "rect"),
    "math": ("mi", "mrow", "mtext", "annotation-xml"),
    "mrow": ("mi", "mo"),
}
VOID = ("br", "img", "input", "hr", "wbr")
NAMES = ("class", "title", "data-x", "ID", "href", "viewBox", "style", "value", "alt", "lang", "aria-label")
SLOT = "\0"  # where a value is written


class Documents:
    """Writes documents. About one piece in twenty-five is a mistake."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._left = 0

    def document(self) -> str:
        """One document, with SLOT where a value is."""
        self._left = self._random.randint(1, 14)
        return "".join(self._content("div", 4) for _ in range(self._random.randint(1, 4)))

    def _content(self, parent: str, depth: int) -> str:
        self._left -= 1
        choice = self._random.random()
        if choice < 0.3 or depth <= 0 or self._left < 0:
            return self._text(parent)
        if choice < 0.35:
            return self._random.choice(("<!-- <p> -->", "<!---->", "<script>a<b</script>", "<style>b{}</style>"))
        if choice < 0.42 and parent not in WITHIN:
            return f"<{self._random.choice(VOID)}{self._attributes()}{self._random.choice(('>', ' />', '/>'))}"
        if choice < 0.47 and parent not in WITHIN:
            return f"<textarea{self._attributes()}>{SLOT}{self._random.choice(('', '<b>', '&lt;'))}</textarea>"
        return self._element(parent, depth)

    def _element(self, parent: str, depth: int) -> str:
        is_mistake = self._random.random() < 0.04
        names = WITHIN.get(parent, INLINE if self._random.random() < 0.5 else FLOW)
        name = self._random.choice(FLOW if is_mistake else names)
        if name in ("circle", "rect") and self._random.random() < 0.7:
            return f"<{name}{self._attributes()}/>"
        if name == "col":
            return f"<col{self._attributes()}>"
        inside = "".join(self._content(name, depth - 1) for _ in range(self._random.randint(0, 3)))
        shown = name.upper() if self._random.random() < 0.1 and name not in WITHIN["svg"] else name
        end = "" if self._random.random() < 0.02 else f"</{shown}{self._random.choice(('', '', ' '))}>"
        return f"<{shown}{self._attributes()}>{inside}{end}"

    def _text(self, parent: str) -> str:
        if parent in ("table", "tbody", "thead", "tfoot", "tr", "colgroup"):
            return self._random.choice(("", "\n  ", " "))
        return self._random.choice((SLOT, f"a {SLOT}", "x &lt; y", "1 < 2 ", f"&amp;{SLOT} ", ""))

    def _attributes(self) -> str:
        return "".join(self._attribute() for _ in range(self._random.choice((0, 0, 1, 2))))

    def _attribute(self) -> str:
        name = self._random.choice(NAMES)
        space = self._random.choice((" ", " ", "\n", "  "))
        value = self._random.choice((SLOT, f"a {SLOT}", f"{SLOT}-{SLOT}", "x", "", "a > b", f"&quot;{SLOT}"))
        form = self._random.random()
        if form < 0.1:
            return f"{space}{SLOT}"
        if form < 0.2:
            return f"{space}{name}{self._random.choice(('', '=x'))}"
        quote = self._random.choice('""\'')
        equals = self._random.choice(("=", "=", " = ", "=\n"))
        return f"{space}{name}{equals}{quote}{value}{quote}"
