"""The bound fields of an instance: what becomes of what is entered, and what their controls show."""

from __future__ import annotations

import datetime
import enum
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import pytest
from pydantic import Field

from liveview.engine import LiveEnvironment
from liveview.engine.bound import BoundName
from liveview.errors import DefinitionError, TemplateError
from liveview.view.changed import Hook, changed
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.fields import MISSING, state
from liveview.view.inputs import texts_of
from liveview.view.live_view import LiveView
from liveview.view.template import Templates


class Color(enum.Enum):
    RED = "r"
    BLUE = "b"


class Kinds(LiveView):
    template_string = ""
    text: str = state("a", bind=True)
    short: Annotated[str, Field(max_length=2)] = state("a", bind=True)
    number: int = state(1, bind=True)
    real: float = state(1.5, bind=True)
    maybe: int | None = state(7, bind=True)
    flag: bool = state(False, bind=True)
    day: datetime.date = state(datetime.date(2026, 1, 2), bind=True)
    color: Color = state(Color.RED, bind=True)
    size: Literal["s", "l"] = state("s", bind=True)
    many: list[int] = state([], bind=True)
    unique: set[str] = state(set(), bind=True)


def shown(view: LiveView, kind: str, name: str) -> Any:
    return view._bound.show(BoundName(kind, name))


def entered(view: LiveView, name: str, *texts: str) -> object:
    value = view._bound.enter(name, urlencode([(name, text) for text in texts]))
    if value is not MISSING:
        setattr(view, name, value)
    return value


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        ("text", ["x"], "x"),
        ("text", [""], ""),
        ("number", [" 7 "], 7),
        ("number", [""], MISSING),
        ("number", ["1.5"], MISSING),
        ("number", [], MISSING),
        ("real", ["1.50"], 1.5),
        ("real", ["inf"], MISSING),
        ("maybe", [""], None),
        ("maybe", [], None),
        ("flag", ["on"], True),
        ("flag", [], False),
        ("day", ["2026-02-03"], datetime.date(2026, 2, 3)),
        ("day", ["2026-02-30"], MISSING),
        ("color", ["b"], Color.BLUE),
        ("color", ["RED"], MISSING),
        ("size", ["l"], "l"),
        ("size", ["xl"], MISSING),
        ("short", ["abc"], MISSING),
        ("many", ["1", "2"], [1, 2]),
        ("many", [], []),
        ("many", ["x"], MISSING),
        ("unique", ["a", "a"], {"a"}),
    ],
)
def test_what_is_entered_is_a_value_of_the_annotation_or_none(name: str, texts: list[str], value: object) -> None:
    view = Kinds()
    before = getattr(view, name)
    assert entered(view, name, *texts) == value
    is_wrong = value is MISSING
    assert shown(view, "is_wrong", name) == ("true" if is_wrong else "false")
    assert bool(shown(view, "wrong", name)) is is_wrong
    assert not is_wrong or getattr(view, name) == before


def test_a_control_shows_what_was_typed_until_the_field_has_another_value() -> None:
    view = Kinds()
    entered(view, "real", "2.50")
    assert shown(view, "text", "real") == "2.50"
    view.real = 2.5
    assert shown(view, "text", "real") == "2.50"
    view.real = 3.0
    assert shown(view, "text", "real") == "3.0"
    view.real = 2.5
    assert shown(view, "text", "real") == "2.5"


def test_any_assignment_takes_away_what_is_wrong() -> None:
    view = Kinds()
    entered(view, "number", "x")
    assert (shown(view, "text", "number"), view.number) == ("x", 1)
    view.number = 1
    assert (shown(view, "text", "number"), shown(view, "wrong", "number")) == ("1", "")


def test_what_the_class_does_not_take_stays_in_the_control() -> None:
    view = Kinds()
    view._bound.refuse("size", "size=l")
    view._bound.refuse("flag", "flag=on")
    assert shown(view, "chosen", "size") == ("l",) and shown(view, "wrong", "size") == "This could not be done."
    assert shown(view, "is_on", "flag") is True


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, [""]),
        (True, ["true"]),
        (1.0, ["1.0"]),
        ("a", ["a"]),
        (Color.RED, ["r"]),
        ([1, 2], ["1", "2"]),
        ((), []),
        ({"b", "a"}, ["a", "b"]),
        (b"ab", ["ab"]),
        (datetime.date(2026, 1, 2), ["2026-01-02"]),
    ],
)
def test_texts_of_values(value: object, texts: list[str]) -> None:
    assert list(texts_of(value)) == texts


def test_a_class_knows_what_runs_after_a_change() -> None:
    class Board(LiveView):
        template_string = ""
        q: str = state("", bind=True)
        page: int = state(1, url=True)

        @changed("q", "page")
        def load(self) -> None: ...

    class Other(Board):
        @changed("page")
        async def turned(self, before: int) -> None: ...

    assert Board._spec.hooks == {"q": Hook("load", False), "page": Hook("load", False)}
    assert Other._spec.hooks == {"q": Hook("load", False), "page": Hook("turned", True)}
    assert (sorted(Other._spec.inputs.bound), Other._spec.inputs.in_url) == (["q"], ["page"])


class TestMistakes:
    def test_a_component_has_no_url(self) -> None:
        with pytest.raises(DefinitionError, match=r"Box\.q: the URL is the view's"):

            class Box(Component):
                template_string = ""
                q: str = state("", url=True)

    def test_a_url_needs_a_default(self) -> None:
        with pytest.raises(DefinitionError, match=r"Board\.q: a URL may leave it out"):

            class Board(LiveView):
                template_string = ""
                q: str = state(url=True)  # type: ignore[call-overload]

    def test_an_event_of_the_same_name(self) -> None:
        with pytest.raises(DefinitionError, match="the event `q` would be taken for its control"):

            class Board(LiveView):
                template_string = ""
                q: str = state("", bind=True)

                @event("q")
                def ask(self) -> None: ...

    def test_a_hook_for_what_nobody_changes(self) -> None:
        with pytest.raises(DefinitionError, match=r"`querry` is no field with .* Did you mean `query`\?"):

            class Board(LiveView):
                template_string = ""
                query: str = state("", bind=True)

                @changed("querry")
                def find(self) -> None: ...

    def test_a_hook_that_asks_for_more(self) -> None:
        with pytest.raises(DefinitionError, match="it takes only `self`, and the value before"):

            @changed("q")
            def find(self: LiveView, before: str, more: int) -> None: ...

    @pytest.mark.parametrize("method", [print, 3])
    def test_a_hook_that_is_no_method(self, method: Any) -> None:
        with pytest.raises(DefinitionError, match="@changed"):
            changed("q")(method)

    def test_a_hook_without_a_name(self) -> None:
        with pytest.raises(DefinitionError, match="needs the name of a field"):
            changed(print)  # type: ignore[arg-type]

    def test_an_annotation_that_is_no_text(self) -> None:
        class Row:
            pass

        class Board(LiveView):
            template_string = "<p></p>"
            __annotations__ = {"row": Row}
            row = state(None, bind=True)

        with pytest.raises(DefinitionError, match="cannot be made from the text that a browser sends"):
            Templates(LiveEnvironment()).of(Board)

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ('<input lv-bind="querry">', "names no `state(…, bind=True)` field of Board. Did you mean `query`?"),
            (
                '<input lv-bind="open">',
                "the browser sets only fields that say so. Write `open: … = state(…, bind=True)`",
            ),
            ('<p lv-error="page"></p>', "the browser sets only fields that say so"),
            ("<p>{{ _lv_other_query }}</p>", "`_lv_other_query` is no state"),
        ],
    )
    def test_a_control_of_no_bound_field(self, source: str, words: str) -> None:
        class Board(LiveView):
            template_string = source
            query: str = state("", bind=True)
            page: int = state(1, url=True)
            open: bool = False

        with pytest.raises(TemplateError) as caught:
            Templates(LiveEnvironment()).of(Board)
        assert words in caught.value.reason
