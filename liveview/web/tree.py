"""The application's processes: who is started before whom, and who falls with whom.

    application            rest_for_one: what a part below is lost to those after it
     ├─ PubSub             subscriptions are in it
     ├─ tracker            who is where
     ├─ notices            which sessions are over, and which pages are in another worker
     ├─ posts              what pages have posted to other workers
     ├─ handing over       which pages have come back elsewhere
     ├─ downloads          files that are fetched from other workers
     ├─ tasks              background work of views and of anybody
     ├─ caches             values that pages share
     └─ pages              one_for_one: the app's own processes and its views do not fall together
         ├─ children       what `LiveApp(children=[…])` names
         ├─ shared         components that are one for many pages
         └─ views          one process a page

The endpoint, which takes requests, is the server's: it is started after all of this and stopped before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from liveview.channel.supervising import SharedSupervisor, SharedUnits, ViewSupervisor
from liveview.runtime.adapter import Adapter
from liveview.runtime.caches import Caches
from liveview.runtime.children import Child, ChildSpec, child
from liveview.runtime.exits import MaxRestarts, Reason, is_planned
from liveview.runtime.process import Process
from liveview.runtime.pubsub import PubSub
from liveview.runtime.supervisor import Supervisor
from liveview.runtime.task_supervisor import TASKS, TaskSupervisor
from liveview.runtime.threads import ThreadPool
from liveview.runtime.tracker import Tracker

# Its name in the tree: from there all processes of an app are found.
APPLICATION = "liveview.application"


def application(
    children: Iterable[Child],
    adapter: Adapter | None = None,
    between_workers: Iterable[Process] = (),
    threads: ThreadPool | None = None,
) -> Supervisor:
    """The tree of an app, to be started.

    Args:
        children: the app's own processes, in the order of their start.
        adapter: how its PubSub reaches other workers; by default there are none.
        between_workers: what workers tell each other of pages.
        threads: where values are loaded that pages share; without, there are none.

    Raises:
        ConfigurationError: two of one id, or what cannot be a child.
    """
    own = Supervisor(children)
    pages = Supervisor(
        [
            _supervisor(own, "children"),
            child(SharedSupervisor(SharedUnits()), id="shared"),
            _supervisor(ViewSupervisor(), "views"),
        ]
    )
    tasks = TaskSupervisor(name=TASKS)
    return Supervisor(
        [
            PubSub(adapter),
            Tracker(),
            *between_workers,
            _supervisor(tasks, "tasks"),
            *([] if threads is None else [child(Caches(threads), id="caches")]),
            _supervisor(pages, "pages"),
        ],
        strategy="rest_for_one",
        name=APPLICATION,
    )


def _supervisor(supervisor: Supervisor | ViewSupervisor | TaskSupervisor, id: str) -> ChildSpec:
    # It is ready when its last child is: each of them has a time of its own.
    return child(supervisor, id=id, start_timeout=None)


def when_it_gives_up(tree: Supervisor, call: Callable[[Reason], object]) -> None:
    """Call back where a tree has ended without having been asked to.

    Args:
        tree: the tree.
        call: gets the reason.
    """

    def ended(reason: Reason) -> None:
        if isinstance(reason, MaxRestarts) or not is_planned(reason):
            call(reason)

    tree.on_exit(ended)
