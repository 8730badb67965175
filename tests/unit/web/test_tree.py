"""The application's tree: who falls with whom, and what becomes of it when too much fails."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient

from liveview import LiveApp, LiveView, Process, PubSub, Supervisor, TaskSupervisor, live, on
from liveview.channel.supervising import ViewSupervisor
from liveview.errors import ConfigurationError, NoProcessError, StartError
from liveview.runtime.exits import MaxRestarts, Reason
from liveview.runtime.process import Process as AnyProcess
from liveview.runtime.task_supervisor import TASKS
from liveview.testing import visit
from tests.unit.runtime.settling import quiet


class Board(LiveView):
    template_string = "<p>{{ heard }}</p>"
    heard: str = ""

    @on("news")
    async def news(self, message: str) -> None:
        self.heard += message


class Worker(Process):
    async def info(self, message: Any) -> None:
        raise LookupError("boom")


def app(*children: Any) -> LiveApp:
    return LiveApp(routes=[live("/", Board)], secret="s" * 40, children=children)


def worker_of(made: LiveApp) -> AnyProcess:
    found: AnyProcess = made.live.services.tree.whereis("worker")  # type: ignore[union-attr]
    return found


def named(name: str) -> Any:
    return Worker(name=name)


async def test_a_child_that_fails_is_started_again_and_no_page_notices() -> None:
    made = app(named("worker"))
    async with visit(made) as page:
        before = worker_of(made)
        before.send("fail")
        await quiet()
        assert worker_of(made) is not before and page.closed is None
        made.pubsub.publish("news", "x")
        await page.settled()
        assert page.text("p") == "x"


async def test_the_whole_tree_is_found_from_anywhere_in_it() -> None:
    made = app(named("worker"))
    async with visit(made):
        top = worker_of(made).whereis("liveview.application", Supervisor)
        assert [info.id for info in top.which_children()][-1] == "pages"
        pages = top.which_child("pages", Supervisor)
        assert [info.id for info in pages.which_child("children", Supervisor).which_children()] == ["worker"]
        assert len(pages.which_child("views", ViewSupervisor).which_children()) == 1


async def test_children_that_fail_too_often_take_their_supervisor_and_no_page() -> None:
    made = app(named("worker"))
    async with visit(made) as page:
        for _ in range(4):
            worker_of(made).send("fail")
            await quiet()
        assert worker_of(made)._restarts_ == 0  # of a supervisor that was started again
        assert page.closed is None


async def test_a_page_that_crashes_is_nobody_elses() -> None:
    made = app()
    async with visit(made) as one, visit(made) as two:
        for _ in range(10):
            one._browser.wire.channel().kill()  # type: ignore[union-attr]
            await one.reconnect()
        assert two.closed is None
        await quiet()
        made.pubsub.publish("news", "x")
        await one.settled()
        await two.settled()
        assert one.text("p") == two.text("p") == "x"


async def test_pages_fall_with_the_pubsub_that_they_listen_to_and_come_back() -> None:
    made = app()
    async with visit(made) as page:
        before = made.pubsub
        before.kill()
        await quiet()
        assert made.pubsub is not before
        await page.reconnect()
        made.pubsub.publish("news", "again")
        await page.settled()
        assert page.text("p") == "again"


async def test_a_tree_that_gives_up_is_said_once_with_its_reason() -> None:
    made = app()
    reasons: list[Reason] = []
    made.live.on_failure = reasons.append
    async with visit(made):
        for _ in range(4):
            made.pubsub.kill()
            await quiet()
        assert len(reasons) == 1 and isinstance(reasons[0], MaxRestarts)
        with pytest.raises(NoProcessError):
            _ = made.pubsub


async def test_an_app_that_is_stopped_has_not_failed() -> None:
    made = app(named("worker"))
    reasons: list[Reason] = []
    made.live.on_failure = reasons.append
    async with visit(made):
        worker = worker_of(made)
    assert reasons == [] and worker.exit_reason == "shutdown"
    async with visit(made):  # it may be started again, with other processes
        assert worker_of(made) is not worker


async def test_an_app_whose_child_does_not_start_does_not_start() -> None:
    class Broken(Process):
        async def init(self) -> None:
            raise LookupError("no database")

    with pytest.raises(StartError, match="no database"):
        async with visit(app(Broken)):
            pass
    with pytest.raises(ConfigurationError, match="two children"):
        async with visit(app(Worker, Worker)):
            pass


async def test_tasks_and_topics_are_found_by_children() -> None:
    found: list[Any] = []

    class Asking(Process):
        async def init(self) -> None:
            found.extend([self.whereis(TASKS, TaskSupervisor), self.whereis("liveview.pubsub", PubSub)])

    async with visit(app(Asking)):
        assert len(found) == 2


def test_an_app_that_runs_is_not_started_again() -> None:
    made = app()
    with TestClient(made) as first:
        with pytest.raises(ConfigurationError, match="a second time while it runs"), TestClient(made):
            pass
        assert first.get("/").status_code == 200
    with TestClient(made) as again:
        assert again.get("/").status_code == 200


def test_an_app_whose_loop_is_over_can_be_started() -> None:
    made = app()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(_start(made))
    loop.close()
    with TestClient(made) as again:
        assert again.get("/").status_code == 200


async def _start(made: LiveApp) -> None:
    made.live.start()
