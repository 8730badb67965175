"""What a view's class and instances allow."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from liveview.errors import StateError
from liveview.view.effects import Effects
from liveview.view.events import event
from liveview.view.live_view import LiveView
from liveview.view.request import Request


class Counter(LiveView):
    template_string = "{{ count }}"
    LIMIT: ClassVar[int] = 10
    count: int = 0
    rows: list[int] = []

    @event
    def add(self, by: int = 1) -> None:
        self.count += by


def test_handlers_are_plain_methods() -> None:
    counter = Counter()
    counter.add(by=2)
    assert counter.count == 2


def test_an_instance_takes_first_values() -> None:
    assert Counter(count=5).count == 5


def test_an_unknown_first_value_names_the_nearest() -> None:
    values: dict[str, Any] = {"coutn": 5}
    with pytest.raises(StateError, match=r"no field `coutn`. Did you mean `count`"):
        Counter(**values)


def test_other_attributes_are_allowed() -> None:
    counter: Any = Counter()
    counter.connection = connection = object()
    assert counter.connection is connection
    del counter.connection
    assert not hasattr(counter, "connection")


def test_a_constant_is_not_assigned() -> None:
    counter: Any = Counter()
    with pytest.raises(StateError, match="LIMIT is a constant"):
        counter.LIMIT = 3


@pytest.mark.parametrize("name", ["session", "url", "user", "mount", "flash"])
def test_the_frameworks_names_are_not_assigned(name: str) -> None:
    counter: Any = Counter()
    with pytest.raises(StateError, match=f"self.{name} is the framework's"):
        setattr(counter, name, 1)


def test_state_always_has_a_value() -> None:
    counter = Counter()
    with pytest.raises(StateError, match="Assign None instead"):
        del counter.count


def test_the_request_is_read_through_the_view() -> None:
    counter = Counter()
    request = Request(url="http://host/x?y=1", session={"theme": "dark"}, user="ann")
    counter.live.begin(request, Effects())
    assert (counter.url, counter.user, counter.session["theme"]) == ("http://host/x?y=1", "ann", "dark")


def test_a_view_of_no_request_has_an_empty_one() -> None:
    counter = Counter()
    assert (counter.url, counter.user, dict(counter.session)) == ("", None, {})


def test_callbacks_that_are_not_written_do_nothing() -> None:
    view = LiveView()
    assert view.mount() is view.params() is view.joined(False) is view.terminate("left") is None
