"""What comes with an event, by element and binding."""

from __future__ import annotations

import jinja2
import pytest

from liveview.check.elements import Elements
from liveview.check.events import Events
from liveview.view.check import wrong_binding
from tests.check.shop import Shop


def codes(source: str) -> list[str]:
    found: list[str] = []
    events = Events(
        Shop,
        lambda name, value, tag: wrong_binding(Shop, name, value, tag),
        lambda code, message, line: found.append(code),
    )
    events.check(Elements().read(jinja2.Environment().parse(source)))
    return found


@pytest.mark.parametrize(
    "source",
    [
        "<button name='query' value='x' lv-click='search'>x</button>",
        "<select name='query' lv-change='search'></select>",
        "<div lv-change='search'><input name='query'></div>",  # the control inside tells its name
        "<form lv-keydown='search'></form>",
        "<form lv-submit='search' lv-form='query'></form>",  # the model, once it is valid
        "<button lv-click='pay' lv-value-order-id='{{ x }}'>x</button>",
        "<input type='checkbox' name='news' lv-change='save' lv-value-name='a' lv-value-email='' lv-value-tags='x'>",
    ],
)
def test_arguments_that_come(source: str) -> None:
    assert codes(source) == []


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<button name='query' lv-click='search'>x</button>", "missing-argument"),  # it has no value
        ("<div lv-click='search'>x</div>", "missing-argument"),
        ("<input name='q' lv-focus='search'>", "missing-argument"),
        ("<form lv-submit='search'></form>", "missing-argument"),
        ("<b lv-click='pay' lv-value-order-id='x'></b>", "wrong-argument"),
        ("<b lv-clic='add'></b>", "unknown-binding"),
        ("<button name='query' lv-click.once='search'>x</button>", "missing-argument"),
        ("<b lv-click.onc='search'></b>", "unknown-binding"),
        ("<b lv-on:paste='serch'></b>", "unknown-event"),
        ("<b lv-reset></b>", "unknown-binding"),
        ("<form lv-reset lv-form='{{ x }}'></form>", "unknown-binding"),
        ("<b lv-scroll='top'></b>", "unknown-binding"),
        ("<b lv-remove='search'></b>", "unknown-event"),
        ("""<b lv-click='[["push",{"event":"serch"}]]'></b>""", "unknown-event"),
    ],
)
def test_arguments_that_do_not(source: str, code: str) -> None:
    assert codes(source) == [code]
