"""Components with a life of their own: what they are told, what their page is told, and what goes wrong."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from liveview.channel.channel import Channel
from liveview.channel.screen import FAILED
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.events import event
from liveview.view.fields import prop, state
from liveview.view.live_view import LiveView
from liveview.view.timers import every
from tests.unit.channel.stage import Client, Stage

pytestmark = pytest.mark.asyncio

log: list[Any] = []
shown: list[str] = []


@pytest.fixture(autouse=True)
def nothing_said() -> None:
    log.clear()
    shown.clear()


class Counter(Component):
    template_string = "<b>{{ label }}: {{ count }}</b>{{ seen }}{{ 1 // divisor }}"
    label: Any
    divisor: int = prop(1)
    count: int = 0

    async def mount(self) -> None:
        log.append(("mount", self.label))

    def updated(self, before: Mapping[str, Any]) -> None:
        log.append(("updated", before["label"], self.label))
        if self.label == "wrong":
            raise LookupError("the user's mistake")

    async def terminate(self, reason: str) -> None:
        log.append(("terminate", self.label, reason))

    async def info(self, message: Any) -> None:
        log.append(("info", self.label, message))
        self.count += 10

    @computed
    def seen(self) -> str:
        shown.append(str(self.label))
        return ""

    @event
    async def add(self, by: int = 1) -> None:
        self.count += by

    @event
    def add_in_thread(self) -> None:
        self.count += 1

    @event
    async def fail(self) -> None:
        self.count += 100
        raise LookupError("the user's mistake")

    @every(seconds=1)
    async def tick(self) -> None:
        self.count += 1000


class Board(LiveView):
    template_string = """<h1>{{ seen }}{{ 1 // divisor }}</h1>
      {% for row in rows %}{{ Counter(label=row, divisor=inner, key=row) }}{% endfor %}"""
    uses: ClassVar[Any] = [Counter]
    rows: tuple[str, ...] = ("a", "b")
    divisor: int = 1
    inner: int = 1

    @computed
    def seen(self) -> str:
        shown.append("board")
        return ""

    @event
    async def show(self, rows: str) -> None:
        self.rows = tuple(rows)

    @event
    async def divide(self, by: int) -> None:
        self.divisor = by

    @event
    async def divide_inside(self, by: int) -> None:
        self.inner = by

    @event
    async def tell(self, message: str, key: str | None = None) -> None:
        self.live.send(Counter, message, key=key)


def number(channel: Channel, label: str) -> int:
    """What the events of a counter are sent with."""
    return next(node.number for node in channel._tree if getattr(node.instance, "label", None) == label)


async def change(stage: Stage, channel: Channel, label: str, name: str = "add", **sent: Any) -> None:
    await stage.event(channel, f"{name}@{number(channel, label)}", **sent)


def counts(channel: Channel) -> dict[str, int]:
    return {n.instance.label: n.instance.count for n in channel._tree if isinstance(n.instance, Counter)}


def shows(channel: Channel, client: Client) -> bool:
    """Whether the page has the values that the server has."""
    return bool(json.loads(json.dumps(channel._tree.root.rendering.values())) == client.values)


async def test_only_the_component_whose_state_changed_is_evaluated(stage: Stage) -> None:
    channel, client = await stage.joined(Board)
    shown.clear()
    client.take()
    await change(stage, channel, "b")
    assert shown == ["b"]
    assert client.take() == [[0, 1, [-2, [1, [-1, [0, ["b", 1]]]]], 1]]
    assert shows(channel, client)


async def test_a_component_keeps_its_state_where_its_key_goes(stage: Stage) -> None:
    channel, client = await stage.joined(Board)
    await change(stage, channel, "a")
    await stage.event(channel, "show", values={"rows": "cba"})
    assert counts(channel) == {"a": 1, "b": 0, "c": 0}
    await stage.event(channel, "show", values={"rows": "b"})
    await stage.event(channel, "show", values={"rows": "ba"})
    assert counts(channel) == {"b": 0, "a": 0}
    assert log[2:] == [
        *(("mount", "c"), ("terminate", "c", "removed"), ("terminate", "a", "removed"), ("mount", "a")),
    ]
    assert shows(channel, client)


async def test_an_event_for_nobody_is_refused(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    channel, client = await stage.joined(Board)
    gone = number(channel, "a")
    await stage.event(channel, "show", values={"rows": "b"})
    client.take()
    for ref, name in enumerate((f"add@{gone}", "add@99", "add@", "add@0", "add@-1", "add@ 2", "add@2@2", "add@1e1"), 2):
        await stage.event(channel, name)
        assert client.take() == [["a", ref, {"error": "refused"}]]
    await stage.event(channel, f"show@{number(channel, 'b')}", values={"rows": ""})  # another class's
    await stage.event(channel, f"mount@{number(channel, 'b')}")
    await stage.event(channel, f"^add@{number(channel, 'b')}")
    await stage.event(channel, "^show", values={"rows": ""})
    await stage.event(channel, f"add@{number(channel, 'b')}", address=3)
    assert [frame[2] for frame in client.take()] == [{"error": "refused"}] * 5
    assert counts(channel) == {"b": 0}
    assert "Board shows no component 99" in caplog.text and "Counter declares no event `show`" in caplog.text


async def test_whoever_was_quicker_than_the_patch_is_not_shown_an_error() -> None:
    stage = Stage(debug=True)
    channel, client = await stage.joined(Board)
    gone = number(channel, "a")
    await stage.event(channel, "show", values={"rows": "b"})
    client.take()
    await stage.event(channel, f"add@{gone}")
    assert client.take() == [["a", 2, {"error": "refused"}]]
    await stage.event(channel, "add@99")
    assert client.take()[0][0] == "!"
    await stage.close()


async def test_methods_run_as_those_of_views(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    channel, client = await stage.joined(Board)
    await change(stage, channel, "a", "add_in_thread")
    client.take()
    await change(stage, channel, "a", "fail")
    assert counts(channel)["a"] == 1
    _, apology, answer = client.take()
    assert apology == [0, 2, [], None, [FAILED]] and answer == ["a", 2, {"error": "internal error"}]
    assert "Board: Counter, event `fail` failed" in caplog.text
    await change(stage, channel, "a", values={"by": "x"})
    assert client.take() == [["a", 3, {"error": "refused"}]]


async def test_new_props_are_told_and_a_mistake_there_stays_there(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    class Titled(LiveView):
        template_string = "{{ Counter(label=title) }}{{ Counter(label=rows) }}"
        uses = [Counter]
        title: str = "x"
        rows: list[int] = [1]

        @event
        async def rename(self, title: str) -> None:
            self.title = title

        @event
        async def append(self) -> None:
            self.rows.append(2)

    channel, client = await stage.joined(Titled)
    await stage.event(channel, "rename", values={"title": "y"})
    await stage.event(channel, "rename", values={"title": "wrong"})
    assert [entry for entry in log if entry[0] == "updated"] == [("updated", "x", "y"), ("updated", "y", "wrong")]
    assert "Counter, `updated` failed" in caplog.text
    await stage.event(channel, "append")
    assert client.values is not None and "[1, 2]" in json.dumps(client.values)
    assert shows(channel, client) and "wrong" in json.dumps(client.values)
    assert len([entry for entry in log if entry[0] == "updated"]) == 2  # a list changed in place is no other value


async def test_a_views_template_that_fails_leaves_the_page_and_every_state(stage: Stage) -> None:
    channel, client = await stage.joined(Board)
    await change(stage, channel, "a")
    before = client.values
    await stage.event(channel, "divide", values={"by": "0"})
    await change(stage, channel, "b")
    assert client.values == before
    await stage.event(channel, "show", values={"rows": "cba"})
    await stage.event(channel, "divide", values={"by": "1"})
    assert shows(channel, client)
    await stage.event(channel, "show", values={"rows": "ab"})
    assert counts(channel) == {"a": 1, "b": 1}
    assert [entry for entry in log if entry[0] == "terminate"] == [("terminate", "c", "removed")]
    await change(stage, channel, "b")
    assert client.take()[-1] == [0, client.version, [-2, [1, [-1, [0, ["b", 2]]]]], 7]


async def test_a_mount_that_fails_is_tried_again_with_other_props(stage: Stage) -> None:
    class Opened(Component):
        template_string = "<b>{{ value }}</b>"
        number: int
        value: int = 0
        fails: ClassVar[bool] = True

        def mount(self) -> None:
            self.value = 1 // (not self.fails)

    class Door(LiveView):
        template_string = (
            "<h1>{{ count }}</h1>{% if count %}{{ Opened(number=count) }}{{ Counter(label=count) }}{% endif %}"
        )
        uses = [Opened, Counter]
        count: int = 0

        @event
        async def add(self, by: int = 1) -> None:
            self.count += by

    channel, client = await stage.joined(Door)
    await stage.event(channel, "add")
    assert "has failed" in json.dumps(client.fragments) and counts(channel) == {1: 0}  # type: ignore[comparison-overlap]
    Opened.fails = False
    await stage.event(channel, "add")  # it has only just failed
    assert len(channel._tree.root.children) == 2 and channel._tree.root.children[0].instance is None
    stage.clock.turn(5)
    await stage.event(channel, "add")
    assert channel._tree.root.children[0].instance is not None
    assert shows(channel, client) and counts(channel) == {3: 1000}
    Opened.fails = True
    await stage.event(channel, "add", values={"by": "-3"})
    await stage.event(channel, "add")
    await stage.event(channel, "add", values={"by": "-1"})
    assert shows(channel, client) and len(channel._tree) == 1


async def test_a_field_that_mount_has_to_assign(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    class Late(Component):
        template_string = ""
        rows: list[int] = state()

    class Early(LiveView):
        template_string = "{{ Late() }}"
        uses = [Late]

    await stage.open(Early)
    assert "Late.rows is declared as `state()`" in caplog.text


async def test_timers_live_as_long_as_their_component(stage: Stage) -> None:
    channel, client = await stage.open(Board)
    stage.clock.turn(5)
    channel.join(client, {0: client.version})
    await stage.settle(channel)
    stage.clock.turn(1)
    await stage.settle(channel)
    assert counts(channel) == {"a": 1000, "b": 1000}
    await stage.event(channel, "show", values={"rows": "bc"})
    stage.clock.turn(1)
    await stage.settle(channel)
    assert counts(channel) == {"b": 2000, "c": 1000}
    assert channel._timers is not None and len(channel._timers._handles) == 2
    await stage.event(channel, "show", wait=False, values={"rows": "c"})
    stage.clock.turn(1)  # the tick of one that is going is in the mailbox
    await stage.settle(channel)
    assert counts(channel) == {"c": 2000}
    stage.clock.turn(1)
    await stage.settle(channel)
    assert shows(channel, client)


async def test_messages_go_to_a_class_or_to_one_key(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    channel, client = await stage.joined(Board)
    await stage.event(channel, "tell", values={"message": "x"})
    await stage.event(channel, "tell", values={"message": "y", "key": "b"})
    await stage.settle(channel)
    assert [entry for entry in log if entry[0] == "info"] == [
        ("info", "a", "x"),
        ("info", "b", "x"),
        ("info", "b", "y"),
    ]
    stage.clock.turn(0.1)
    await stage.settle(channel)
    assert counts(channel) == {"a": 10, "b": 20} and shows(channel, client)
    await stage.event(channel, "tell", values={"message": "z", "key": "c"})
    await stage.settle(channel)
    assert "there is no such component of key 'c'" in caplog.text


class Box(Component):
    template_string = "<p>{{ label }}{{ count }}{{ Counter(label=label) }}</p>{{ caller() }}"
    uses: ClassVar[Any] = [Counter]
    label: str
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1


class Nested(LiveView):
    template_string = """{% for row in rows %}{% call Box(label=row) %}{{ Counter(label=row ~ row) }}{{ row }}
      {% endcall %}{% endfor %}"""
    uses: ClassVar[Any] = [Box, Counter]
    rows: list[str] = ["a", "b"]

    @event
    async def show(self, rows: str) -> None:
        self.rows = list(rows)


async def test_the_content_of_a_call_is_that_of_its_row(stage: Stage) -> None:
    channel, client = await stage.joined(Nested)
    box = next(node for node in channel._tree if isinstance(node.instance, Box))
    await stage.event(channel, f"add@{box.number}")
    text = json.dumps(client.values)
    assert [text.count(f'"{row}"') for row in ("a", "b", "aa", "bb")] == [3, 3, 1, 1]
    inner = next(node for node in channel._tree if getattr(node.instance, "label", "") == "bb")
    assert (
        inner.parent is channel._tree.root and isinstance(inner.place, type(inner)) and inner.place.parent is not None
    )
    await change(stage, channel, "bb")
    assert shows(channel, client)


async def test_removal_frees_everything(stage: Stage) -> None:
    channel, client = await stage.joined(Nested)
    nodes = [node for node in channel._tree if node is not channel._tree.root]
    refs = [weakref.ref(thing) for node in nodes for thing in (node, node.instance, node.rendering, node.late)]
    assert len(refs) == 6 * 4
    del nodes
    await change(stage, channel, "a")
    await stage.event(channel, "show", values={"rows": "b"})
    gc.collect()
    assert sum(ref() is not None for ref in refs) == 3 * 4 and len(channel._tree) == 4
    await stage.event(channel, "show", values={"rows": ""})
    gc.collect()
    assert not any(ref() for ref in refs) and len(channel._tree) == 1
    assert channel._timers is not None and channel._timers._handles == {} and channel._tree.stale == {}
    assert shows(channel, client)


async def test_the_end_of_the_view_is_theirs_the_inner_ones_first(stage: Stage) -> None:
    channel, _ = await stage.joined(Nested)
    await channel.stop("shutdown")
    ended = [entry[1] for entry in log if entry[0] == "terminate"]
    assert sorted(ended) == ["a", "aa", "b", "bb"] and all(
        entry[2] == "shutdown" for entry in log if entry[0] == "terminate"
    )


async def test_what_is_shared_with_the_parent_is_looked_at_there_too(stage: Stage) -> None:
    class Task(Component):
        template_string = "<b>{{ task.done }}</b>"
        task: dict[str, bool]

        @event
        async def toggle(self) -> None:
            self.task["done"] = not self.task["done"]

        async def mount(self) -> None:
            self.task["seen"] = True

    class Tasks(LiveView):
        template_string = """<p>{{ tasks|map(attribute="done")|sum }} {{ tasks|map(attribute="seen", default=0)|sum }}
          </p>
          {% for task in tasks %}{{ Task(task=task) }}{{ Task(task=task) }}{% endfor %}"""
        uses = [Task]
        tasks: list[dict[str, bool]] = [{"done": False}, {"done": False}]

    channel, client = await stage.joined(Tasks)
    assert client.values is not None and client.values[1] == [0, 2]
    await stage.event(channel, "toggle@2")
    assert client.take()[-1] == [0, 1, [0, [1, 2], -2, [0, [-1, [0, "True"], -2, [0, "True"]]]], 1]
    assert shows(channel, client)


async def test_a_key_that_no_row_is_told_by_takes_its_state_along(stage: Stage) -> None:
    class Deep(LiveView):
        template_string = """{% for row in rows %}{% set key = row %}
          {% if row %}<p>{{ Counter(label=row, key=key) }}</p>{% endif %}{% endfor %}"""
        uses = [Counter]
        rows: list[str] = ["a", "b", "c"]

        @event
        async def show(self, rows: str) -> None:
            self.rows = list(rows)

    channel, client = await stage.joined(Deep)
    for label, times in (("b", 1), ("c", 2)):
        for _ in range(times):
            await change(stage, channel, label)
    await stage.event(channel, "show", values={"rows": "cdab"})
    assert counts(channel) == {"c": 2, "d": 0, "a": 0, "b": 1}
    assert shows(channel, client)
    assert [entry for entry in log if entry[0] != "mount"] == []


async def test_a_component_that_takes_itself_away_leaves_the_patch_whole(stage: Stage) -> None:
    class Inner(Component):
        template_string = "<i>{{ shared['items']|length }}</i>"
        shared: dict[str, list[int]]

        async def mount(self) -> None:
            self.shared["items"].clear()

    class Outer(Component):
        template_string = "<b>{{ open }}</b>{% if open %}{{ Inner(shared=shared) }}{% endif %}"
        uses = [Inner]
        shared: dict[str, list[int]]
        open: bool = False

        @event
        async def toggle(self) -> None:
            self.open = True

    class Around(LiveView):
        template_string = (
            "{% for x in shared['items'] %}{{ Outer(shared=shared) }}{% endfor %}<p>{{ shared['items'] }}</p>"
        )
        uses = [Outer]
        shared: dict[str, list[int]] = {"items": [1, 2]}

    channel, client = await stage.joined(Around)
    await stage.event(channel, "toggle@1")
    assert shows(channel, client) and len(channel._tree) == 1
    assert client.values is not None and client.values[1:] == [[], "[]"]


async def test_what_is_new_each_time_comes_to_an_end(stage: Stage) -> None:
    class Drawn(Component):
        template_string = "<i>{{ points|length }}</i>"
        points: list[object]

        async def mount(self) -> None: ...
        async def updated(self, before: Mapping[str, Any]) -> None: ...

    class Drawing(LiveView):
        template_string = "{{ Drawn(points=points) }}{{ Drawn(points=points, key=points[0]) }}{{ count }}"
        uses = [Drawn]
        count: int = 0

        @computed
        def points(self) -> list[object]:
            return [object()]

        @event
        async def add(self) -> None:
            self.count += 1

    channel, client = await stage.joined(Drawing)
    await stage.event(channel, "add")
    assert shows(channel, client) and len(channel._tree) == 3
