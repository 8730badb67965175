"""The public names: each is there, says what it is, and has its place in the reference."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

import liveview
import liveview.store
import liveview.testing
import liveview.ui
from liveview import errors
from liveview.attack import CODES as ATTACKS
from liveview.check import CODES
from liveview.cli import main

ROOT = Path(__file__).parent.parent
REFERENCE = "\n".join(page.read_text() for page in sorted((ROOT / "docs" / "reference").glob("*.md")))
# What `LiveApp` takes beside Starlette's own; `clock` is for `liveview.testing`.
OWN_ARGUMENTS = inspect.signature(liveview.LiveApp).parameters.keys() - inspect.signature(Starlette).parameters.keys()
ARGUMENTS = OWN_ARGUMENTS - {"clock"}


def public_methods(found: object) -> set[str]:
    """The methods and properties that a public class has of this package."""
    own = (
        [kind for kind in inspect.getmro(found) if kind.__module__.startswith("liveview")]
        if inspect.isclass(found)
        else []
    )
    return {
        name
        for kind in own
        for name, value in vars(kind).items()
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    }


PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (liveview, liveview.store, liveview.testing, liveview.ui)
    for name in module.__all__
}
METHODS = [(path, method) for path, found in PUBLIC.items() for method in sorted(public_methods(found))]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_name_has_a_heading_in_the_reference(path: str) -> None:
    name = path.rpartition(".")[2]
    assert re.search(rf"^#+ `@?{name}`", REFERENCE, re.MULTILINE), f"docs/reference has no heading `{name}`"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_name_says_what_it_is(path: str) -> None:
    assert inspect.getdoc(PUBLIC[path])


@pytest.mark.parametrize(("path", "method"), METHODS)
def test_a_public_method_says_what_it_does_and_is_in_the_reference(path: str, method: str) -> None:
    assert inspect.getdoc(getattr(PUBLIC[path], method))
    assert re.search(rf"`(await )?([a-z_]+\.)*{method}\b", REFERENCE), f"docs/reference says nothing of {path}.{method}"


@pytest.mark.parametrize("argument", sorted(ARGUMENTS))
def test_an_argument_of_the_app_is_in_the_reference(argument: str) -> None:
    assert f"`{argument}`" in REFERENCE


@pytest.mark.parametrize("command", ["run", "demo", "check", "load", "attack"])
def test_an_option_of_the_command_line_is_in_the_reference(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert options
    assert {option for option in options if f"`{option}`" not in REFERENCE} == set()


def test_every_code_of_the_check_has_its_place_under_its_level() -> None:
    page = (ROOT / "docs" / "reference" / "check.md").read_text()
    _, errors, warnings, notes = re.split(r"^## (?:Errors|Warnings|Notes)$", page, flags=re.MULTILINE)
    for level, text in (("error", errors), ("warning", warnings), ("note", notes)):
        assert re.findall(r"^### `(.+)`$", text, re.MULTILINE) == [c for c, of in CODES.items() if of == level]


def test_every_code_of_the_attack_has_its_place() -> None:
    page = (ROOT / "docs" / "reference" / "attack.md").read_text()
    assert sorted(re.findall(r"^### `(.+)`$", page, re.MULTILINE)) == sorted(ATTACKS)


def test_nothing_else_is_exported() -> None:
    modules = {name for name, value in vars(liveview).items() if inspect.ismodule(value)}
    public = {name for name in vars(liveview) if not name.startswith("_")} - modules - {"annotations"}
    assert public == set(liveview.__all__)


def test_every_exception_is_drawn_in_the_tree() -> None:
    found = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    drawn = set(re.findall(r"\b[A-Z]\w+Error\b", errors.__doc__ or ""))
    assert found == drawn
