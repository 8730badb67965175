"""What a template can call to get a child with a template of its own: a component."""

from __future__ import annotations

from typing import Any, Protocol

from liveview.engine.late import Late
from liveview.engine.rendering import Child, Rendering


class LiveCallable(Protocol):
    """A value that a template calls to get a child: `{{ Tile(label="CPU") }}`.

    Its type carries `render_live`; it also is an ordinary callable that returns `Markup`, for places that
    hold text only.
    """

    def render_live(
        self, previous: Child | Late | None, args: tuple[Any, ...], kwargs: dict[str, Any], parent: Rendering
    ) -> Child | Late:
        """The child for these arguments.

        Args:
            previous: what this call gave last time at this place, if anything.
            args: positional arguments of the call.
            kwargs: its keyword arguments.
            parent: whose template calls.

        Returns:
            `previous`, a `Child` with its `patch` set, or a new one. A `Late` is evaluated after the parent.
        """
        ...
