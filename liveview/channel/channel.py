"""The process of one view: messages in, the user's methods called, the page brought up to date."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Mapping
from functools import partial

from liveview.channel.faults import Faults
from liveview.channel.messages import Flush, Joined, Left, Tick
from liveview.channel.outbox import VIEW, Outbox, Sink
from liveview.channel.screen import INTERNAL_ERROR, Page, Screen
from liveview.channel.services import Services
from liveview.errors import EventRefusedError, StateError
from liveview.protocol import frames
from liveview.runtime.process import Process
from liveview.runtime.timers import Timers
from liveview.view.live_view import LiveView
from liveview.view.path import mount_arguments, params_arguments
from liveview.view.request import Request

# Close codes by why the view ended (protocol, section 5). After any other end the page asks for a new view.
CLOSING = {"left": (1000, "left"), "shutdown": (1012, "the server restarts")}
ENDED = (4004, "the view has ended")
TAKEN_OVER = (4009, "taken over by a newer connection")


class Channel(Process):
    """A view, one message at a time.

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
        super().__init__(limit=services.limits.mailbox)
        self.id = secrets.token_urlsafe(16)
        self.view = view_class()
        self.on_attendance: Callable[[Channel, bool], None] | None = None
        self._request = request
        self._threads = services.threads
        self._outbox = Outbox(services.limits)
        self._faults = Faults(view_class.__name__, self._outbox, shown=services.debug)
        self._screen = Screen(self.view, self._outbox, self._faults, services, lambda: self._queue(Flush()))
        self._timers = Timers(services.clock, self._queue)
        self._taken = 0  # the newest event that was put into the mailbox
        # Messages of our own that are in the mailbox: one of each is enough.
        self._queued: set[object] = set()
        # Whether a page ever connected, whether the view has yet to hear of the last, and whether it heard of one.
        self._has_joined = False
        self._join_waits = False
        self._has_started = False

    # The view's life.

    async def init(self) -> None:
        """Mounts the view and renders it once."""
        view_class = type(self.view)
        self.view._live.begin(self._request)
        await self._call("mount", **mount_arguments(view_class, self._request))
        await self._call("params", **params_arguments(view_class, self._request))
        self._check_assigned()
        self._screen.mount()

    def _check_assigned(self) -> None:
        for name in self.view._spec.fields:
            if name not in vars(self.view):
                raise StateError(
                    f"{type(self.view).__name__}.{name} is declared as `state()`, without a default, and `mount` did "
                    f"not assign it. Assign it there on every path, or write `state(…)` with a default."
                )

    def page(self) -> Page:
        """The first page. Call it once, right after the mount."""
        return self._screen.page()

    async def terminate(self, reason: object) -> None:
        """Calls the view's `terminate`, and tells the page."""
        self._timers.cancel_all()
        self._screen.close()
        word = reason if isinstance(reason, str) else repr(reason)
        await self._run("terminate", "terminate", word)
        if self._outbox.sink is not None:
            self._outbox.sink.close(*CLOSING.get(word, ENDED))

    # From the connection. None of this waits.

    def join(self, sink: Sink, versions: Mapping[int, int]) -> None:
        """Connects a page: it is told what it missed, and `joined` is called.

        Args:
            sink: the page's connection. One that was connected before is closed: the newest is the page.
            versions: what the page shows, by address.
        """
        before = self._outbox.sink
        if before is not None and before is not sink:
            before.close(*TAKEN_OVER)
        if not self._outbox.resume(sink, versions.get(VIEW, -1), self._taken):
            self._screen.owes_values = True
        if self._has_joined:
            self._outbox.send(frames.title_frame(self._screen.title))
        self._faults.repeat()
        if self.on_attendance is not None:
            self.on_attendance(self, True)
        self._has_joined = self._join_waits = True
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
                was_behind = not self._outbox.is_ready
                self._outbox.acknowledge(frame.version)
                if was_behind and (self._screen.stale or self._screen.owes_values):
                    self._queue(Flush())
            case frames.Resend(address=0):
                self._screen.owes_values = True
                self._queue(Flush())
            case frames.Leave():
                self._queue(Left())  # after the events before it; where it finds no room the view expires later
            case _:
                pass  # an address that is not there: of a component that has gone meanwhile
        return True

    def _receive_event(self, frame: frames.Event) -> bool:
        if frame.ref <= self._taken:
            # Sent again by a page that missed the answer. If it was not given yet, it comes by itself.
            if frame.ref <= self._screen.answered:
                self._outbox.send(frames.answer_frame(self._screen.answered))
            return True
        if self.mailbox.is_full and self.exit_reason is None:
            return False
        self._taken = frame.ref
        self.send(frame)
        return True

    def _queue(self, message: object) -> bool:
        """Puts a message of our own into the mailbox, unless it is there already.

        Where the mailbox is full it is left out: a page's join is remembered, every event renders anyway, and
        a tick that finds no room is the very tick that should not be queued.
        """
        if message in self._queued or not self.send(message):
            return False
        self._queued.add(message)
        return True

    # From the mailbox, one at a time.

    async def info(self, message: object) -> None:
        """Runs what the message is for, and brings the page up to date."""
        if self._join_waits:
            self._join_waits = False
            await self._joined()
        match message:
            case frames.Event():
                await self._event(message)
            case Tick(method):
                self._queued.discard(message)
                await self._run(f"timer `{method}`", method)
                self._screen.render_soon()
            case Joined():
                self._queued.discard(message)
            case Flush():
                self._queued.discard(message)
                self._screen.render()
            case Left():
                self.exit("left")

    async def _joined(self) -> None:
        resumed, self._has_started = self._has_started, True
        await self._run("joined", "joined", resumed)
        if not resumed:
            for method, seconds in self.view._spec.timers.items():
                self._timers.send_every(seconds, Tick(method))
        self._screen.render()

    async def _event(self, frame: frames.Event) -> None:
        what = f"event `{frame.name}`"
        try:
            method, arguments = self._resolve(frame)
        except Exception as error:
            self._faults.begin(what, error)
            self._screen.refuse(frame.ref, "refused" if isinstance(error, EventRefusedError) else INTERNAL_ERROR)
            return
        if await self._run(what, method, **arguments):
            self._screen.answer = frame.ref
            self._screen.render()
        else:
            self._screen.render()  # what the method did before it failed: the page is a function of the state
            self._screen.refuse(frame.ref, INTERNAL_ERROR)

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

    async def _run(self, what: str, method: str, /, *args: object, **kwargs: object) -> bool:
        """Calls a method of the view. An exception is the view's own, and it lives on.

        Returns:
            Whether the method ran to its end.
        """
        self._screen.stale = True
        try:
            await self._call(method, *args, **kwargs)
        except Exception as error:
            self._faults.begin(what, error)
            return False
        self._faults.end(what)
        return True

    async def _call(self, method: str, /, *args: object, **kwargs: object) -> None:
        """Calls a method by Starlette's rule: `async def` on the loop, `def` in a worker thread."""
        if getattr(type(self.view), method) is getattr(LiveView, method, None):
            return  # not written by the user: no thread for a function that does nothing
        call = partial(getattr(self.view, method), *args, **kwargs)
        result = await call() if inspect.iscoroutinefunction(call) else await self._threads.run(call)
        if inspect.isawaitable(result):  # of a plain function around an `async def`: a decorator's
            await result
