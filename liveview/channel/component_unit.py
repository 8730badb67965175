"""The process of a component: what those of one page and those of many have in common."""

from __future__ import annotations

from functools import partial

from liveview.channel.isolated import Isolated
from liveview.channel.ladder import CRASHED
from liveview.channel.messages import Told
from liveview.channel.snapshot import KeptUnit
from liveview.channel.unit import Unit
from liveview.runtime.exits import Shutdown


class ComponentUnit(Unit, Isolated):
    """A component with a mailbox, timers and failures of its own."""

    _expected: KeptUnit | None = None

    async def init(self) -> None:
        """Mounts the component and renders it once."""
        kept = self._expected
        if kept is not None:
            self.expect(kept)
        self._around.caching.enter()
        root = self._tree.root
        self._components.begin(root, self._instance)
        mount = partial(self._calls.call, self._instance, "mount")
        await self._beginning.begin(root, self._instance, None if kept is None else kept.root, mount)
        await self._mounted()

    async def terminate(self, reason: object) -> None:
        """Calls the component's `terminate`; it is told of a crash as others in the page are."""
        has_crashed = isinstance(reason, BaseException) and not isinstance(reason, Shutdown)
        await super().terminate(CRASHED if has_crashed else reason)

    async def _run(self, message: object) -> None:
        if isinstance(message, Told):
            await self._hear(self._tree.root, "info", message.message)
        else:
            await super()._run(message)
