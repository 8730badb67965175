"""The picture of the processes: who runs, who was started again, and where that was a moment ago."""

from __future__ import annotations

from example_app.branches import APPLICATION, Branch, grow, restarts
from liveview import Component, Process, Supervisor, every, state
from liveview.ui import Badge

FRESH = 6  # looks, two a second: as long as it takes to find the place


class Healing(Component):
    """Looks at the tree twice a second."""

    uses = [Badge]
    tree: Branch = state(transient=True)
    healed: list[str] = []

    async def mount(self) -> None:
        await self.restore()

    async def restore(self) -> None:
        self._restarts: dict[str, int] = {}
        self._fresh: dict[str, int] = {}
        await self.look()

    @every(seconds=0.5)
    async def look(self) -> None:
        self.tree = grow(self.live.whereis(APPLICATION, Supervisor), Process.current())
        before, self._restarts = self._restarts, dict(restarts(self.tree))
        self._fresh = {path: looks - 1 for path, looks in self._fresh.items() if looks > 1}
        self._fresh |= {path: FRESH for path, count in self._restarts.items() if count > before.get(path, count)}
        self.healed = sorted(self._fresh)
