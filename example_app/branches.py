"""The processes of an app as a tree to draw: its supervisors, and of its pages the one who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from liveview import ChildInfo, Process, Supervisor

# Where every process of an app is found from.
APPLICATION = "liveview.application"
# What the framework's own are for. Of others the name says it.
NAMES: Mapping[str, tuple[str, str]] = {
    "liveview.pubsub": ("PubSub", "carries messages"),
    "liveview.tracker": ("Presence", "knows who is where"),
    "liveview.notices": ("notices", "tells workers what is over"),
    "liveview.handing_over": ("handing over", "asks other workers for a page that comes back"),
    "liveview.downloads": ("downloads", "fetches files that other workers have"),
    "liveview.posts": ("posts", "passes on what came to another worker"),
    "tasks": ("tasks", "run background work"),
    "pages": ("pages", "what users see"),
    "children": ("children", "the app's own processes"),
    "shared": ("shared", "parts that many look at"),
    "views": ("views", "one process a page"),
}

State = Literal["running", "starting", "down"]


@dataclass(frozen=True, slots=True)
class Branch:
    """One process, or the place of one that does not run.

    Attributes:
        path: where it is; no other process is there.
        name: what its supervisor calls it.
        note: what it does.
        state: `"running"`, `"starting"`, or `"down"`, where nobody starts it.
        restarts: how often it was started again.
        branches: those whom it starts again.
    """

    path: str
    name: str
    note: str = ""
    state: State = "running"
    restarts: int = 0
    branches: tuple[Branch, ...] = ()


def grow(application: Supervisor, page: Process | None) -> Branch:
    """The tree as it stands.

    Args:
        application: the supervisor of all.
        page: whose isolated components are shown; of other pages only the number is.
    """
    path = "application"
    return Branch(path, path, "starts what is below, in order", branches=_below(application, page, path))


def _below(supervisor: Process, page: Process | None, path: str) -> tuple[Branch, ...]:
    if path.endswith("/views"):
        return _pages(supervisor, page, path)
    return tuple(_of(info, page, f"{path}/{info.id}") for info in supervisor.which_children())


def _of(info: ChildInfo, page: Process | None, path: str) -> Branch:
    name, note = NAMES.get(str(info.id), (str(info.id), ""))
    below = () if info.process is None else _below(info.process, page, path)
    state: State = "running" if info.process is not None else "starting" if info.is_restarting else "down"
    return Branch(path, name, note, state, info.restarts, below)


def _pages(views: Process, page: Process | None, path: str) -> tuple[Branch, ...]:
    """Other people's pages are none of a visitor's business."""
    others = sum(info.process is not page for info in views.which_children())
    own = () if page is None else (Branch(f"{path}/own", "this page", branches=_below(page, page, f"{path}/own")),)
    return (*own, Branch(f"{path}/others", f"{others} other page{'' if others == 1 else 's'}")) if others else own


def restarts(tree: Branch) -> Iterator[tuple[str, int]]:
    """How often each was started again, by its path.

    Args:
        tree: with all that is below.
    """
    yield tree.path, tree.restarts
    for branch in tree.branches:
        yield from restarts(branch)
