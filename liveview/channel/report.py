"""An exception as what a developer wants to see: what, where in their own files, and the lines around it."""

from __future__ import annotations

import linecache
import os
import sysconfig
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from liveview.errors import worded
from liveview.view.source import Place, place_in_string

AROUND = 4  # lines of source before and after the one at fault: enough to see the function it is in

# Frames in here are the machinery's; the developer's own are the others.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIBRARIES = tuple(
    path + os.sep for path in {PACKAGE, *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))}
)


def report(error: BaseException, title: str) -> dict[str, Any]:
    """The payload of a `["!", report]` frame, and of the error page in development.

    Args:
        error: what was raised.
        title: what was being done, and by whom.

    Returns:
        `title`, `message`, `where` (`file:line` or None), `source` (`[number, text]` pairs around that line), and
        `frames` (`[where, function, code]`, outermost first).
    """
    frames = list(_frames(error))
    own = [frame for frame in frames if is_own(frame[0].filename)]
    place = _stated(error) or (own or frames or [(Place(None, None), "")])[-1][0]
    return {
        "title": title,
        "message": "\n".join([f"{type(error).__name__}: {worded(error, str)}", *getattr(error, "__notes__", ())]),
        "where": _where(place),
        "source": _source(place),
        "frames": [[_where(place), name, _line(place).strip()] for place, name in own],
    }


def _stated(error: BaseException) -> Place | None:
    """The place that the error itself names: a template that does not compile, a class that cannot work."""
    filename, lineno = getattr(error, "filename", None), getattr(error, "lineno", None)
    return Place(filename, lineno) if isinstance(filename, str) and isinstance(lineno, int) else None


def _frames(error: BaseException) -> Iterator[tuple[Place, str]]:
    traceback: TracebackType | None = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        # Jinja's frames name the template; that of a class's string stands in the class's file.
        place = place_in_string(code.co_filename, traceback.tb_lineno)
        yield (place if place.filename else Place(code.co_filename, traceback.tb_lineno)), code.co_name
        traceback = traceback.tb_next


def is_own(filename: str | None) -> bool:
    """Whether a file is the app's."""
    return filename is not None and not filename.startswith("<") and not filename.startswith(LIBRARIES)


def _where(place: Place) -> str | None:
    return None if place.filename is None else f"{place.filename}:{place.lineno}"


def _line(place: Place) -> str:
    return linecache.getline(place.filename, place.lineno) if place.filename and place.lineno else ""


def _source(place: Place) -> list[list[Any]]:
    if place.filename is None or place.lineno is None:
        return []
    linecache.checkcache(place.filename)
    first = max(1, place.lineno - AROUND)
    numbered = [(n, linecache.getline(place.filename, n)) for n in range(first, place.lineno + AROUND + 1)]
    return [[n, text.rstrip("\n")] for n, text in numbered if text]
