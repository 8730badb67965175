"""One view's life: what it is told, what its page is told, and in which order."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import pytest

from liveview.channel.screen import FAILED
from liveview.errors import PathError, StateError
from liveview.protocol import frames
from liveview.view.computed import computed
from liveview.view.events import event
from liveview.view.fields import state
from liveview.view.live_view import LiveView
from liveview.view.timers import every
from tests.unit.channel.stage import Client, Stage

pytestmark = pytest.mark.asyncio


class Counter(LiveView):
    template_string = (
        "<h1>{{ count }}</h1>{% if rows %}<p>{{ rows|join(',') }}</p>{% endif %}<i>{{ 10 // divisor }}</i>"
    )
    count: int = 0
    rows: list[int] = []
    divisor: int = 1
    log: list[str] = []
    threads: list[str] = []

    async def mount(self) -> None:
        self.log.append("mount")

    def params(self, start: int = 0) -> None:
        self.log.append("params")
        self.count = start

    async def joined(self, resumed: bool) -> None:
        self.log.append(f"joined {resumed}")

    def terminate(self, reason: str) -> None:
        self.log.append(f"terminate {reason}")

    @event
    async def add(self, by: int = 1) -> None:
        self.count += by

    @event
    def add_in_thread(self) -> None:
        self.threads.append(threading.current_thread().name)
        self.count += 1

    @event
    async def nothing(self) -> None: ...

    @event
    async def append(self, row: int) -> None:
        self.rows.append(row)

    @event
    async def fail(self) -> None:
        self.count += 1
        raise LookupError("the user's mistake")

    @event
    async def divide(self, by: int) -> None:
        self.divisor = by

    @event
    async def rename(self, title: str) -> None:
        self.page_title = title

    @computed
    def unused(self) -> int:
        return self.count


# Mount.


async def test_mount_params_render(stage: Stage) -> None:
    channel, client = await stage.open(Counter, query={"start": ["7"]})
    assert channel.view.log == ["mount", "params"]  # type: ignore[attr-defined]
    assert stage.shows_the_state(channel, client)


async def test_what_the_page_needs(stage: Stage) -> None:
    channel, _ = await stage.open(Counter)
    page = channel.page()
    assert "<h1>0</h1>" in page.html
    assert (page.version, page.title) == (0, "Counter")
    assert page.fragment


async def test_exceptions_of_mount_are_the_callers(stage: Stage) -> None:
    class Refusing(LiveView):
        template_string = ""

        async def mount(self, kind: str) -> None:
            raise {"lookup": LookupError("x"), "exit": SystemExit(1)}[kind]

    with pytest.raises(LookupError):
        await stage.open(Refusing, path_params={"kind": "lookup"})


async def test_a_bad_path_is_no_page(stage: Stage) -> None:
    class Room(LiveView):
        template_string = ""

        def mount(self, room_id: int) -> None: ...

    with pytest.raises(PathError):
        await stage.open(Room, path_params={"room_id": "x"})


async def test_a_field_that_mount_has_to_assign(stage: Stage) -> None:
    class Late(LiveView):
        template_string = ""
        room: str = state()

    with pytest.raises(StateError, match=r"Late\.room is declared as `state\(\)`"):
        await stage.open(Late)


async def test_a_plain_def_is_called_in_a_thread(stage: Stage) -> None:
    channel, _ = await stage.joined(Counter)
    await stage.event(channel, "add_in_thread")
    names: list[str] = channel.view.threads  # type: ignore[attr-defined]
    assert names and all(name.startswith("liveview") for name in names)


async def test_a_def_around_an_async_def_is_awaited(stage: Stage) -> None:
    def twice(function: Any) -> Any:
        def call(self: Any) -> Any:
            return function(self)

        return call

    class Wrapped(LiveView):
        template_string = "{{ count }}"
        count: int = 0

        @event
        @twice
        async def call(self) -> None:
            self.count += 1

    channel, client = await stage.joined(Wrapped)
    await stage.event(channel, "call")
    assert stage.shows_the_state(channel, client) and client.version == 1


# Join.


async def test_a_join_is_answered_first(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    assert client.take() == [["j", 1, 0]]
    assert channel.view.log[-1] == "joined False"  # type: ignore[attr-defined]


async def test_what_joined_changes_is_pushed(stage: Stage) -> None:
    class Greeting(LiveView):
        template_string = "{{ greeting }}"
        greeting: str = ""

        async def joined(self, resumed: bool) -> None:
            self.greeting = "again" if resumed else "welcome"

    channel, client = await stage.joined(Greeting)
    assert client.version == 1 and stage.shows_the_state(channel, client)
    channel.detach(client)
    back = Client(client.fragments, client.values)
    back.version = 1
    channel.join(back, {0: 1})
    await stage.settle(channel)
    assert back.frames[0] == ["j", 1, 0] and stage.shows_the_state(channel, back)


async def test_a_newer_connection_takes_over(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    other = Client()
    channel.join(other, {0: 0})
    await stage.settle(channel)
    assert client.closed is not None and client.closed[0] == 4009
    channel.detach(client)  # the old connection's end is no news
    await stage.event(channel, "nothing")
    assert other.take()[-1] == ["a", 1]


async def test_a_new_page_gets_the_full_values(stage: Stage) -> None:
    channel, _ = await stage.joined(Counter)
    await stage.event(channel, "add")
    page = channel.page()
    other = Client(page.fragments)
    channel.join(other, {0: -1})
    await stage.settle(channel)
    assert [frame[0] for frame in other.frames] == ["j", "t", "="]
    assert other.frames[0] == ["j", 0, 1] and stage.shows_the_state(channel, other)


async def test_missed_frames_are_sent_again_with_their_definitions(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "add")
    shown = Client(client.fragments, client.values)
    shown.version = 1
    await stage.event(channel, "append", values={"row": "1"})
    await stage.event(channel, "append", values={"row": "2"})
    channel.detach(client)
    channel.join(shown, {0: 1})
    await stage.settle(channel)
    assert shown.frames[0] == ["j", 1, 3]
    assert (shown.version, shown.values) == (3, client.values)


async def test_while_away_methods_run_and_one_patch_says_it_all(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    channel.detach(client)
    for _ in range(3):
        await stage.event(channel, "add")
    assert client.version == 0
    channel.join(client, {0: 0})
    await stage.settle(channel)
    assert client.version == 1 and stage.shows_the_state(channel, client)


async def test_acknowledged_frames_are_not_kept(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "add")
    await stage.event(channel, "add")
    channel.receive(frames.Applied(0, 2))
    channel.detach(client)
    client.take()
    channel.join(client, {0: 0})  # a page that forgot: the frames are gone, the values are sent
    await stage.settle(channel)
    assert client.frames[0] == ["j", 0, 2] and client.frames[-1][0] == "="


# Events.


async def test_an_event_is_answered_by_its_patch(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    client.take()
    await stage.event(channel, "add", values={"by": "10"})
    (frame,) = client.take()
    assert frame[:2] == [0, 1] and frame[3:] == [1]
    assert stage.shows_the_state(channel, client)


async def test_an_event_that_changes_nothing_is_answered(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    client.take()
    await stage.event(channel, "nothing")
    assert client.take() == [["a", 1]]


async def test_a_list_changed_in_place_is_shown(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    for row in ("1", "2"):
        await stage.event(channel, "append", values={"row": row})
        assert stage.shows_the_state(channel, client)


async def test_a_definition_comes_once_and_first(stage: Stage) -> None:
    class Toggle(LiveView):
        template_string = "{% include name %}"
        name: str = "empty.html"

        @event
        async def show(self, name: str) -> None:
            self.name = name

    import jinja2

    stage.services.environment.loader = jinja2.DictLoader({"empty.html": "", "full.html": "<b>x</b>"})
    channel, client = await stage.joined(Toggle)
    client.take()
    await stage.event(channel, "show", values={"name": "full.html"})
    kinds = [frame[0] for frame in client.take()]
    await stage.event(channel, "show", values={"name": "empty.html"})
    await stage.event(channel, "show", values={"name": "full.html"})
    assert kinds[0] == "d" and "d" not in [frame[0] for frame in client.take()]
    assert stage.shows_the_state(channel, client)


async def test_an_event_is_run_once(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "add")
    client.take()
    channel.receive(frames.Event(1, 0, "add"))
    await stage.settle(channel)
    assert channel.view.count == 1 and client.take() == [["a", 1]]  # type: ignore[attr-defined]


async def test_an_event_sent_again_before_it_was_answered_is_answered_once(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    client.take()
    channel.receive(frames.Event(1, 0, "add"))
    channel.receive(frames.Event(1, 0, "add"))
    await stage.settle(channel)
    assert [frame[3:] for frame in client.take()] == [[1]]


@pytest.mark.parametrize(
    ("name", "values"),
    [("destroy", {}), ("add", {"by": "x"}), ("add", {"to": "1"}), ("terminate", {}), ("__init__", {}), ("log", {})],
)
async def test_what_is_not_declared_is_refused(
    stage: Stage, name: str, values: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    channel, client = await stage.joined(Counter)
    client.take()
    await stage.event(channel, name, values=values)
    assert client.take() == [["a", 1, {"error": "refused"}]]
    assert "Counter refused what the client sent" in caplog.text
    await stage.event(channel, "add")
    assert stage.shows_the_state(channel, client)


async def test_an_event_for_an_address_that_is_not_there_is_refused(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "add", address=3)
    assert client.take()[-1] == ["a", 1, {"error": "refused"}, 1]  # another's before it may still run


async def test_a_handlers_mistake_is_its_own(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    channel, client = await stage.joined(Counter)
    client.take()
    await stage.event(channel, "fail")
    needed, apology, answer = client.take()
    assert needed == ["m", "navigation"] and answer == ["a", 1, {"error": "internal error"}]
    assert apology[2:] == [[], None, [FAILED]] and channel.view.count == 0  # type: ignore[attr-defined]
    assert "Counter: event `fail` failed; the mistake is in the app's code" in caplog.text
    assert "the user's mistake" in caplog.text
    await stage.event(channel, "add")
    assert stage.shows_the_state(channel, client)


async def test_a_templates_mistake_leaves_the_page_at_its_last_good_version(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    channel, client = await stage.joined(Counter)
    client.take()
    await stage.event(channel, "divide", values={"by": "0"})
    await stage.event(channel, "add")
    sent = client.take()
    assert [frame for frame in sent if frame[0] == "a"] == [["a", ref, {"error": "internal error"}] for ref in (1, 2)]
    assert [frame[2:] for frame in sent if frame[0] == 0] == [[[], None, [FAILED]]] * 2
    assert "Counter: template failed" in caplog.text
    await stage.event(channel, "divide", values={"by": "5"})
    (frame,) = client.take()
    assert frame[0] == "=" and frame[4] == 3
    assert stage.shows_the_state(channel, client)


async def test_a_page_that_joins_while_the_template_fails_gets_its_values_later(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "divide", values={"by": "0"})
    other = Client(client.fragments)
    channel.join(other, {0: -1})
    await stage.settle(channel)
    assert [frame[0] for frame in other.take()] == ["j", "m", "t"]
    await stage.event(channel, "divide", values={"by": "5"})
    assert stage.shows_the_state(channel, other)


async def test_one_views_crash_is_not_anothers(stage: Stage) -> None:
    channel, _ = await stage.joined(Counter)
    other, other_client = await stage.joined(Counter)
    channel.send(frames.Event(1, 0, "add", form=3))  # type: ignore[arg-type]  # no frame: a mistake of ours
    await stage.settle(channel)
    await stage.event(other, "add")
    assert stage.shows_the_state(other, other_client)


async def test_the_title(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "rename", values={"title": "New"})
    assert client.title == "New"
    client.take()
    await stage.event(channel, "rename", values={"title": "New"})
    assert client.take() == [["a", 2]]
    channel.detach(client)
    client.title = None
    channel.join(client, {0: client.version})
    await stage.settle(channel)
    assert client.title == "New"


async def test_a_mistake_in_the_title_keeps_the_old_one(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    class Titled(LiveView):
        template_string = "{{ count }}"
        count: int = 0

        @event
        async def add(self) -> None:
            self.count += 1

        @computed
        def page_title(self) -> str:
            return "ok" if self.count != 1 else str(1 // 0)

    channel, client = await stage.joined(Titled)
    await stage.event(channel, "add")
    assert stage.shows_the_state(channel, client) and client.title is None
    assert "page_title failed" in caplog.text


# Timers.


class Clock(LiveView):
    template_string = "{{ ticks }} {{ tocks }}"
    ticks: int = 0
    tocks: int = 0
    slow: asyncio.Event | None = state(None, transient=True)

    @every(seconds=1)
    async def tick(self) -> None:
        if self.slow is not None:
            await self.slow.wait()
        self.ticks += 1

    @every(seconds=0.004)
    async def tock(self) -> None:
        self.tocks += 1


async def test_timers_start_with_the_first_page(stage: Stage) -> None:
    channel, client = await stage.open(Clock)
    stage.clock.turn(5)
    await stage.settle(channel)
    view: Any = channel.view
    assert view.ticks == 0
    channel.join(client, {0: 0})
    await stage.settle(channel)
    for _ in range(3):
        stage.clock.turn(1)
        await stage.settle(channel)
    assert view.ticks == 3
    channel.join(Client(), {0: -1})  # a second page starts no second timer
    await stage.settle(channel)
    stage.clock.turn(1)
    await stage.settle(channel)
    assert view.ticks == 4


async def test_a_tick_that_waits_is_not_queued_again(stage: Stage) -> None:
    channel, _ = await stage.joined(Clock)
    view: Any = channel.view
    view.slow = asyncio.Event()
    stage.clock.turn(1)
    while len(channel.mailbox):
        await asyncio.sleep(0)
    for _ in range(5):
        stage.clock.turn(1)
    assert len(channel.mailbox) <= 3  # a tick of each timer, and that it is to be kept
    view.slow.set()
    await stage.settle(channel)
    assert view.ticks <= 3


async def test_renders_that_nobody_waits_for_share_a_patch(stage: Stage) -> None:
    channel, client = await stage.joined(Clock)
    before = client.version
    for _ in range(250):  # a second
        stage.clock.turn(0.004)
        await stage.settle(channel)
        channel.receive(frames.Applied(0, client.version))
    assert channel.view.tocks == 250  # type: ignore[attr-defined]
    assert 50 <= client.version - before <= 61
    stage.clock.turn(0.02)
    await stage.settle(channel)
    assert client.values is not None


async def test_an_answer_does_not_wait(stage: Stage) -> None:
    class Both(Clock):
        @event
        async def add(self) -> None:
            self.ticks += 100

    channel, client = await stage.joined(Both)
    stage.clock.turn(0.004)
    await stage.settle(channel)
    before = client.version
    await stage.event(channel, "add")
    assert client.version == before + 1 and stage.shows_the_state(channel, client)


async def test_a_timers_mistake_is_over_with_the_next_good_tick(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(debug=True)

    class Failing(LiveView):
        template_string = "{{ ticks }}"
        ticks: int = 0

        @every(seconds=1)
        async def tick(self) -> None:
            self.ticks += 1
            if stage.clock.now() < 1001.5:
                raise LookupError("no")

    channel, client = await stage.joined(Failing)
    reports = []
    for _ in range(3):
        stage.clock.turn(1)
        await stage.settle(channel)
        reports += [frame for frame in client.take() if frame[0] == "!"]
    assert [frame[1] and frame[1]["title"] for frame in reports] == ["Failing: timer `tick`", None]
    await stage.close()


# Back-pressure.


async def test_a_page_that_does_not_acknowledge_gets_the_newest_state_later() -> None:
    stage = Stage(unacknowledged=3)
    channel, client = await stage.joined(Counter)
    for _ in range(10):
        await stage.event(channel, "add")
    assert client.version == 3
    client.take()
    channel.receive(frames.Applied(0, 3))
    await stage.settle(channel)
    (frame,) = client.take()
    assert frame[1] == 4 and frame[3] == 10
    assert stage.shows_the_state(channel, client)
    await stage.close()


async def test_a_socket_that_does_not_take_it_is_looked_at_later(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    client.pressure = 1_000_000
    for _ in range(10):
        await stage.event(channel, "add")
    assert client.version == 0
    client.pressure = 0
    stage.clock.turn(0.1)
    await stage.settle(channel)
    assert client.version == 1 and stage.shows_the_state(channel, client)


async def test_a_full_mailbox_says_so_and_has_room_again() -> None:
    stage = Stage(mailbox=3)
    channel, _ = await stage.joined(Counter)
    taken = [await stage.event(channel, "add", wait=False) for _ in range(5)]
    assert taken == [True, True, True, False, False]
    await channel.room()
    assert channel.receive(frames.Event(4, 0, "add"))
    await stage.settle(channel)
    assert channel.view.count == 4  # type: ignore[attr-defined]
    await stage.close()


async def test_a_join_is_heard_of_even_with_a_full_mailbox() -> None:
    stage = Stage(mailbox=2)
    channel, client = await stage.joined(Counter)
    for _ in range(2):
        await stage.event(channel, "add", wait=False)
    channel.detach(client)
    channel.join(client, {0: 0})
    await stage.settle(channel)
    log: list[str] = channel.view.log  # type: ignore[attr-defined]
    assert log.count("joined True") == 1 and stage.shows_the_state(channel, client)
    await stage.close()


async def test_a_page_that_could_not_apply_a_frame_gets_the_full_values(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "add")
    client.take()
    for _ in range(5):
        channel.receive(frames.Resend(0))
    await stage.settle(channel)
    (frame,) = client.take()
    assert frame[0] == "=" and stage.shows_the_state(channel, client)


@pytest.mark.parametrize(
    "frame", [frames.Applied(7, 1), frames.Resend(7), frames.Applied(0, 999), frames.Applied(0, -1)]
)
async def test_odd_frames_are_harmless(stage: Stage, frame: frames.ClientFrame) -> None:
    channel, client = await stage.joined(Counter)
    assert channel.receive(frame)
    await stage.event(channel, "add")
    assert stage.shows_the_state(channel, client)


# The end.


@pytest.mark.parametrize(("reason", "code"), [("shutdown", 1012), ("expired", 4004)])
async def test_the_end_is_told_to_view_and_page(stage: Stage, reason: str, code: int) -> None:
    channel, client = await stage.joined(Counter)
    await channel.stop(reason)
    assert channel.view.log[-1] == f"terminate {reason}"  # type: ignore[attr-defined]
    assert client.closed is not None and client.closed[0] == code


async def test_a_page_that_leaves(stage: Stage) -> None:
    channel, client = await stage.joined(Counter)
    await stage.event(channel, "add", wait=False)
    channel.receive(frames.Leave())
    await stage.settle(channel)
    while channel.exit_reason is None:
        await asyncio.sleep(0)
    assert channel.exit_reason == "left" and channel.view.count == 1  # type: ignore[attr-defined]
    assert client.closed is not None and client.closed[0] == 1000
    assert channel.receive(frames.Event(9, 0, "add"))  # dropped: nobody waits for it


async def test_timers_end_with_the_view(stage: Stage) -> None:
    channel, _ = await stage.joined(Clock)
    await channel.stop()
    stage.clock.turn(10)
    assert len(channel.mailbox) == 0


async def test_a_mistake_in_terminate_is_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    class Bad(LiveView):
        template_string = ""

        async def terminate(self, reason: str) -> None:
            raise LookupError("x")

    channel, _ = await stage.joined(Bad)
    with caplog.at_level(logging.ERROR):
        await channel.stop()
    assert "terminate failed" in caplog.text


# Development.


async def test_reports_are_shown_in_development_only() -> None:
    stage = Stage(debug=True)
    channel, client = await stage.joined(Counter)
    client.take()
    await stage.event(channel, "fail")
    reports = [frame[1] for frame in client.take() if frame[0] == "!"]
    assert reports[0]["title"] == "Counter: event `fail`" and "test_channel.py" in reports[0]["where"]
    other = Client(client.fragments)
    channel.join(other, {0: -1})
    await stage.settle(channel)
    assert "!" in [frame[0] for frame in other.frames]
    await stage.event(channel, "destroy")
    assert [frame[1]["message"].split(":")[0] for frame in other.frames if frame[0] == "!"][-1] == "EventRefusedError"
    await stage.close()
