"""Style sheets that classes bring along: `class Stat(Component, styles="stat.css")`, a file beside the module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from liveview.view.source import file_of, mistake

Styles = str | Sequence[str]


def sheets_of(owner: type, styles: Styles) -> tuple[Path, ...]:
    """The files that a class names.

    Args:
        owner: the class.
        styles: names of files, relative to its module's folder.

    Raises:
        DefinitionError: one of them is not there, or is no style sheet.
    """
    names = (styles,) if isinstance(styles, str) else tuple(styles)
    module = file_of(owner)
    folder = Path(module).resolve().parent if module else Path.cwd()
    for name in names:
        if not name.endswith(".css") or not (folder / name).is_file():
            raise mistake(
                owner, None, f"{owner.__name__}: there is no style sheet `{name}` beside its module ({folder})."
            )
    return tuple(folder / name for name in names)


def in_order(sheets: Iterable[tuple[Path, ...]]) -> list[Path]:
    """All of them, each once: what comes later may say otherwise than what comes before.

    Args:
        sheets: of each class, of those that are used before those that use them.
    """
    return list(dict.fromkeys(path for each in sheets for path in each))
