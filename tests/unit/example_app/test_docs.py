"""What the README and the tutorial print is what the tested files hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TUTORIAL = ROOT / "docs" / "tutorial"
SOURCES = [path.read_text() for path in sorted([*TUTORIAL.glob("*.py"), *TUTORIAL.glob("*.html")])]


def blocks(page: Path, *languages: str) -> list[str]:
    found = re.findall(rf"^```(?:{'|'.join(languages)})\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    return [str(block) for block in found]


SHOWN = [block for page in sorted(TUTORIAL.glob("*.md")) for block in blocks(page, "python", "html")]


def written(code: str) -> str:
    """Its lines without their margins: a method is shown on its own, without its class."""
    return "".join(f"{line.strip()}\n" for line in code.splitlines() if line.strip())


@pytest.mark.parametrize("block", SHOWN)
def test_each_snippet_of_the_tutorial_is_part_of_a_file_beside_it(block: str) -> None:
    assert any(written(block) in written(source) for source in SOURCES), block


def test_the_tutorial_leaves_nothing_of_its_files_out() -> None:
    shown = "".join(SHOWN)
    lines = {line.strip() for source in SOURCES for line in source.splitlines()}
    assert lines - {line.strip() for line in shown.splitlines()} == set()


def test_the_counter_of_the_readme_is_the_tutorials() -> None:
    assert (TUTORIAL / "counter.py").read_text() in blocks(ROOT / "README.md", "python")


@pytest.mark.parametrize("document", sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]), ids=lambda p: p.name)
def test_links_between_the_pages_lead_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", document.read_text(), flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"(?:\]\(|(?:src|srcset|href)=\")([^)\"\s]+)", text)
    targets = [target.partition("#")[0] for target in found]
    missing = [t for t in targets if t and "://" not in t and not (document.parent / t).exists()]
    assert missing == []
