"""Where a class, its attributes and its template string stand in the user's files: the place that errors name."""

from __future__ import annotations

import ast
import linecache
import sys
from typing import NamedTuple

from liveview.errors import DefinitionError

ClassDefinition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Place(NamedTuple):
    """A line of a file; both None where there is no file (a class made at run time)."""

    filename: str | None
    lineno: int | None


NOWHERE = Place(None, None)
STRING = "template_string"


def mistake(owner: type, attribute: str | None, reason: str) -> DefinitionError:
    """The error for a class that cannot work as written, with the line to look at.

    Args:
        owner: the class.
        attribute: the name in its body that is at fault, or None for the class as such.
        reason: what is wrong and what to write instead.
    """
    place = place_of(owner, attribute)
    return DefinitionError(reason, filename=place.filename, lineno=place.lineno)


def file_of(owner: type) -> str | None:
    """The file of the class's module, or None."""
    return _file(owner.__module__)


def place_of(owner: type, attribute: str | None = None) -> Place:
    """The line of an attribute in the class's body; of the class where there is no such attribute."""
    filename = file_of(owner)
    body = _definition(filename, owner.__qualname__)
    if filename is None or body is None:
        return NOWHERE
    statement = None if attribute is None else _statement(body, attribute)
    return Place(filename, (statement or body).lineno)


def string_name(owner: type) -> str:
    """What a class's `template_string` is called as a template, in errors and tracebacks."""
    return f"{owner.__module__}:{owner.__qualname__}.{STRING}"


def place_in_string(template: str | None, lineno: int | None) -> Place:
    """The line of the Python file for a line of a `template_string`; NOWHERE for templates of other names."""
    module, _, path = (template or "").partition(":")
    qualified_name, _, attribute = path.rpartition(".")
    filename = _file(module)
    body = _definition(filename, qualified_name) if attribute == STRING and lineno is not None else None
    statement = None if body is None else _statement(body, attribute)
    if filename is None or statement is None or lineno is None:
        return NOWHERE
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # After a backslash the string's first line is the file's next.
            continued = linecache.getline(filename, node.lineno).rstrip("\n").endswith("\\")
            return Place(filename, node.lineno + continued + lineno - 1)
    return Place(filename, statement.lineno)


def _file(module: str) -> str | None:
    return getattr(sys.modules.get(module), "__file__", None)


def _definition(filename: str | None, qualified_name: str) -> ast.ClassDef | None:
    """The class's statement, found by its qualified name: a class under construction knows no line."""
    if filename is None:
        return None
    linecache.checkcache(filename)
    try:
        found: ast.AST = ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError):  # saved half-way: an error without its line is better than none
        return None
    except SystemError:  # two threads that parse at once confuse CPython 3.11 (gh-106905)
        return None
    for name in qualified_name.split("."):
        if name != "<locals>":
            named = [node for node in ast.walk(found) if isinstance(node, ClassDefinition) and node.name == name]
            if not named:
                return None
            found = named[-1]
    return found if isinstance(found, ast.ClassDef) else None


def _statement(body: ast.ClassDef, attribute: str) -> ast.stmt | None:
    for statement in body.body:
        if attribute in _bound_names(statement):
            return statement
    return None


def _bound_names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ClassDefinition):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
