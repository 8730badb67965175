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
    return getattr(sys.modules.get(owner.__module__), "__file__", None)


def place_of(owner: type, attribute: str | None = None) -> Place:
    """The line of an attribute in the class's body; of the class where there is no such attribute."""
    filename = file_of(owner)
    body = _definition(owner, filename)
    if filename is None or body is None:
        return NOWHERE
    statement = None if attribute is None else _statement(body, attribute)
    return Place(filename, (statement or body).lineno)


def place_in_string(owner: type, attribute: str, lineno: int) -> Place:
    """The line of the file that holds line `lineno` of a string in the class's body."""
    filename = file_of(owner)
    body = _definition(owner, filename)
    statement = None if body is None else _statement(body, attribute)
    if filename is None or statement is None:
        return NOWHERE
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # """\ goes on in the next line of the file, but the string's first line is that next line.
            continued = linecache.getline(filename, node.lineno).rstrip("\n").endswith("\\")
            return Place(filename, node.lineno + continued + lineno - 1)
    return Place(filename, statement.lineno)


def _definition(owner: type, filename: str | None) -> ast.ClassDef | None:
    """The class's statement, found by its qualified name: a class under construction knows no line."""
    if filename is None:
        return None
    linecache.checkcache(filename)
    try:
        found: ast.AST = ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError):  # saved half-way: an error without its line is better than none
        return None
    for name in owner.__qualname__.split("."):
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
