"""The tree that is drawn: an app's processes with their restarts, and of its pages only one."""

from __future__ import annotations

from example_app.branches import APPLICATION, Branch, grow, restarts
from liveview import Component, LiveApp, LiveView, Process, Supervisor, child, event, live
from liveview.testing import Page, visit
from tests.integration.views import channel_of
from tests.unit.runtime.settling import quiet


class Worker(Process):
    async def info(self, message: object) -> None:
        raise LookupError("boom")


class Part(Component, isolated=True):
    template_string = "<p>{{ 1 // divisor }}</p><button lv-click='fail'>fail</button>"
    divisor: int = 1

    @event
    async def fail(self) -> None:
        self.divisor = 0


class Whole(LiveView):
    template_string = "{{ Part() }}<div>{% for key in 'ab' %}{{ Part(key=key) }}{% endfor %}</div>"
    uses = (Part,)


def app() -> LiveApp:
    return LiveApp(routes=[live("/", Whole)], secret="s" * 40, children=[child(Worker, name="worker")])


def tree(page: Page) -> Branch:
    process = channel_of(page)
    return grow(process.whereis(APPLICATION, Supervisor), process)


def drawn(branch: Branch, depth: int = 0) -> list[str]:
    below = [line for each in branch.branches for line in drawn(each, depth + 1)]
    return [" " * depth + branch.name, *below]


async def test_it_has_all_processes_of_the_app_and_of_the_page() -> None:
    made = app()
    async with visit(made) as page:
        lines = drawn(tree(page))
        own = [" PubSub", " Presence", " notices", " posts", " handing over", " downloads"]
        own += [" tasks", " caches", " pages"]
        assert lines[:10] == ["application", *own]
        assert lines[10:15] == ["  children", "   worker", "  shared", "  views", "   this page"]
        assert lines[15:] == ["    Part", "    ('Part', 'a')", "    ('Part', 'b')"]
        async with visit(made):
            assert drawn(tree(page))[-1] == "   1 other page"


async def test_it_counts_what_was_started_again() -> None:
    async with visit(app()) as page:
        assert set(dict(restarts(tree(page))).values()) == {0}
        channel_of(page).whereis("worker").send("fail")
        await quiet()
        await page.click("[lv-root] > button")
        counted = {path.rpartition("/")[2]: count for path, count in restarts(tree(page)) if count}
        assert counted == {"worker": 1, "Part": 1}


async def test_one_that_does_not_run_has_its_place() -> None:
    async with visit(app()) as page:
        for _ in range(4):
            await page.click("[lv-root] > button")
        page_itself = tree(page).branches[-1].branches[-1].branches[0]
        assert [branch.state for branch in page_itself.branches] == ["down", "running", "running"]
