"""What a plan tells of a template's speed."""

from __future__ import annotations

import pytest

from liveview.engine import LiveEnvironment, pure
from liveview.engine.notes import Note, notes_of
from liveview.engine.plan import Planner

ENVIRONMENT = LiveEnvironment(extensions=["jinja2.ext.loopcontrols", "jinja2.ext.i18n"])
ENVIRONMENT.filters.update(noisy=str, calm=pure(lambda value: value))
ENVIRONMENT.globals.update(now=lambda: 1)


def notes(source: str) -> list[Note]:
    return notes_of(ENVIRONMENT.parse(source), Planner(ENVIRONMENT, "x", None))


@pytest.mark.parametrize(
    "source",
    [
        "<p class='{% if a %}b{% endif %}'>{{ a|noisy }}{{ now() }}</p>",  # no rows
        "{% for r in a %}<p>{{ r|upper }}{{ r|calm }}{{ r.f() }}{{ range(3) }}</p>{% endfor %}",
        "{% for r in a %}<p>{{ loop.index }}</p>{% endfor %}",  # told apart by position anyway
        "{% for r in a %}<p lv-key='{{ r }}'>{{ loop.first }}{{ loop.last }}</p>{% endfor %}",
        "{% for r in a %}<p lv-key='{{ r }}'>{% for s in r %}{{ loop.index }}{% endfor %}</p>{% endfor %}",
        "{% filter upper %}<p>a</p>{% endfilter %}",  # nothing in it changes
        "{% for r in a %}<p>{{ r|random }}{{ lipsum() }}{{ _('x') }}{% trans %}y{% endtrans %}</p>{% endfor %}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{% for r in a %}<p>{{ m(r) }}</p>{% endfor %}",
    ],
)
def test_nothing_to_note(source: str) -> None:
    assert notes(source) == []


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("<p></p>\n{% filter upper %}{{ a }}{% endfilter %}", Note("whole", "{% filter %}", 2)),
        ("\n{% autoescape true %}{{ a }}{% endautoescape %}", Note("whole", "{% autoescape %}", 2)),
        ("\n{% macro m() %}{{ kwargs }}{% endmacro %}", Note("whole", "a macro that uses kwargs", 2)),
        ("{% for r in a %}<p lv-key='{{ r }}'>\n{{ loop.index }}</p>{% endfor %}", Note("position", "index", 2)),
        ("{% for r in a|keyed('x') %}<p>\n{{ loop.cycle(1) }}</p>{% endfor %}", Note("position", "cycle", 2)),
        ("{% for r in a %}<p>\n{{ r|noisy }}</p>{% endfor %}", Note("impure", "|noisy", 2)),
        ("{% for r in a %}<p>\n{{ r|noisy|upper }}</p>{% endfor %}", Note("impure", "|noisy", 2)),
        ("{% for r in a %}<p title='{{ now() }}'></p>{% endfor %}", Note("impure", "now()", 1)),
        ("{% for r in a %}<p>{% for s in r %}\n{{ s|noisy }}{% endfor %}</p>{% endfor %}", Note("impure", "|noisy", 2)),
    ],
)
def test_notes(source: str, note: Note) -> None:
    assert notes(source) == [note]
