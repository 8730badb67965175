"""`liveview check`: what is wrong with an app's templates, line by line, with an exit status for CI."""

from __future__ import annotations

import json
import logging
import threading
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.routing import Mount

from liveview.check import ERROR, WARNING, Classes, Finding
from liveview.cli import target
from liveview.errors import ConfigurationError, DefinitionError, LiveViewError
from liveview.web.app import Guarded, LiveApp
from liveview.web.document import LAYOUT_NAMES
from liveview.web.places import views_of

logger = logging.getLogger("liveview.check")

# A browser that opened the page, or came back to a new server, is answered first.
AFTER_SECONDS = 0.5


def check(named: str | None, *, as_json: bool, strict: bool) -> int:
    """Check an app and print what is found.

    Args:
        named: the target, or None for the usual one.
        as_json: print a list of objects instead of lines.
        strict: count warnings as errors.

    Returns:
        The exit status: 1 where there are errors, or warnings that count.

    Raises:
        ConfigurationError: where there is nothing to check.
    """
    findings = [_from_here(finding) for finding in _findings(target.usual() if named is None else named)]
    if as_json:
        print(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print(findings)
    fatal = (ERROR, WARNING) if strict else (ERROR,)
    return int(any(finding.level in fatal for finding in findings))


def _from_here(finding: Finding) -> Finding:
    """With the path as it is typed from the working folder, where it is below."""
    path = Path(finding.file)
    return replace(finding, file=str(path.relative_to(Path.cwd()))) if path.is_relative_to(Path.cwd()) else finding


def _print(findings: Sequence[Finding]) -> None:
    for finding in findings:
        print(finding)
    counts = Counter(finding.level for finding in findings)
    print(f"{_count(counts[ERROR], 'error')}, {_count(counts[WARNING], 'warning')}")


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"


def _findings(named: str) -> list[Finding]:
    try:
        app = target.load(named)
    except ConfigurationError:
        raise
    except Exception as error:
        return [_import_error(error, named)]
    if not any(_live_apps(app)):
        raise ConfigurationError(f"{named} is no LiveApp, and has none mounted: {type(app).__name__}")
    return sorted({finding for classes in _checked(app) for finding in (*classes.findings, *classes.notes)})


def _import_error(error: Exception, named: str) -> Finding:
    """An app that cannot be imported: the line that raised."""
    if isinstance(error, DefinitionError) and error.filename is not None:
        return Finding(error.filename, error.lineno or 1, "definition", error.reason)
    if isinstance(error, SyntaxError) and error.filename is not None:
        return Finding(error.filename, error.lineno or 1, "import", f"SyntaxError: {error.msg}")
    frames = traceback.extract_tb(error.__traceback__)
    place = frames[-1] if frames else None
    reason = str(error) if isinstance(error, LiveViewError) else f"{type(error).__name__}: {error}"
    return Finding(place.filename if place else named, (place.lineno if place else 1) or 1, "import", reason)


def findings_of(app: Any) -> list[Finding]:
    """What is found in everything that an app serves.

    Args:
        app: a `LiveApp`, or an app that one is mounted in.
    """
    return sorted({finding for classes in _checked(app) for finding in classes.findings})


def _checked(app: Any) -> Iterator[Classes]:
    for live_app in _live_apps(app):
        settings = live_app.live.settings
        classes = Classes(settings.environment, settings.components)
        classes.check(views_of(live_app.routes))
        classes.check(settings.components)
        if settings.layout is not None:
            classes.layout(settings.layout, LAYOUT_NAMES)
        yield classes


def _live_apps(app: Any) -> Iterator[LiveApp]:
    while isinstance(app, Guarded):
        app = app.app
    if isinstance(app, LiveApp):
        yield app
    for route in getattr(app, "routes", ()):
        if isinstance(route, Mount):
            yield from _live_apps(route.app)


def warn_of(app: Any) -> None:
    """Log what is found in an app that is being served, as warnings: it is served anyway."""
    timer = threading.Timer(AFTER_SECONDS, _warn_of, (app,))
    timer.daemon = True
    timer.start()


def _warn_of(app: Any) -> None:
    try:
        findings = findings_of(app)
    except Exception:  # a mistake of ours, or of the app's own loader: serving goes on
        logger.exception("the templates cannot be checked")
        return
    for finding in findings:
        logger.warning("%s", _from_here(finding))
