"""What `liveview check` finds: one mistake at one line, under a code that never changes its meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from liveview.errors import DefinitionError, TemplateError
from liveview.view.source import place_in_string

ERROR = "error"  # the page would fail or be wrong
WARNING = "warning"  # it is right, but slow or suspicious
NOTE = "note"  # it is right; good to know

# Each is explained in docs/reference/check.md.
CODES = {
    "import": ERROR,
    "definition": ERROR,
    "syntax": ERROR,
    "html": ERROR,
    "unknown-template": ERROR,
    "unknown-name": ERROR,
    "unknown-attribute": ERROR,
    "unknown-filter": ERROR,
    "unknown-test": ERROR,
    "not-iterable": ERROR,
    "unknown-binding": ERROR,
    "unknown-event": ERROR,
    "unknown-argument": ERROR,
    "missing-argument": ERROR,
    "wrong-argument": ERROR,
    "unknown-prop": ERROR,
    "missing-prop": ERROR,
    "loop-without-key": WARNING,
    "position-in-keyed-loop": WARNING,
    "impure-call": WARNING,
    "rendered-whole": WARNING,
    "not-kept": NOTE,
}


@dataclass(frozen=True, order=True)
class Finding:
    """One line of the report.

    Attributes:
        file: the file, or the template's name where there is none.
        line: counted from 1.
        code: what kind of mistake, a key of `CODES`.
        message: what is wrong and what to write instead.
    """

    file: str
    line: int
    code: str
    message: str

    @property
    def level(self) -> str:
        """`"error"`, `"warning"` or `"note"`."""
        return CODES[self.code]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.message} [{self.code}]"

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data."""
        return {
            "file": self.file,
            "line": self.line,
            "level": self.level,
            "code": self.code,
            "message": self.message,
        }


@dataclass
class Findings:
    """Collects findings; the same one is kept once, however many classes use the template."""

    found: set[Finding] = field(default_factory=set)

    def add(self, code: str, message: str, template: str | None, filename: str | None, lineno: int | None) -> None:
        """Note something at a line of a template, which may stand in a Python file."""
        place = place_in_string(template, lineno)
        file = place.filename or filename or template or "<template>"
        self.found.add(Finding(file, place.lineno or lineno or 1, code, message))

    def add_error(self, code: str, error: TemplateError | DefinitionError) -> None:
        """Note an error that knows its place already."""
        template = error.template if isinstance(error, TemplateError) else None
        self.found.add(Finding(error.filename or template or "<class>", error.lineno or 1, code, error.reason))
