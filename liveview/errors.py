"""Every exception of the package, as one tree.

    LiveViewError
     ├─ AppError               your code is at fault
     │   ├─ TemplateError      a template: where, what, and what to write instead
     │   ├─ DefinitionError    a class: a collision, a missing default, a wrong annotation
     │   ├─ StateError         a state value used in a way it was not declared for
     │   ├─ HandlerTimeoutError  a method took too long and was given up
     │   ├─ GivenUpError       such a method still runs, and has tried to change something
     │   ├─ StateTooLargeError a page's state takes more memory than it may
     │   ├─ PresenceTooLargeError  somebody is tracked with more than everybody can be told
     │   ├─ TargetError        a page is sent to another site without having been asked to
     │   └─ ConfigurationError the app's settings
     ├─ PeerError              the client is at fault; never shown to it in detail
     │   ├─ FrameError         bytes that are no frame of the protocol
     │   │   └─ FrameTooLargeError  more of them than a frame may have
     │   ├─ TooMuchPostedError  more at the same moment than pages post
     │   ├─ TokenError         a join token that is forged, expired or of somebody else
     │   ├─ OriginError        a connection from another site's page
     │   ├─ PathError          a path parameter that is not of the view's type: 404
     │   └─ EventRefusedError  an event that is not declared, or with wrong arguments
     ├─ NotLoadedError         a `Cached` has no value: its function failed, or is not done
     ├─ LoadError              a load's client cannot do what it is there for
     ├─ AttackError            an attack cannot be made: nobody is there, or nobody could be signed in
     ├─ VisitError             a test asks of a page what it does not have, or a page that broke in a test
     ├─ ProcessError           a process that cannot do what it is asked for
     │   ├─ NoProcessError     nobody is there: it has ended, or nobody has that name
     │   ├─ ProcessExitError   it ended while somebody waited for it
     │   ├─ CallTimeoutError   it did not answer in time
     │   ├─ MailboxFullError   it has too much mail
     │   ├─ SlowSubscriberError  it does not keep up with a topic, and said that it must
     │   ├─ StartError         it did not start
     │   ├─ NameTakenError     another process has the name
     │   └─ ChildError         a supervisor has no such child, or the child is not in a state for it
     ├─ StoreError             a store of snapshots did not do what it was asked for
     │   ├─ StoreUnavailableError  it is away, or full, or takes too long: perhaps it was done, perhaps not
     │   ├─ LeaseLostError     somebody else has taken the entry
     │   └─ EntryTooLargeError a value of more bytes than a store takes
     ├─ SnapshotError          a snapshot that no state can be made of: the class has changed since
     └─ InternalError          ours: please report it

Each carries its evidence as attributes. The text says what happened, what is not allowed and what
to write instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def worded(value: object, how: Callable[[Any], str] = repr) -> str:
    """A value of the app's as a part of a text, whatever its `__repr__` raises.

    Args:
        value: often an exception, of which a log or another exception says what it was.
        how: makes the text.
    """
    try:
        return how(value)
    except BaseException as error:  # whoever tells it is often the last who could catch one
        return f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"


class LiveViewError(Exception):
    """Root of all exceptions of this package."""


class AppError(LiveViewError):
    """Something in the application's own code has to change."""


class TemplateError(AppError):
    """A template that cannot be compiled, or is not safe.

    Attributes:
        template: the template's name, or None for a string.
        filename: the file it came from, if any.
        lineno: the line, counted from 1.
        reason: what is wrong, without the place.
    """

    def __init__(
        self, reason: str, *, template: str | None = None, filename: str | None = None, lineno: int | None = None
    ) -> None:
        self.reason = reason
        self.template = template
        self.filename = filename
        self.lineno = lineno
        place = filename or template or "<template>"
        super().__init__(f"{place}:{lineno}: {reason}" if lineno is not None else f"{place}: {reason}")


class DefinitionError(AppError):
    """A view or component class that cannot work as written.

    Attributes:
        filename: the class's file, if it has one.
        lineno: the line, counted from 1.
        reason: what is wrong, without the place.
    """

    def __init__(self, reason: str, *, filename: str | None = None, lineno: int | None = None) -> None:
        self.reason = reason
        self.filename = filename
        self.lineno = lineno
        super().__init__(reason if filename is None else f"{filename}:{lineno}: {reason}")


class StateError(AppError):
    """A state value that was used against its declaration."""


class HandlerTimeoutError(AppError, TimeoutError):
    """A method of a view or component took too long and was given up.

    Attributes:
        method: which.
        seconds: how long it had.
        still_runs: whether it goes on in its thread, which nothing can stop.
    """

    def __init__(self, method: str, seconds: float, *, still_runs: bool = False) -> None:
        where = ", and still runs in its thread, where what it writes is refused" if still_runs else ""
        super().__init__(
            f"{method} took more than {seconds:g} s and was given up{where}. What takes so long belongs in the "
            f"background: `result: Async[…] = Async()` and `self.result.run(…)`."
        )
        self.method = method
        self.seconds = seconds
        self.still_runs = still_runs


class GivenUpError(AppError):
    """A method that was given up still runs in its thread, and has tried to change or to say something.

    Whoever it worked for has gone on without it, so nothing that it does may count.
    """

    def __init__(self) -> None:
        super().__init__(
            "this method took too long and was given up, or its view has ended: its view goes on without it, "
            "and what it still does is refused. Let it end."
        )


class StateTooLargeError(AppError):
    """The state of a page takes more memory than one page may.

    Attributes:
        view: the class's name.
        size: about how many bytes it takes.
        limit: how many it may take.
    """

    def __init__(self, view: str, size: int, limit: int, most: str) -> None:
        super().__init__(
            f"the state of {view} takes about {size / 1e6:.1f} MB, more than the {limit / 1e6:.1f} MB that a page may "
            f"have (Limits.state_bytes). Most of it is in {most}. Keep what pages share in a process or a database, "
            f"and of what grows only as much as is shown."
        )
        self.view = view
        self.size = size
        self.limit = limit


class PresenceTooLargeError(AppError, ValueError):
    """Somebody is tracked with more than everybody can be told of them.

    Attributes:
        limit: how many bytes a topic, a key and a meta may have.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"topic, key and meta have more than {limit:,} bytes together, and every worker and every page that looks "
            f"is told them. Track a short key, such as an id, and in the meta what others see at a glance: cut what "
            f"users have written, `status[:200]`, and keep what is longer where the key finds it."
        )
        self.limit = limit


class TargetError(AppError):
    """A link or redirect to another site, or to what is no page: it may be a stranger who has written it.

    Attributes:
        target: where it leads.
    """

    def __init__(self, reason: str, *, target: str) -> None:
        super().__init__(reason)
        self.target = target


class ConfigurationError(AppError):
    """The application is set up in a way that cannot work."""


class PeerError(LiveViewError):
    """The client sent something it must not; nothing of ours is wrong."""


class FrameError(PeerError):
    """Bytes that are no frame of the protocol."""


class FrameTooLargeError(FrameError):
    """A frame of more bytes than the protocol allows: usually a long text in a form, so the page may live on.

    Attributes:
        size: its bytes, or fewer where it was not read to its end.
        limit: the bytes that a frame may have.
    """

    def __init__(self, *, size: int, limit: int) -> None:
        self.size = size
        self.limit = limit
        super().__init__(f"a frame of {size} bytes, of which {limit} are allowed")


class TooMuchPostedError(PeerError):
    """More is posted at the same moment than pages post, which wait until the last post was taken."""


class TokenError(PeerError):
    """A join token that is forged, expired, or belongs to another session or path."""


class OriginError(PeerError):
    """A connection from a page of another site.

    Attributes:
        origin: the Origin header as sent, or None.
    """

    def __init__(self, reason: str, *, origin: str | None = None) -> None:
        super().__init__(reason)
        self.origin = origin


class PathError(PeerError):
    """A path parameter that cannot be what the view's `mount` or `params` declares: there is no such page.

    Attributes:
        name: the parameter.
        value: what the path has there.
    """

    def __init__(self, reason: str, *, name: str, value: object) -> None:
        super().__init__(reason)
        self.name = name
        self.value = value


class EventRefusedError(PeerError):
    """An event that the view does not declare, or whose arguments do not fit.

    Attributes:
        event: the event's name as sent.
        view: the class that refused it.
    """

    def __init__(self, reason: str, *, event: str, view: str) -> None:
        super().__init__(reason)
        self.event = event
        self.view = view


class VisitError(LiveViewError):
    """A test asked something of a page that is not there, or the page did not do what the test waits for."""


class NotLoadedError(LiveViewError):
    """The value of a `Cached` is asked for, and there is none. Why its function has failed is the `__cause__`.

    Attributes:
        name: the function's.
    """

    def __init__(self, name: str, problem: str, cause: BaseException | None = None) -> None:
        self.name = name
        super().__init__(f"the value of {name} {problem}" + (f": {worded(cause)}" if cause is not None else ""))


class LoadError(LiveViewError):
    """A page cannot be put under load: it is not there, or does not let the client join.

    Attributes:
        url: the page's.
    """

    def __init__(self, reason: str, *, url: str) -> None:
        self.url = url
        super().__init__(reason)


class AttackError(LiveViewError):
    """An attack on an app of one's own cannot be made: no server answers, or somebody could not be signed in."""


class ProcessError(LiveViewError):
    """A process that has gone, has too much mail, or did not answer in time."""


class NoProcessError(ProcessError):
    """Nobody is there: the process has ended or was not started, or nobody has the name.

    Attributes:
        target: the process or the name.
        reason: why the process ended; None for a name, and for a process that was not started.
    """

    def __init__(self, text: str, *, target: object, reason: str | BaseException | None = None) -> None:
        super().__init__(text)
        self.target = target
        self.reason = reason


class ProcessExitError(ProcessError):
    """A process ended while somebody waited for its answer, its result or its end.

    Attributes:
        process: who ended.
        reason: why: a word, or the exception that ended it. That exception is the `__cause__` as well.
    """

    def __init__(self, process: object, reason: str | BaseException) -> None:
        super().__init__(
            f"{process} ended: {worded(reason)}" if isinstance(reason, BaseException) else f"{process} ended: {reason}"
        )
        self.process = process
        self.reason = reason
        if isinstance(reason, BaseException):
            self.__cause__ = reason


class CallTimeoutError(ProcessError, TimeoutError):
    """A process did not answer a call in time. It may still do what it was asked for; its answer is dropped.

    Attributes:
        process: who was asked.
        call: the name of the handler.
        seconds: how long it had.
    """

    def __init__(self, process: object, call: str, seconds: float) -> None:
        super().__init__(f"{process} did not answer `{call}` within {seconds:g} s")
        self.process = process
        self.call = call
        self.seconds = seconds


class MailboxFullError(ProcessError):
    """A process has as much mail as it may have, and a call found no place, or lost it to newer mail.

    Attributes:
        process: whose mailbox it is.
        limit: the messages that it holds.
    """

    def __init__(self, process: object, limit: int) -> None:
        super().__init__(f"the mailbox of {process} is full: {limit} messages wait in it")
        self.process = process
        self.limit = limit


class SlowSubscriberError(ProcessError):
    """A subscriber that has more messages of a topic waiting than it may have, and asked to be ended then.

    Attributes:
        process: who.
        topic: of which topic.
        limit: how many may wait.
    """

    def __init__(self, process: object, topic: str, limit: int) -> None:
        super().__init__(f"{process} does not keep up with {topic!r}: {limit} messages wait, and no more may")
        self.process = process
        self.topic = topic
        self.limit = limit


class StartError(ProcessError):
    """A process that did not start. What its `init` raised is the `__cause__`.

    Attributes:
        child: the child's id, where a supervisor started it.
    """

    def __init__(self, text: str, *, child: object = None) -> None:
        super().__init__(text)
        self.child = child


class NameTakenError(ProcessError):
    """A name that another process has.

    Attributes:
        name: the name or key.
        process: who has it.
    """

    def __init__(self, name: object, process: object) -> None:
        super().__init__(f"the name {name!r} is taken by {process}")
        self.name = name
        self.process = process


class ChildError(ProcessError):
    """A supervisor's child that is not there, or not in a state for what was asked.

    Attributes:
        child: its id.
        problem: one of "not_found", "running", "restarting", "already_started", "already_present", "max_children".
    """

    def __init__(self, text: str, *, child: object, problem: str) -> None:
        super().__init__(text)
        self.child = child
        self.problem = problem


class StoreError(LiveViewError):
    """A store of snapshots did not do what it was asked for. No view is at fault, and none has to fail for it."""


class StoreUnavailableError(StoreError):
    """A store that is away, full, closed, or did not answer in time. Whether it did what it was asked for is not known.

    What went wrong is the `__cause__`, where there is something.
    """


class LeaseLostError(StoreError):
    """Somebody else has taken the entry since: who gets this owns it no longer, and has nothing to write.

    Attributes:
        key: the entry's.
        fence: the number that is too small by now.
    """

    def __init__(self, key: str, fence: int) -> None:
        super().__init__(f"the entry {key!r} was taken by somebody else: {fence} is not its newest number")
        self.key = key
        self.fence = fence


class EntryTooLargeError(StoreError):
    """A value of more bytes than a store takes.

    Attributes:
        size: its bytes.
        limit: the bytes that a value may have.
    """

    def __init__(self, *, size: int, limit: int) -> None:
        super().__init__(f"a value of {size:,} bytes, of which {limit:,} are allowed")
        self.size = size
        self.limit = limit


class SnapshotError(LiveViewError):
    """A snapshot that no state can be made of: of another version of its class, or no snapshot at all."""


class InternalError(LiveViewError):
    """A mistake of this package. Please report it."""
