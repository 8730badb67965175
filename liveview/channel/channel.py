"""The process of one view: a message in, a method called, a patch out."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from liveview.channel.faults import Faults
from liveview.channel.messages import Flush, Joined, Left, Tick
from liveview.channel.outbox import VIEW, Outbox, Sink
from liveview.channel.services import Services
from liveview.engine import REPLACED, Rendering, Styles
from liveview.errors import EventRefusedError, StateError
from liveview.protocol import frames
from liveview.runtime.clock import Handle
from liveview.runtime.process import Process
from liveview.runtime.timers import Timers
from liveview.view.live_view import LiveView
from liveview.view.names import snake_case
from liveview.view.path import mount_arguments, params_arguments
from liveview.view.request import Request

# How long to look away from a page whose socket does not take what is written to it.
PRESSURE_INTERVAL = 0.1

# Room in the mailbox for what is no event: one each of Joined, Flush and Left. Ticks come on top.
OWN_MESSAGES = 3

# Close codes by why the view ended (protocol, section 5). After any other end the page asks for a new view.
CLOSING = {"left": (1000, "left"), "shutdown": (1012, "the server restarts")}
ENDED = (4004, "the view has ended")


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
    """

    html: str
    sheet: str
    fragment: str
    fragments: Mapping[str, list[Any]]
    version: int
    title: str


class Channel(Process):
    """A view with its memo and its outbox.

    Args:
        view_class: what to mount.
        request: what for.
        services: the app's.

    Attributes:
        id: names the channel in the join token; not to be guessed.
        view: the user's object.
        on_attendance: called with True when a page connects and False when it is away.
    """

    def __init__(self, view_class: type[LiveView], request: Request, services: Services) -> None:
        timers = len(view_class._spec.timers)
        super().__init__(limit=services.limits.mailbox + OWN_MESSAGES + timers)
        self.id = secrets.token_urlsafe(16)
        self.view = view_class()
        self.on_attendance: Callable[[Channel, bool], None] | None = None
        self._services = services
        self._request = request
        self._compiled = services.templates.of(view_class)
        self._rendering = Rendering(self._compiled.template)
        self._outbox = Outbox(services.limits)
        self._faults = Faults(view_class.__name__, self._outbox, shown=services.debug)
        self._timers = Timers(services.clock, self.send)
        self._title = ""
        # Events: the newest in the mailbox, the newest run whose effect the page waits for, the newest answered.
        self._taken = 0
        self._answer: int | None = None
        self._answered = 0
        # Rendering: whether a method has run since the last one, and whether the page needs all values.
        self._stale = False
        self._owes_values = False
        self._rendered_at = 0.0
        self._flush_timer: Handle | None = None
        self._queued: set[type] = set()  # of Joined and Flush, those in the mailbox: one of each is enough
        self._has_joined = False  # whether a page ever connected
        self._has_started = False  # whether the view heard of it

    # The view's life.

    async def init(self) -> None:
        """Mounts the view and renders it once."""
        view_class = type(self.view)
        self.view._live.begin(self._request)
        await self._call("mount", **mount_arguments(view_class, self._request))
        await self._call("params", **params_arguments(view_class, self._request))
        self._check_assigned()
        self._rendering.mount(self._compiled.values(self.view))
        self._title = self._page_title()

    def _check_assigned(self) -> None:
        for name in self.view._spec.fields:
            if name not in vars(self.view):
                raise StateError(
                    f"{type(self.view).__name__}.{name} is declared as `state()`, without a default, and `mount` did "
                    f"not assign it. Assign it there on every path, or write `state(…)` with a default."
                )

    def page(self) -> Page:
        """The first page. Call it once, right after the mount."""
        styles = Styles()
        html = self._rendering.html(styles)
        fragments = {fragment.id: fragment.definition for fragment in self._rendering.fragments()}
        self._outbox.know(fragments)
        root = self._rendering.values()[0]
        return Page(html, styles.sheet(), root, fragments, self._outbox.version, self._title)

    async def terminate(self, reason: object) -> None:
        """Calls the view's `terminate`, and tells the page."""
        self._timers.cancel_all()
        if self._flush_timer is not None:
            self._flush_timer.cancel()
        await self._run("terminate", "terminate", str(reason))
        if self._outbox.sink is not None:
            self._outbox.sink.close(*CLOSING.get(str(reason), ENDED))

    # From the connection. None of this waits.

    def join(self, sink: Sink, versions: Mapping[int, int]) -> None:
        """Connects a page: it is told what it missed, and `joined` is called.

        Args:
            sink: the page's connection. One that was connected before is closed: the newest is the page.
            versions: what the page shows, by address.
        """
        before = self._outbox.sink
        if before is not None and before is not sink:
            before.close(4009, "taken over")
        if not self._outbox.resume(sink, versions.get(VIEW, -1), self._taken):
            self._owes_values = True
        if self._has_joined:
            self._outbox.send(frames.title_frame(self._title))
        self._has_joined = True
        self._faults.repeat()
        if self.on_attendance is not None:
            self.on_attendance(self, True)
        self._queue(Joined())

    def detach(self, sink: Sink) -> None:
        """Parks the view: its page is away. Methods go on running, nothing is rendered."""
        if self._outbox.sink is sink:
            self._outbox.sink = None
            if self.on_attendance is not None:
                self.on_attendance(self, False)

    def receive(self, frame: frames.ClientFrame) -> bool:
        """Takes a frame of the page.

        Returns:
            False where too much mail waits. The frame is not taken then: give it again after `room()`.
        """
        match frame:
            case frames.Event():
                return self._receive_event(frame)
            case frames.Applied(address=0):
                self._outbox.acknowledge(frame.version)
                if self._stale or self._owes_values:
                    self._queue(Flush())
            case frames.Resend(address=0):
                self._owes_values = True
                self._queue(Flush())
            case frames.Leave():
                self.send(Left())
            case _:
                pass  # an address that is not there: of a component that has gone meanwhile
        return True

    def _receive_event(self, frame: frames.Event) -> bool:
        if frame.ref <= self._taken:
            # Sent again by a page that missed the answer. If it was not given yet, it comes by itself.
            if frame.ref <= self._answered:
                self._outbox.send(frames.answer_frame(self._answered))
            return True
        if len(self.mailbox) >= self._services.limits.mailbox:
            return False
        self._taken = frame.ref
        return self.send(frame)

    def _queue(self, message: Joined | Flush) -> None:
        if type(message) not in self._queued:
            self._queued.add(type(message))
            self.send(message)

    # From the mailbox, one at a time.

    async def handle(self, message: object) -> None:
        """Runs what the message is for, and brings the page up to date."""
        self._queued.discard(type(message))
        match message:
            case frames.Event():
                await self._event(message)
            case Tick(method):
                await self._run(f"timer `{method}`", method)
                self._render_soon()
            case Joined():
                await self._joined()
            case Flush():
                self._render()
            case Left():
                self.exit("left")

    async def _joined(self) -> None:
        resumed, self._has_started = self._has_started, True
        await self._run("joined", "joined", resumed)
        if not resumed:
            for method, seconds in self.view._spec.timers.items():
                self._timers.send_every(seconds, Tick(method))
        self._render()

    async def _event(self, frame: frames.Event) -> None:
        what = f"event `{frame.name}`"
        try:
            method, arguments = self._resolve(frame)
        except Exception as error:
            self._faults.begin(what, error)
            self._refuse(frame.ref, "refused" if isinstance(error, EventRefusedError) else "internal error")
            return
        if await self._run(what, method, **arguments):
            self._answer = frame.ref
            self._render()
        else:
            self._render()  # what the method did before it failed: the page is a function of the state
            self._refuse(frame.ref, "internal error")

    def _resolve(self, frame: frames.Event) -> tuple[str, dict[str, object]]:
        handler = self.view._spec.events.get(frame.name) if frame.address == VIEW else None
        if handler is None:
            name = type(self.view).__name__
            raise EventRefusedError(
                f"{name} declares no event `{frame.name}`. Only methods under @event can be called.",
                event=frame.name,
                view=name,
            )
        return handler.attribute, handler.arguments(frame.values, frame.form, frame.control)

    # Calling the user's code.

    async def _run(self, what: str, method: str, *args: object, **kwargs: object) -> bool:
        """Calls a method of the view. An exception is the view's own, and it lives on.

        Returns:
            Whether the method ran to its end.
        """
        self._stale = True
        try:
            await self._call(method, *args, **kwargs)
        except Exception as error:
            self._faults.begin(what, error)
            return False
        self._faults.end(what)
        return True

    async def _call(self, method: str, *args: object, **kwargs: object) -> None:
        """Calls a method by Starlette's rule: `async def` on the loop, `def` in a worker thread."""
        if getattr(type(self.view), method) is getattr(LiveView, method, None):
            return  # not written by the user: no thread for a function that does nothing
        call = partial(getattr(self.view, method), *args, **kwargs)
        result = await call() if inspect.iscoroutinefunction(call) else await self._services.threads.run(call)
        if inspect.isawaitable(result):  # of a plain function around an `async def`: a decorator's
            await result

    # To the page.

    def _render_soon(self) -> None:
        """Renders once for all that happens within a screen's refresh. The answer to a click never waits for it."""
        wait = self._rendered_at + self._services.limits.render_interval - self._services.clock.now()
        if wait <= 0:
            self._render()
        else:
            self._flush_in(wait)

    def _flush_in(self, seconds: float) -> None:
        if self._flush_timer is None:
            self._flush_timer = self._services.clock.call_later(seconds, self._flush_now)

    def _flush_now(self) -> None:
        self._flush_timer = None
        self._queue(Flush())

    def _render(self) -> None:
        """Brings the page to the state, and answers the events that led to it."""
        if not self._outbox.is_ready:
            # A page that is away asks by joining, one that is behind by acknowledging.
            if self._outbox.is_under_pressure:
                self._flush_in(PRESSURE_INTERVAL)
            return
        patch = None
        if self._stale or self._owes_values:
            self._stale = False
            self._rendered_at = self._services.clock.now()
            try:
                patch = self._rendering.update(self._compiled.values(self.view))
            except Exception as error:
                self._cannot_render(error)
                return
            self._faults.end("template")
        self._send(patch)
        self._send_title()

    def _cannot_render(self, error: Exception) -> None:
        """The page stays at its last good version, and the next good render is sent whole."""
        self._owes_values = True
        self._faults.begin("template", error)
        if self._answer is not None:
            self._refuse(self._answer, "internal error")

    def _send(self, patch: list[Any] | None) -> None:
        answer, self._answer = self._answer, None
        self._outbox.define({fragment.id: fragment.definition for fragment in self._rendering.fragments()})
        if patch is REPLACED or self._owes_values:
            self._owes_values = False
            self._outbox.full(self._rendering.values(), answer)
        elif patch is not None:
            self._outbox.patch(patch, answer)
        elif answer is not None:
            self._outbox.send(frames.answer_frame(answer))
        self._answered = answer or self._answered

    def _refuse(self, ref: int, error: str) -> None:
        self._answer = None
        self._answered = ref
        self._outbox.send(frames.answer_frame(ref, error))

    def _send_title(self) -> None:
        try:
            title = self._page_title()
        except Exception as error:
            self._faults.begin("page_title", error)
            return
        if title != self._title:
            self._title = title
            self._outbox.send(frames.title_frame(title))

    def _page_title(self) -> str:
        title = self.view.page_title
        return str(title) if title else snake_case(type(self.view).__name__).replace("_", " ").capitalize()
