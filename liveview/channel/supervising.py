"""Who starts and stops views: their supervisor in the application's tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from liveview.errors import StartError
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.children import ChildSpec, child
from liveview.runtime.dynamic_supervisor import DynamicSupervisor
from liveview.runtime.exits import Reason
from liveview.runtime.life import Ready
from liveview.runtime.process import P, Process
from liveview.runtime.stopping import stop_all

# Its name in the tree.
VIEWS = "liveview.views"
SHARED = "liveview.shared"


class ViewSupervisor(DynamicSupervisor):
    """Views are temporary: it is the page that asks for another one, so no view's crashes count against the others."""

    def __init__(self) -> None:
        super().__init__(name=VIEWS)

    async def start_view(self, view: P) -> P:
        """Start a view's process.

        Raises:
            NoProcessError: the app is stopping.
            Exception: what its `mount` raised, itself.
        """
        view._made_with_ = None  # nobody makes the same one again
        try:
            # Its own deadline is that of the request it is mounted for.
            await self.start_child(child(view, id=view._child_id_, restart="temporary", start_timeout=None))
        except StartError as error:
            raised = error.__cause__ or error
        else:
            return view
        raise raised

    def _tell_end(self, spec: ChildSpec, reason: Reason) -> None:
        """A view that crashed has said so itself, and pages come and go."""


@dataclass
class SharedUnits:
    """The shared components of a worker, whoever supervises them.

    Attributes:
        units: those that run.
        listed: lists them as they stand.
    """

    units: set[Process] = field(default_factory=set)
    listed: Callable[[], list[ChildInfo]] = list


class SharedSupervisor(Process, shutdown=None):
    """The process around shared components. Who has failed is started anew by its place, which knows its pages.

    Args:
        around: those that it is around. They live on where it begins anew.

    Attributes:
        around: the same.
    """

    def __init__(self, around: SharedUnits) -> None:
        super().__init__(name=SHARED)
        self.around = around

    def which_children(self) -> list[ChildInfo]:
        """The shared components as they stand."""
        return self.around.listed()

    def begin(self, unit: Process, ready: Ready) -> None:
        """Start a component's process.

        Args:
            unit: the process.
            ready: called once it has begun, or has failed to.
        """
        self.around.units.add(unit)
        unit.on_exit(lambda _: self.around.units.discard(unit))
        unit._begin_under_(self, None, ready, None)

    async def terminate(self, reason: Reason) -> None:
        """Ends them."""
        await stop_all(list(self.around.units))
