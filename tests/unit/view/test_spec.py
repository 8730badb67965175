"""What a class declares, and the mistakes that are found when it is made."""

from __future__ import annotations

import threading
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from liveview.errors import DefinitionError
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.events import event
from liveview.view.fields import prop, state
from liveview.view.live_view import LiveView
from liveview.view.timers import every

T = TypeVar("T")


class Base(LiveView):
    template_string = ""
    LIMIT: ClassVar[int] = 1
    count: int = 0

    @computed
    def double(self) -> int:
        return self.count * 2

    @event
    def add(self) -> None:
        self.count += 1

    @event("send")
    def send_it(self) -> None: ...

    @every(seconds=1)
    def tick(self) -> None: ...


class Numbered:
    """A plain mix-in."""

    number: int = 7

    @event
    def renumber(self) -> None:
        self.number += 1


def test_a_class_declares() -> None:
    spec = Base._spec
    assert set(spec.fields) == {"count", "page_title"}
    assert (spec.computed, spec.constants, set(spec.timers)) == ({"double"}, {"LIMIT"}, {"tick"})
    assert {name: handler.attribute for name, handler in spec.events.items()} == {"add": "add", "send": "send_it"}
    assert spec.visible_names == {"count", "page_title", "double", "LIMIT"}


def test_a_subclass_has_it_all_and_changes_defaults() -> None:
    class Sub(Base):
        count = 5
        more: str = ""

    assert Sub().count == 5 and Base().count == 0
    assert {"count", "more", "page_title"} == set(Sub._spec.fields)
    assert "add" in Sub._spec.events and "more" not in Base._spec.fields


def test_a_mixin_is_read_like_the_class() -> None:
    class Mixed(Numbered, Base):
        pass

    assert Mixed().number == 7
    assert "renumber" in Mixed._spec.events


def test_a_generic_base_declares_nothing() -> None:
    class Typed(Base, Generic[T]):
        pass

    assert set(Typed._spec.fields) == {"count", "page_title"}


def test_an_override_of_an_event_stays_the_event() -> None:
    class Sub(Base):
        def send_it(self, text: str = "") -> None: ...

    assert set(Sub._spec.events["send"].parameters.by_name) == {"text"}


def test_the_title_may_be_a_text_a_field_or_computed() -> None:
    class Titled(Base):
        page_title = "Titled"

    class Worked(Base):
        @computed
        def page_title(self) -> str:
            return f"{self.count} new"

    assert Titled().page_title == "Titled"
    assert Worked(count=3).page_title == "3 new"
    assert "page_title" not in Worked._spec.fields


def test_a_field_may_become_computed_below() -> None:
    class Sub(Base):
        @computed  # type: ignore[misc]
        def count(self) -> int:
            return 9

    assert Sub().count == 9 and "count" not in Sub._spec.fields


def test_annotations_that_are_types_are_read_as_well() -> None:
    def body(namespace: dict[str, Any]) -> None:
        namespace.update(
            template_string="", __annotations__={"LIMIT": ClassVar[int], "ALSO": ClassVar, "count": int}, count=1
        )
        namespace.update(LIMIT=1, ALSO=2)

    import types

    made: Any = types.new_class("Made", (LiveView,), exec_body=body)
    assert made._spec.constants == {"LIMIT", "ALSO"} and "count" in made._spec.fields


def refuse(reason: str) -> Any:
    return pytest.raises(DefinitionError, match=reason)


def test_a_state_field_needs_a_first_value() -> None:
    with refuse(r"test_spec\.py:\d+: Bad\.name: a state field needs a first value: `name: … = …`"):

        class Bad(LiveView):
            name: str


def test_a_plain_list_would_be_everybodys() -> None:
    with refuse(r"Bad\.rows: without an annotation this list is one for all users"):

        class Bad(LiveView):
            rows = [1]


def test_a_default_that_cannot_be_copied() -> None:
    with refuse(r"Bad\.lock: its default cannot be copied for each view"):

        class Bad(LiveView):
            lock: object = threading.Lock()


def test_a_field_and_a_method_of_one_name() -> None:
    with refuse(r"Bad\.count: it is declared as a field and again as a method"):

        class Bad(Base):
            def count(self) -> None: ...  # type: ignore[misc, override]

    with refuse("again as a method"):

        class Worse(LiveView):
            size: int = 0

            def size(self) -> None: ...  # type: ignore[no-redef]  # noqa: F811

    with refuse("again as a method"):

        class Worst(Base):
            @property  # type: ignore[misc]
            def count(self) -> int:  # type: ignore[override]
                return 1


def test_state_without_a_type() -> None:
    with refuse(r"Bad\.count: `state\(…\)` needs a type"):

        class Bad(LiveView):
            count = state(0)


@pytest.mark.parametrize("name", ["session", "url", "flash", "live", "joined", "loop"])
def test_a_field_of_the_frameworks_name(name: str) -> None:
    with refuse(f"Bad.{name}: "):
        type("Bad", (LiveView,), {"__annotations__": {name: "int"}, name: 0, "__module__": __name__})


def test_an_event_of_the_frameworks_name_is_told_the_way_out() -> None:
    with refuse(r'@event\("navigate"\)'):

        class Bad(LiveView):
            @event
            def navigate(self) -> None: ...  # type: ignore[override]


def test_a_callback_is_no_event() -> None:
    with refuse(r"Bad\.mount: `mount` is the framework's"):

        class Bad(LiveView):
            @event
            def mount(self) -> None: ...


def test_two_methods_for_one_event() -> None:
    with refuse(r"Bad\.other: the event `send` is already `send_it`'s"):

        class Bad(LiveView):
            @event("send")
            def send_it(self) -> None: ...

            @event("send")
            def other(self) -> None: ...


def test_callbacks_have_their_arguments() -> None:
    with refuse(r"def joined\(self, resumed: bool\)"):

        class Bad(LiveView):
            def joined(self) -> None: ...  # type: ignore[override]

    with refuse(r"def terminate\(self, reason: str\)"):

        class Worse(LiveView):
            def terminate(self) -> None: ...  # type: ignore[override]


def test_arguments_have_names() -> None:
    with refuse(r"Bad\.mount: arguments are given by name, `\*\*rest: int` has none|`\*\*rest: 'int'`"):

        class Bad(LiveView):
            def mount(self, **rest: int) -> None: ...


def test_a_constructor_is_refused() -> None:
    with refuse("Put what it does into `mount`"):

        class Bad(LiveView):
            def __init__(self) -> None: ...


def test_a_prop_on_a_view() -> None:
    with refuse(r"Write `state\(…\)` instead of `prop\(…\)`"):

        class Bad(LiveView):
            count: int = prop(0)


def test_what_gives_a_component_a_life_of_its_own() -> None:
    class Shown(Component):
        label: str
        width: int = prop(3)

    class Sender(Shown):
        emits = ["remove"]

    class Counter(Shown):
        count: int = 0

    class Button(Shown):
        @event
        def press(self) -> None: ...

    class Clock(Shown):
        @every(seconds=1)
        def tick(self) -> None: ...

    class Opened(Shown):
        def mount(self) -> None: ...

    class Again(Counter):
        pass

    assert not Shown._spec.has_life
    assert all(kind._spec.has_life for kind in (Sender, Counter, Button, Clock, Opened, Again))
    assert list(Counter._spec.props) == ["label", "width"] and list(Counter._spec.fields) == ["label", "width", "count"]


def test_a_subclass_keeps_what_a_field_is() -> None:
    class Base(Component):
        label: object
        count: object = 0

    class Narrow(Base):
        label: str
        count: int

    assert Narrow._spec.fields["label"].is_prop and not Narrow._spec.fields["count"].is_prop


def test_a_components_callbacks_have_their_arguments() -> None:
    with refuse(r"Bad\.mount: it is called without arguments, its props are there: `def mount\(self\)`"):

        class Bad(Component):
            def mount(self, room_id: int) -> None: ...  # type: ignore[override]

    with refuse(r"Worse\.updated: .*`def updated\(self, before: Mapping\[str, Any\]\)`"):

        class Worse(Component):
            def updated(self) -> None: ...  # type: ignore[override]

    class Other(Component):
        def joined(self) -> None: ...  # a name of views only


def test_what_a_component_may_not_be_called_with() -> None:
    with refuse(r"Bad\.key: `key=…` in a call says which component of several it is"):

        class Bad(Component):
            key: str

    with refuse(r"Worse\.emits is a list of events' names"):

        class Worse(Component):
            emits = "remove"


def test_unresolvable_annotations_are_found_when_the_template_is_compiled() -> None:
    class Bad(LiveView):
        @event
        def add(self, by: NoSuchType) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    with refuse(r"Bad\.add: its annotations cannot be resolved"):
        Bad._spec.resolve()
