"""The documentation: every page can be reached, and the commands and code in it are there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def links(page: Path) -> set[Path]:
    """The files that a page leads to."""
    found = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    return {(page.parent / link).resolve() for link in found if "://" not in link}


def code(page: Path, language: str) -> list[str]:
    """The code blocks of a language."""
    blocks: list[str] = re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    return blocks


def test_every_page_is_reached_from_the_first() -> None:
    reached: set[Path] = set()
    waiting = {DOCS / "index.md"}
    while waiting:
        page = waiting.pop()
        reached.add(page)
        waiting |= {link for link in links(page) if link.suffix == ".md" and link.exists()} - reached
    assert set(PAGES) <= reached


@pytest.mark.parametrize("document", [ROOT / "README.md", *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
class TestDocument:
    def test_its_python_is_python(self, document: Path) -> None:
        for block in code(document, "python"):
            compile(textwrap.dedent(block), str(document), "exec")

    def test_its_commands_exist(self, document: Path) -> None:
        blocks = "\n".join(code(document, "sh"))
        named = set(re.findall(r"^make ([a-z-]+)", blocks, re.MULTILINE))
        named |= set(re.findall(r"`make ([a-z-]+)`", document.read_text()))
        assert named <= TARGETS

    def test_it_begins_with_a_title(self, document: Path) -> None:
        assert document.read_text().startswith("# ")


def test_the_chart_of_the_how_to_is_the_one_that_is_tested() -> None:
    page = DOCS / "how-to" / "chart-library.md"
    tested = "".join(path.read_text() for path in (ROOT / "tests" / "browser" / "charted").glob("[acl]*.*"))
    blocks = [block for language in ("html", "python", "js") for block in code(page, language)]
    assert len(blocks) == 3
    for block in blocks:
        assert block.strip() in tested
