"""Who starts and stops views: their supervisor in the application's tree."""

from __future__ import annotations

from liveview.errors import StartError
from liveview.runtime.children import ChildSpec, child
from liveview.runtime.dynamic_supervisor import DynamicSupervisor
from liveview.runtime.exits import Reason
from liveview.runtime.process import P

# Its name in the tree.
VIEWS = "liveview.views"


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
        try:
            # Its own deadline is that of the request it is mounted for.
            await self.start_child(child(view, restart="temporary", start_timeout=None))
        except StartError as error:
            raised = error.__cause__ or error
        else:
            return view
        raise raised

    def _tell_end(self, spec: ChildSpec, reason: Reason) -> None:
        """A view that crashed has said so itself, and pages come and go."""
