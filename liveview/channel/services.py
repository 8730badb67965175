"""What an app lends to each of its channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from liveview.channel.lane import Post
from liveview.channel.limits import Limits
from liveview.channel.renders import Renders
from liveview.engine import LiveEnvironment
from liveview.runtime.clock import Clock
from liveview.runtime.memory import Memory
from liveview.runtime.process import Process
from liveview.runtime.supervisor import Supervisor
from liveview.runtime.thread_shares import ThreadShares
from liveview.runtime.threads import ThreadPool
from liveview.view.component import Component
from liveview.view.fallbacks import Fallbacks
from liveview.view.node import Node
from liveview.view.request import Request
from liveview.view.template import Templates


class Shares(Protocol):
    """The shared components of the worker (`liveview.channel.sharing`)."""

    def address(self, component: type[Component], props: Mapping[str, Any]) -> int:
        """The address of a component with certain props, the same for all pages."""
        ...

    def sit(
        self, address: int, node: Node, page: Process, post: Post, request: Request, on_settled: Callable[[], object]
    ) -> Any:
        """A page shows a component from now on: its place there."""
        ...


@dataclass
class Services:
    """Shared by all channels of an app.

    Attributes:
        clock: where time comes from.
        threads: where plain `def` methods run.
        environment: where templates are compiled.
        components: what every template may call.
        debug: whether errors are shown in the page.
        limits: every bound of a view's life.
        tree: the application's processes, which views are part of; without it a view has none around it.
        sharing: the shared components.
        templates: the compiled templates.
        fallbacks: what is shown where a component has failed.
        renders: how templates are evaluated.
        memory: what the worker holds.
        background: where the plain functions of an `Async` run: threads of their own, since they may take minutes, and
            `def` methods are waited for by people.
    """

    clock: Clock
    threads: ThreadPool
    environment: LiveEnvironment
    components: Sequence[type[Component]] = ()
    debug: bool = False
    limits: Limits = field(default_factory=Limits)
    tree: Supervisor | None = None
    sharing: Shares | None = None
    templates: Templates = field(init=False)
    fallbacks: Fallbacks = field(init=False)
    renders: Renders = field(init=False)
    memory: Memory = field(init=False)
    background: ThreadShares = field(init=False)

    def __post_init__(self) -> None:
        self.templates = Templates(self.environment, self.components)
        self.fallbacks = Fallbacks(self.templates)
        self.memory = Memory(self.clock.now)
        self.background = ThreadShares(ThreadPool())
        self.renders = Renders(self.threads, self.clock, self.limits.render_warn, self.limits.handler_within)

    def close(self) -> None:
        """The app has ended: nobody is called any more."""
        self.threads.close()
        self.background.close()
        self.renders.close()
