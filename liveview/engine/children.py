"""What a call in a template leaves in the memo: a macro's or a component's instance, and what it was called with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from jinja2.runtime import Macro

if TYPE_CHECKING:
    from liveview.engine.rendering import Rendering

# What `Rendering.update` answers where no patch can say the change: send the full values.
REPLACED: list[Any] = ["replaced"]


class Child:
    """A component at its place in a template, rendered by a memo of its own.

    Attributes:
        rendering: its template's values.
        patch: what the last `render_live` changed: an instance patch, None, or `REPLACED`.
        state: for whoever made the child; the engine leaves it alone.
    """

    __slots__ = ("patch", "rendering", "state")

    def __init__(self, rendering: Rendering, state: Any = None) -> None:
        self.rendering = rendering
        self.patch: list[Any] | None = REPLACED
        self.state = state

    @property
    def memo(self) -> Any:
        return self.rendering.memo


class LiveCallable(Protocol):
    """A value that a template calls to get a child: `{{ Tile(label="CPU") }}`.

    Its type carries `render_live`; it also is an ordinary callable that returns `Markup`, for places that
    hold text only.
    """

    def render_live(
        self, previous: Child | None, args: tuple[Any, ...], kwargs: dict[str, Any], parent: Rendering
    ) -> Child:
        """The child for these arguments.

        Args:
            previous: what this call gave last time at this place, if anything.
            args: positional arguments of the call.
            kwargs: its keyword arguments.
            parent: whose template calls.

        Returns:
            `previous` with its `patch` set, or a new child.
        """


class Called:
    """A macro at its place in a template."""

    __slots__ = ("arguments", "live", "memo")

    def __init__(self, live: Any) -> None:
        self.live = live
        self.memo: Any = None
        self.arguments: list[Any] = []


class Binder(Macro):
    """Gives the arguments that a macro would run with."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> Any:
        return arguments


def live_macro(macro: Macro, live: Any, bits: tuple[int, ...]) -> Macro:
    """Give a macro its live form, which fills a fragment instead of returning text."""
    binder = Binder(
        macro._environment,
        macro._func,
        macro.name,
        macro.arguments,
        macro.catch_kwargs,
        macro.catch_varargs,
        macro.caller,
    )
    macro.live = live  # type: ignore[attr-defined]
    macro.bits = bits  # type: ignore[attr-defined]
    macro.binder = binder  # type: ignore[attr-defined]
    return macro
