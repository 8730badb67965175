"""The public names: each is there, says what it is, and has its place in the reference."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

import liveview
from liveview import errors
from liveview.cli import main

ROOT = Path(__file__).parent.parent
REFERENCE = "\n".join(page.read_text() for page in sorted((ROOT / "docs" / "reference").glob("*.md")))
# What `LiveApp` takes beside Starlette's own; `clock` is for `liveview.testing`.
OWN_ARGUMENTS = inspect.signature(liveview.LiveApp).parameters.keys() - inspect.signature(Starlette).parameters.keys()
ARGUMENTS = OWN_ARGUMENTS - {"clock"}


def public_methods(name: str) -> list[str]:
    """The methods that a public class adds of its own."""
    found = getattr(liveview, name)
    if not inspect.isclass(found):
        return []
    return [
        method
        for method, value in vars(found).items()
        if not method.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    ]


@pytest.mark.parametrize("name", liveview.__all__)
def test_a_public_name_has_a_heading_in_the_reference(name: str) -> None:
    assert re.search(rf"^#+ `@?{name}`", REFERENCE, re.MULTILINE), f"docs/reference has no heading `{name}`"


@pytest.mark.parametrize("name", liveview.__all__)
def test_a_public_name_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(liveview, name))


@pytest.mark.parametrize(
    ("name", "method"), [(name, method) for name in liveview.__all__ for method in public_methods(name)]
)
def test_a_public_method_says_what_it_does_and_is_in_the_reference(name: str, method: str) -> None:
    assert inspect.getdoc(getattr(getattr(liveview, name), method))
    assert re.search(rf"`(self\.|live_app\.)?{method}\b", REFERENCE), f"docs/reference says nothing of {name}.{method}"


@pytest.mark.parametrize("argument", sorted(ARGUMENTS))
def test_an_argument_of_the_app_is_in_the_reference(argument: str) -> None:
    assert f"`{argument}`" in REFERENCE


@pytest.mark.parametrize("command", ["run", "demo"])
def test_an_option_of_the_command_line_is_in_the_reference(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert options
    assert {option for option in options if f"`{option}`" not in REFERENCE} == set()


def test_nothing_else_is_exported() -> None:
    modules = {name for name, value in vars(liveview).items() if inspect.ismodule(value)}
    public = {name for name in vars(liveview) if not name.startswith("_")} - modules - {"annotations"}
    assert public == set(liveview.__all__)


def test_every_exception_is_drawn_in_the_tree() -> None:
    found = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    drawn = set(re.findall(r"\b[A-Z]\w+Error\b", errors.__doc__ or ""))
    assert found == drawn
