"""`self.live`: the rarer calls of a view or component, out of the way of users' own names."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar, overload

from liveview.errors import StateError
from liveview.runtime.linked import Name
from liveview.runtime.process import Process
from liveview.runtime.threads import check_wanted
from liveview.view.actions import Actions
from liveview.view.bound import Bound
from liveview.view.effects import Effects
from liveview.view.navigating import Navigating
from liveview.view.request import Request, Session

P = TypeVar("P", bound=Process)


class Live(Navigating):
    """What a view or component can do beside being shown.

    Attributes:
        number: which component of its page it is; 0 is the view.
    """

    __slots__ = (
        "_actions",
        "_bound",
        "_effects",
        "_request",
        "_session",
        "number",
    )

    def __init__(self) -> None:
        self._request: Request | None = Request()
        self._session = Session({})
        self.number = 0
        self._effects = Effects()
        self._actions: Actions | None = None
        self._bound: Bound | None = None

    def begin(self, request: Request | None, effects: Effects) -> None:
        """It is about to be mounted.

        Args:
            request: what for; None for what is shared by many pages.
            effects: its page's.
        """
        self._request = request
        self._session = Session({} if request is None else request.session)
        self._effects = effects

    def move(self, request: Request) -> None:
        """Its page has another URL now.

        Args:
            request: what it is shown for.
        """
        self._request = request

    @property
    def request(self) -> Request:
        """What its page is shown for.

        Raises:
            StateError: where the component is shared.
        """
        if self._request is None:
            raise StateError(
                "a shared component has no page, URL, session or user of its own, since many look at it: ask for "
                "`event: Event`, whose `viewer` says whose page has sent it."
            )
        return self._request

    @property
    def session(self) -> Session:
        """The session as of that request.

        Raises:
            StateError: where the component is shared.
        """
        _ = self.request
        return self._session

    def connect(self, actions: Actions) -> None:
        """It has a page, and there are other processes around that.

        Args:
            actions: the way to them.
        """
        self._actions = actions

    def _around(self, what: str) -> Actions:
        check_wanted()
        if self._actions is None:
            raise StateError(f"{what}: this instance has no page, and no other processes around it.")
        return self._actions

    def follow(self) -> None:
        """A field was assigned that topics of `@on` are named by."""
        if self._actions is not None:
            self._actions.follow()

    def subscribe(self, topic: str) -> None:
        """Listens to a topic: its messages come to `info`. Once, however often asked; until the instance ends.

        Args:
            topic: its name.

        Raises:
            StateError: where no page belongs to the instance.
        """
        self._around("self.live.subscribe(…)").subscribe(topic)

    def unsubscribe(self, topic: str) -> None:
        """Undoes `subscribe`.

        Args:
            topic: its name.
        """
        self._around("self.live.unsubscribe(…)").unsubscribe(topic)

    def track(self, topic: str, key: Hashable, meta: Any = None) -> None:
        """Says that somebody is somewhere, as long as this instance lives, from the moment on when its page has joined.

        Said again, it changes what is known of them there. A failure does not undo it.

        Args:
            topic: where: what a `Presence` field names.
            key: who: a user's id. Two tabs are one key with two metas.
            meta: what is known of them there; a value that nobody changes any more.

        Raises:
            StateError: where no page belongs to the instance.
            PresenceTooLargeError: topic, key and meta have more than 8 KiB.
        """
        self._around("self.live.track(…)").track(topic, key, meta)

    def untrack(self, topic: str, key: Hashable) -> None:
        """Undoes `track`.

        Args:
            topic: where.
            key: who.
        """
        self._around("self.live.untrack(…)").untrack(topic, key)

    def send_after(self, seconds: float, message: Any) -> int:
        """Sends this instance a message later: its `info` is called. It ends with the instance.

        Args:
            seconds: how much later.
            message: what `info` is given.

        Returns:
            A number for `cancel_timer`.

        Raises:
            StateError: where no page belongs to the instance.
        """
        return self._around("self.live.send_after(…)").send_after(seconds, message)

    def cancel_timer(self, ref: int) -> None:
        """Stops a timer of `send_after`. Harmless for one that is over.

        Args:
            ref: its number.
        """
        self._around("self.live.cancel_timer(…)").cancel_timer(ref)

    @overload
    def whereis(self, name: str | Name) -> Any: ...
    @overload
    def whereis(self, name: str | Name, kind: type[P]) -> P: ...
    def whereis(self, name: str | Name, kind: type[Any] = Process) -> Any:
        """Who has a name among the app's `children`. Ask again for each use: after a restart it is another process.

        Args:
            name: the name, or what `Registry.via` returned.
            kind: the class that it is expected to be of.

        Raises:
            NoProcessError: where nobody has the name, or somebody of another class.
        """
        return self._around("self.live.whereis(…)").whereis(name, kind)

    def emit(self, name: str, /, **values: Any) -> None:
        """Calls an event of the class whose template calls this component, right after what is being handled.

        A caller that has no such event and `emits` it passes it on, as with `^`. The page is shown and the event of the
        browser answered once it has run; where what is being handled raises, it is not called.

        What the browser sends by `lv-click="^remove"`, for a component that has something to do before: to check, to
        convert, to know what is meant. May be called from any thread.

        Args:
            name: the event; often a prop, by which the caller says where it wants to hear of it.
            values: its arguments, converted by the annotations there.

        Raises:
            StateError: where nobody calls it, whoever does has no event of that name, or a method emits too many.
        """
        check_wanted()
        if self._actions is None:
            raise StateError(f"self.live.emit({name!r}): this instance has no page, and nobody who calls it.")
        self._actions.emit(name, values)

    def send(self, component: type, message: Any, *, key: Any = None) -> None:
        """Sends a message to components of this template: their `info` is called, after what is being handled.

        May be called from any thread.

        Args:
            component: the class.
            message: what `info` is given.
            key: the `key=` of the one that is meant; all of the class without.

        Raises:
            StateError: where no page belongs to the instance, as in a test of its methods.
        """
        check_wanted()
        if self._actions is None:
            raise StateError("self.live.send(…): this instance has no page, so it has no components to send to.")
        self._actions.send(component, message, key)
