"""What one page shows: brought to the view's state, at the right moment, with the fewest bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liveview.channel.faults import Faults
from liveview.channel.outbox import Outbox
from liveview.channel.services import Services
from liveview.engine import REPLACED, Rendering, Styles
from liveview.protocol import frames
from liveview.runtime.clock import Handle
from liveview.view.effects import Effects
from liveview.view.live_view import LiveView
from liveview.view.modules import needed_for
from liveview.view.names import snake_case

# How long to look away from a page whose socket does not take what is written to it.
PRESSURE_INTERVAL = 0.1

INTERNAL_ERROR = "internal error"
# What its user is told of an event that has failed; the log has the rest.
FAILED = ["flash", "error", "Something went wrong. Please try again."]


@dataclass(frozen=True)
class Page:
    """What the first page needs of a channel (protocol, section 4).

    Attributes:
        html: the live part, with its marks.
        sheet: the rules for inline styles.
        fragment: the root fragment's id.
        fragments: every fragment's definition.
        version: what the page shows.
        title: the document's title.
        modules: those of the client that it needs.
    """

    html: str
    sheet: str
    fragment: str
    fragments: Mapping[str, list[Any]]
    version: int
    title: str
    modules: Sequence[str] = ()


class Screen:
    """What a view shows, and what its page knows of it.

    Args:
        view: the user's object.
        rendering: its template's.
        update: brings the rendering to the state, with all components, and gives the patch.
        outbox: where frames go.
        faults: where a template's mistakes go.
        effects: what the page is asked for, after the patch.
        services: the app's.
        request_flush: asks for `render` to be called when the view is between two messages.
        give_up: ends the view: its template fails again and again.

    Attributes:
        stale: whether the view or a component has run since the last render.
        owes_values: whether only the full values will do: the page missed a frame, or the memo is gone.
        answer: the newest event that has run and whose effect the page waits for.
        answered: the newest event that the page was answered.
        title: the document's.
        has_title: whether that is the view's to say.
        weigh: looks at how much the state has become.
    """

    def __init__(
        self,
        view: LiveView,
        rendering: Rendering,
        update: Callable[[], Awaitable[list[Any] | None]],
        outbox: Outbox,
        faults: Faults,
        effects: Effects,
        services: Services,
        request_flush: Callable[[], object],
        give_up: Callable[[Exception], object],
    ) -> None:
        self.stale = False
        self.owes_values = False
        self.answer: int | None = None
        self.answered = 0
        self._view = view
        self._rendering = rendering
        self._update = update
        self._outbox = outbox
        self._faults = faults
        self._effects = effects
        self._clock = services.clock
        self._interval = services.limits.render_interval
        self._request_flush = request_flush
        self._give_up = give_up
        self._most_failures = services.limits.max_restarts
        self._failures = 0  # of the view's own template, one after another
        self._is_closed = False
        self._rendered_at = 0.0
        self._flush: Handle | None = None
        self.title = ""
        self.has_title = True
        self.weigh: Callable[[], object] = lambda: None

    async def mount(self) -> None:
        """Renders for the first time. What templates and components raise is the caller's."""
        await self._update()
        self.title = self._page_title()

    def page(self, mark: str = "") -> Page:
        """The first page, right after the mount.

        Args:
            mark: what the numbers of its styles begin with.
        """
        styles = Styles(mark)
        html = self._rendering.html(styles)
        fragments = {fragment.id: fragment.definition for fragment in self._rendering.fragments()}
        modules = needed_for(html)
        self._outbox.know(fragments, modules)
        root = self._rendering.values()[0]
        return Page(html, styles.sheet(), root, fragments, self._outbox.version, self.title, modules)

    def close(self) -> None:
        """Nothing more is shown."""
        self._is_closed = True
        if self._flush is not None:
            self._flush.cancel()

    async def render_soon(self) -> None:
        """Renders once for all that happens within a screen's refresh. The answer to a click never waits for it."""
        wait = self._rendered_at + self._interval - self._clock.now()
        if wait <= 0:
            await self.render()
        else:
            self._flush_in(wait)

    def _flush_in(self, seconds: float) -> None:
        if self._flush is None:
            self._flush = self._clock.call_later(seconds, self._flush_now)

    def _flush_now(self) -> None:
        self._flush = None
        self._request_flush()

    async def render(self) -> None:
        """Brings the page to the state, and answers the events that led to it."""
        if self._is_closed:
            return
        self.weigh()
        if not self._outbox.is_ready:
            # A page that is away asks by joining, one that is behind by acknowledging.
            if self._outbox.is_under_pressure:
                self._flush_in(PRESSURE_INTERVAL)
            return
        patch = None
        if self.stale or self.owes_values:
            self.stale = False
            self._rendered_at = self._clock.now()
            try:
                patch = await self._update()
            except Exception as error:
                self._fail(error)
                return
            self._failures = 0
            self._faults.end("template")
        self._send(patch)
        self._send_title()

    def _fail(self, error: Exception) -> None:
        """The page stays at its last good version. What changed is lost, so the next good render is sent whole."""
        self._faults.begin("template", error)
        self._failures += 1
        if self._failures > self._most_failures:
            self._give_up(error)
        elif self.answer is not None and not self._faults.shown:
            self._outbox.patch([], None, [FAILED])
        if self.answer is not None:
            self.refuse(self.answer, INTERNAL_ERROR)

    def _send(self, patch: list[Any] | None) -> None:
        answer, self.answer = self.answer, None
        self._outbox.define({fragment.id: fragment.definition for fragment in self._rendering.fragments()})
        effects = self._effects.take()
        if patch is REPLACED or self.owes_values:
            self.owes_values = False
            self._outbox.full(self._rendering.values(), answer, effects)
        elif patch is not None or effects:
            self._outbox.patch(patch or [], answer, effects)
        elif answer is not None:
            self._outbox.send(frames.answer_frame(answer))
        self.answered = answer or self.answered

    def apologise(self) -> None:
        """Tells whoever has done it that it failed; in development the report does."""
        if not self._faults.shown:
            self._effects.ask(*FAILED)

    def refuse(self, ref: int, error: str) -> None:
        """Answers an event that did not run to its end."""
        self.answer = None
        self.answered = ref
        self._outbox.refuse(ref, error)

    def _send_title(self) -> None:
        try:
            title = self._page_title()
        except Exception as error:
            self._faults.begin("page_title", error)
            return
        self._faults.end("page_title")
        if title != self.title:
            self.title = title
            self.repeat_title()

    def repeat_title(self) -> None:
        """Tells the page the title that it should have."""
        if self.has_title:
            self._outbox.send(frames.title_frame(self.title))

    def _page_title(self) -> str:
        title = self._view.page_title
        return str(title) if title else snake_case(type(self._view).__name__).replace("_", " ").capitalize()
