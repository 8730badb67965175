"""Where things stand in the user's files."""

from __future__ import annotations

from pathlib import Path

from liveview.view.source import NOWHERE, mistake, place_in_string, place_of, string_name

LINES = Path(__file__).read_text().splitlines()


class Outer:
    class Inner:
        first: int = 1
        template_string = """\
          first
          second
        """

    third = """
      one
    """


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(LINES, 1) if line.strip() == text)


def test_a_class_and_its_attributes() -> None:
    assert place_of(Outer) == (__file__, line_of("class Outer:"))
    assert place_of(Outer.Inner) == (__file__, line_of("class Inner:"))
    assert place_of(Outer.Inner, "first") == (__file__, line_of("first: int = 1"))


def test_an_attribute_that_is_not_there_is_the_class() -> None:
    assert place_of(Outer, "nothing") == place_of(Outer)


def test_a_line_of_a_template_string() -> None:
    assert place_in_string(string_name(Outer.Inner), 2) == (__file__, line_of("second"))


def test_other_templates_are_nowhere() -> None:
    assert place_in_string("dashboard.html", 2) == NOWHERE
    assert place_in_string(None, 2) == NOWHERE
    assert place_in_string(string_name(Outer), 1) == NOWHERE


def test_a_class_without_a_file_is_nowhere() -> None:
    made = type("Made", (), {"__module__": "no.such.module"})
    assert place_of(made) == NOWHERE
    assert str(mistake(made, None, "a reason")) == "a reason"


def test_a_class_in_a_function_is_found() -> None:
    class Local:
        pass

    assert place_of(Local) == (__file__, line_of("class Local:"))


def test_a_mistake_names_file_and_line() -> None:
    error = mistake(Outer, "third", "a reason")
    assert (error.filename, error.reason) == (__file__, "a reason")
    assert str(error) == f"{__file__}:{error.lineno}: a reason"
