"""What is found is told once, in one line, and as data."""

from __future__ import annotations

from liveview.check.finding import CODES, ERROR, NOTE, WARNING, Finding, Findings
from liveview.errors import DefinitionError, TemplateError


def test_a_finding_is_a_line_and_an_object() -> None:
    finding = Finding("page.html", 3, "unknown-name", "what is wrong")
    assert str(finding) == "page.html:3: error: what is wrong [unknown-name]"
    assert finding.as_json() == {
        "file": "page.html",
        "line": 3,
        "level": "error",
        "code": "unknown-name",
        "message": "what is wrong",
    }


def test_every_code_has_a_level() -> None:
    assert set(CODES.values()) == {ERROR, WARNING, NOTE}


def test_the_same_is_kept_once() -> None:
    findings = Findings()
    for _ in range(2):
        findings.add("syntax", "x", "page.html", "/t/page.html", 2)
    assert findings.found == {Finding("/t/page.html", 2, "syntax", "x")}


def test_an_error_says_where_it_is() -> None:
    findings = Findings()
    findings.add_error("html", TemplateError("x", template="a.html", lineno=4))
    findings.add_error("definition", DefinitionError("y", filename="b.py", lineno=5))
    assert {(finding.file, finding.line) for finding in findings.found} == {("a.html", 4), ("b.py", 5)}
