"""Compiled templates, kept between starts: each by all that its code was made from.

Jinja's own cache goes by a template's name and source. Our code depends on more: on this engine, on the environment's
syntax, on which functions it has and what they promise, and on what included templates read. All of that is part of
the key, or held against the environment when the code is taken.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import marshal
import os
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from liveview.engine.masks import is_pure

# Of this many kept, the oldest go: more than an app has, several times over.
MOST = 2_000
SYNTAX = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix"),
    *(
        "trim_blocks",
        "lstrip_blocks",
        "newline_sequence",
        "keep_trailing_newline",
        "optimized",
        "sandboxed",
        "policies",
    ),
)


class Bytecode:
    """The code of templates in a folder.

    Args:
        folder: whoever can write there decides what runs. It is made for one user; one that is another's, or that
            others may write to, is left alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> tuple[CodeType, Any] | None:
        """The code under a key with what was kept beside it, if it is there and whole."""
        try:
            if not self._is_own():
                return None
            code, beside = marshal.loads((self._folder / key).read_bytes())  # noqa: S302 (nobody else writes there)
        except (OSError, ValueError, EOFError, TypeError):
            return None
        return (code, beside) if isinstance(code, CodeType) else None

    def store(self, key: str, code: CodeType, beside: Any) -> None:
        """Keep code. Where nothing can be written nothing is kept: the next start compiles again."""
        temporary = self._folder / f"{key}.{os.getpid()}"
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_own():
                return
            temporary.write_bytes(marshal.dumps((code, beside)))
            temporary.replace(self._folder / key)  # whole or not at all: several workers start at once
            self._prune()

    def _is_own(self) -> bool:
        found = self._folder.stat()
        return os.name == "nt" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)

    def _prune(self) -> None:
        kept = list(self._folder.iterdir())
        if len(kept) > MOST:
            for path in sorted(kept, key=lambda path: path.stat().st_mtime)[: MOST // 10]:
                path.unlink(missing_ok=True)


def key_of(environment: jinja2.Environment, source: str, name: str | None, filename: str | None) -> str:
    """What identifies a template's code."""
    parts = (_engine(), _environment(environment), source, name, filename)
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def is_kept(environment: jinja2.Environment, template: nodes.Template) -> bool:
    """Whether a template's code follows from what the key has.

    Constants are worked out when a template is compiled. Where functions of the application take part in that, or in
    the reading of the template, nobody knows what they will say at the next start.
    """
    if environment.finalize is not None:
        return False
    if any(not kind.__module__.startswith("jinja2.") for kind in map(type, environment.extensions.values())):
        return False
    return not any(_folds(environment, node) for node in template.find_all((nodes.Filter, nodes.Test)))


def _folds(environment: jinja2.Environment, node: Any) -> bool:
    known: Any
    known, builtin = (environment.filters, FILTERS) if isinstance(node, nodes.Filter) else (environment.tests, TESTS)
    is_constant = not any(node.find_all((nodes.Name, nodes.Call)))
    return is_constant and known.get(node.name) is not builtin.get(node.name)


@cache
def _engine() -> str:
    """This engine, the Jinja it builds on, and the Python that reads the code."""
    digest = hashlib.blake2b(importlib.util.MAGIC_NUMBER + jinja2.__version__.encode(), digest_size=20)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _environment(environment: jinja2.Environment) -> tuple[Any, ...]:
    """What of an environment is in the code: its syntax, its class's ways, and what is promised of its functions."""
    kinds = (
        type(environment),
        environment.undefined,
        environment.context_class,
        *map(type, environment.extensions.values()),
    )
    return (
        [(name, getattr(environment, name)) for name in SYNTAX],
        getattr(environment, "event_attributes", ""),
        [(kind.__module__, kind.__qualname__) for kind in kinds],
        sorted(
            (name, is_pure(value), hasattr(type(value), "render_live")) for name, value in environment.globals.items()
        ),
        _promises(environment.filters, FILTERS),
        _promises(environment.tests, TESTS),
    )


def _promises(known: Any, builtin: Any) -> list[tuple[str, bool, bool]]:
    return sorted((name, value is builtin.get(name), is_pure(value)) for name, value in known.items())
