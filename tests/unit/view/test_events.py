"""Events: what may be called, with which arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from liveview.errors import DefinitionError, EventRefusedError
from liveview.view.events import Event, event
from liveview.view.live_view import LiveView


class Board(LiveView):
    template_string = ""

    @event
    def reset(self) -> None: ...

    @event
    def add(self, by: int = 1) -> None: ...

    @event
    def rename(self, user_id: int, name: str | None, tags: list[str], active: bool = True) -> None: ...

    @event
    def search(self, value: str, event: Event) -> None: ...

    @event
    def pick(self, host: str, pressed: Event | None = None) -> None: ...


def arguments(
    name: str, values: dict[str, str] | None = None, form: str | None = None, control: dict[str, Any] | None = None
) -> Mapping[str, object]:
    return Board._spec.events[name].arguments(values, form, control)


def refused(name: str, reason: str, **sent: Any) -> None:
    with pytest.raises(EventRefusedError, match=reason) as caught:
        arguments(name, **sent)
    assert (caught.value.event, caught.value.view) == (name, "Board")


def test_no_arguments() -> None:
    assert arguments("reset") == {}
    assert arguments("reset", form="a=1", control={"value": "x"}) == {}


def test_values_of_the_element() -> None:
    assert arguments("add", {"by": "10"}) == {"by": 10}


def test_a_default_is_left_to_the_method() -> None:
    assert arguments("add") == {}


def test_kebab_names_become_snake_names() -> None:
    assert arguments("rename", {"user-id": "7"}, "name=Ann&tags=a&tags=b&active=on") == {
        "user_id": 7,
        "name": "Ann",
        "tags": ["a", "b"],
        "active": True,
    }


def test_a_form_says_something_by_what_it_leaves_out() -> None:
    assert arguments("rename", {"user-id": "7"}, "name=") == {
        "user_id": 7,
        "name": None,
        "tags": [],
        "active": False,
    }


def test_fields_that_the_method_does_not_name_are_dropped() -> None:
    assert arguments("add", form="by=2&is_admin=1&self=3") == {"by": 2}


def test_the_element_says_it_before_the_form() -> None:
    assert arguments("add", {"by": "10"}, "by=2") == {"by": 10}


def test_a_controls_own_value() -> None:
    sent = arguments("search", control={"name": "q", "value": "cpu", "key": "Enter", "modifiers": "ctrl shift"})
    assert sent == {
        "value": "cpu",
        "event": Event("search", "q", "cpu", "Enter", frozenset({"ctrl", "shift"})),
    }


def test_a_controls_own_name() -> None:
    assert arguments("pick", control={"name": "host", "value": "web-1"})["host"] == "web-1"


def test_an_optional_event_is_given() -> None:
    assert arguments("pick", {"host": "a"})["pressed"] == Event("pick")


@pytest.mark.parametrize("control", [{"value": 3, "modifiers": 7}, {"name": None, "key": []}, {}])
def test_a_control_of_odd_types_is_read_as_far_as_it_goes(control: dict[str, Any]) -> None:
    sent = arguments("pick", {"host": "a"}, control=control)
    assert sent["pressed"] == Event("pick")


def test_a_wrong_type_is_refused() -> None:
    refused("add", r"by \(str of 1\): Input should be a valid integer", values={"by": "x"})


def test_an_empty_number_is_refused_where_none_is_not_allowed() -> None:
    refused("add", r"by \(str of 0\)", form="by=")


def test_a_value_that_the_method_does_not_name_is_refused() -> None:
    refused("add", r"no argument `bye`. Did you mean `by`\?", values={"bye": "1"})
    refused("reset", "no argument `by`", values={"by": "1"})
    refused("add", "no argument `self`", values={"self": "1"})


def test_a_missing_argument_is_refused() -> None:
    refused("rename", 'the argument `user_id` .* lv-value-user-id="…"', form="name=Ann")


def test_the_browser_cannot_give_the_event() -> None:
    refused("search", "no argument `event`", values={"event": "x"})


def test_a_form_without_end_is_refused() -> None:
    refused("add", "1,000 fields", form="&".join(["a=1"] * 1001))


@pytest.mark.parametrize("name", ["", "a b", "^up", "[1]", "{x", "a\n", "x" * 200])
def test_a_name_is_one_word(name: str) -> None:
    with pytest.raises(DefinitionError, match="a name is one word"):
        event(name)


def test_it_goes_on_a_method() -> None:
    with pytest.raises(DefinitionError, match="right above"):

        class Bad(LiveView):
            @event
            @staticmethod
            def add() -> None: ...


def test_a_handler_does_not_yield() -> None:
    with pytest.raises(DefinitionError, match=r"test_events\.py:\d+: .*cannot `yield`"):

        class Bad(LiveView):
            @event
            def add(self) -> Any:
                yield 1
