"""The URL's values."""

from __future__ import annotations

import logging

import pytest

from liveview.errors import DefinitionError, PathError
from liveview.view.live_view import LiveView
from liveview.view.path import mount_arguments, params_arguments
from liveview.view.request import Request


class Room(LiveView):
    template_string = ""

    def mount(self, room_id: int, mode: str = "read") -> None: ...

    def params(self, page: int = 1, tags: list[str] | None = None, q: str | None = None, room_id: int = 0) -> None: ...


class Plain(LiveView):
    template_string = ""


class Needy(LiveView):
    template_string = ""

    def mount(self, room_id: int) -> None: ...

    def params(self, page: int) -> None: ...


def test_path_parameters_by_name_and_type() -> None:
    request = Request(path_params={"room_id": "7", "other": "x"}, query={"mode": ["write"]})
    assert mount_arguments(Room, request) == {"room_id": 7}


def test_parameters_that_starlette_has_converted() -> None:
    assert mount_arguments(Room, Request(path_params={"room_id": 7})) == {"room_id": 7}


def test_a_path_parameter_of_another_type_is_no_page() -> None:
    with pytest.raises(PathError, match=r"/rooms/x: room_id \(str of 1\)") as caught:
        mount_arguments(Room, Request(path="/rooms/x", path_params={"room_id": "x"}))
    assert (caught.value.name, caught.value.value) == ("room_id", "x")


def test_query_parameters_by_name_and_type() -> None:
    request = Request(path_params={"room_id": "7"}, query={"page": ["1", "2"], "tags": ["a", "b"], "q": [""], "x": []})
    assert params_arguments(Room, request) == {"page": 2, "tags": ["a", "b"], "q": None, "room_id": 7}


def test_the_query_does_not_stand_in_for_the_path() -> None:
    request = Request(path_params={"room_id": "7"}, query={"room_id": ["8"]})
    assert params_arguments(Room, request)["room_id"] == 7


def test_a_bad_query_parameter_takes_its_default_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "liveview.view"):
        assert params_arguments(Room, Request(query={"page": ["x"]})) == {}
    assert "page (str of 1): " in caplog.text and "default" in caplog.text


def test_views_that_ask_for_nothing() -> None:
    request = Request(path_params={"room_id": "7"}, query={"page": ["1"]})
    assert mount_arguments(Plain, request) == params_arguments(Plain, request) == {}


def test_what_the_path_does_not_give() -> None:
    with pytest.raises(DefinitionError, match=r'live\("/…/\{room_id\}", Needy\)'):
        mount_arguments(Needy, Request())
    with pytest.raises(DefinitionError, match="`page` has no default"):
        params_arguments(Needy, Request())
