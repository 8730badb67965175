"""Evaluates templates: on the loop, where one that takes long is told with its line, or in a thread."""

from __future__ import annotations

import linecache
import logging
import re
from functools import partial
from types import FrameType
from typing import Any

from liveview.channel.faults import Quiet
from liveview.channel.report import is_own
from liveview.engine.rendering import Evaluation
from liveview.runtime.clock import Clock
from liveview.runtime.deadline import Deadline
from liveview.runtime.lookout import Lookout, Step
from liveview.runtime.threads import ThreadPool
from liveview.runtime.watchdog import HandlerOverrun
from liveview.view.live_view import LiveView
from liveview.view.node import Node
from liveview.view.source import place_in_string
from liveview.view.tree import Found, Tree

logger = logging.getLogger("liveview.channel")

WIDTH = 100  # of the line that is shown
# Short renders of a component after a long one until nobody looks on any more: what looks is a thread, that wakes a
# processor a hundred times a second.
FORGIVEN = 100


class Renders:
    """Evaluates the templates of an app's pages.

    Args:
        threads: where those are evaluated that ask for it.
        clock: where time comes from.
        slow: seconds on the loop that are too many.
        within: seconds in a thread after which the view ends.
    """

    def __init__(self, threads: ThreadPool, clock: Clock, slow: float, within: float | None) -> None:
        self._threads = threads
        self._clock = clock
        self._slow = slow
        self._within = within
        self._lookout = Lookout(slow, _place)
        self._quiet = Quiet(clock.now)
        self._known: set[type] = set()  # components that took long before
        # Those that did so lately, each with how many short renders are left until it did not.
        self._watched: dict[type, int] = {}
        self._waited: set[type] = set()  # and those that did so the last time, without computing

    def close(self) -> None:
        """The app has ended."""
        self._lookout.close()

    async def evaluate(self, tree: Tree, node: Node) -> Found:
        """Evaluates a node's template.

        Raises:
            Exception: whatever the template raises.
            HandlerOverrun: it hangs in its thread, and nobody may use the tree any more.
        """
        view = tree.root.component
        if issubclass(view, LiveView) and view.render_in == "thread":
            return await self._in_thread(tree, node)
        self._lookout.begin(is_watched=node.component in self._watched)
        try:
            return tree.evaluate(node)
        finally:
            self._judge(view, node, self._lookout.end())

    async def _in_thread(self, tree: Tree, node: Node) -> Found:
        within = self._within
        with Deadline(
            self._clock,
            within or 0.0,
            within,
            lambda: None,
            lambda: HandlerOverrun(within or 0.0, "its template took"),
        ):
            return await self._threads.run(partial(tree.evaluate, node))

    def _judge(self, view: type, node: Node, step: Step[str] | None) -> None:
        component = node.component
        if step is None:
            if component in self._watched:
                self._forgive(component)
            return
        # One that waited is told only where the next one does, too.
        self._watched[component] = FORGIVEN if step.computed >= self._slow else 1
        if component not in self._known:
            self._known.add(component)  # the first time fills caches, and says little
        elif step.computed >= self._slow or component in self._waited:
            self._tell(view, node, step.seconds, step.seen)
        else:
            # It waited, for a database or for a processor that others had. The latter is seldom so twice in a row.
            self._waited.add(component)

    def _forgive(self, component: type) -> None:
        """One that took long lately did not this time."""
        self._waited.discard(component)
        self._watched[component] -= 1
        if not self._watched[component]:
            del self._watched[component]

    def _tell(self, view: type, node: Node, seconds: float, seen: str | None) -> None:
        if self._quiet.count(node.component.__qualname__) is not None:
            name = view.__name__ if node.component is view else f"{view.__name__}, {node.component.__name__}"
            in_thread = f', or write `render_in = "thread"` in {view.__name__}' if issubclass(view, LiveView) else ""
            logger.warning(
                "%s: its template took %.0f ms on the loop, where everybody else waits%s. Work out in a handler or in "
                "the background what takes so long%s.",
                *(name, seconds * 1000, f", and was at {seen}" if seen else "", in_thread),
            )


def _place(frame: FrameType) -> str:
    """Where a template is: its line, with what stands there, and what of the app runs for it."""
    runs, read, is_asked_for = "", "", False
    each: FrameType | None = frame
    while each is not None:
        template = each.f_globals.get("__jinja_template__")
        if template is not None:
            lineno = each.f_lineno or each.f_code.co_firstlineno  # Python knows none between two lines
            return _line(template, lineno, read if is_asked_for else "") + runs
        code = each.f_code
        if is_own(code.co_filename):
            read = code.co_name
            runs = runs or f", in {read} at {code.co_filename}:{each.f_lineno}"
        # A value is asked for before the line that shows it: the line is the one that names it.
        is_asked_for = is_asked_for or code is Evaluation.mask.__code__
        each = each.f_back
    return runs.removeprefix(", ")


def _line(template: Any, lineno: int, read: str) -> str:
    number: int = template.get_corresponding_lineno(lineno)
    place = place_in_string(template.name, number)
    filename: str | None = place.filename or template.filename
    first = place.lineno or number
    lines = linecache.getlines(filename) if filename else []
    named = re.compile(rf"\b{re.escape(read)}\b")
    line = next((n for n in range(first, len(lines) + 1) if named.search(lines[n - 1])), first) if read else first
    text = lines[line - 1].strip()[:WIDTH] if 0 < line <= len(lines) else ""
    return f"{filename or template.name}:{line} `{text}`"
