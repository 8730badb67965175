"""`LiveView`: the class that users write."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, ClassVar, Literal, dataclass_transform

from liveview.errors import StateError
from liveview.runtime.done import Done
from liveview.runtime.threads import check_wanted
from liveview.view.component import Component
from liveview.view.fields import Field, state
from liveview.view.forms.form import Form
from liveview.view.names import VIEW_NAMES
from liveview.view.sheets import Styles
from liveview.view.source import mistake
from liveview.view.spec import Reader, Spec
from liveview.view.stateful import Stateful


@dataclass_transform(kw_only_default=True, field_specifiers=(state,))
class LiveView(Stateful):
    """A page whose state lives on the server.

    Annotated attributes are the state; the template shows it, and `@event` methods change it. Each page that is
    opened gets an instance of its own, with a mailbox: one message at a time, so methods need no locks. A plain
    `def` method runs in a worker thread and may block; an `async def` method runs on the event loop and must not.

    `class Board(LiveView, styles="board.css")` brings a style sheet along, a file beside its module.

    Attributes:
        template: the template's file, searched beside the class's module and then where the app keeps templates. By
            default the class's name in snake case, `.html`.
        template_string: the template itself, instead.
        uses: the components that the template calls.
        page_title: the document's title: a text, a state field, or @computed.
        render_in: where the page's templates are evaluated: on the "loop", which is the quickest, or in a "thread", for
            those that read what blocks, such as a lazy query.
        keeps_task: whether all of its life is one task, for what is entered in one method and left in another. By
            default the task is dropped while nothing happens to the page, and another one goes on.
    """

    _spec = Spec(VIEW_NAMES, fields={"page_title": Field("", name="page_title")})

    uses: ClassVar[Sequence[type[Component]]] = ()
    page_title: Any = ""
    render_in: ClassVar[Literal["loop", "thread"]] = "loop"
    keeps_task: ClassVar[bool] = False

    def __init_subclass__(cls, *, styles: Styles | None = None, **options: Any) -> None:
        super().__init_subclass__(styles=styles, **options)
        if cls.render_in not in ("loop", "thread"):
            raise mistake(cls, "render_in", f'{cls.__name__}.render_in is "loop" or "thread", not {cls.render_in!r}.')
        cls._spec = Reader(cls, LiveView._spec, (LiveView, Stateful), has_props=False).read()

    def __setattr__(self, name: str, value: Any) -> None:
        check_wanted()
        # No log of changes is kept: a render compares values, so that one changed in place is seen as well.
        spec = self._spec
        if name in spec.fields:
            self.__dict__[name] = value
            if name in spec.inputs:
                self._bound.assigned(name, value)
            if name in spec.followed:
                self.live.follow()
            if isinstance(value, Form):
                value._enter(type(self), name, 0)
        elif name in self._spec.cached:
            raise self._shared(name)
        elif name in self._spec.kept:
            raise StateError(f"self.{name} is the framework's ({VIEW_NAMES[name]}) and is not assigned to.")
        elif name in self._spec.constants:
            raise StateError(f"{type(self).__name__}.{name} is a constant. Make it a field to change it: `{name}: …`.")
        else:
            object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        check_wanted()
        if name in self._spec.fields:
            raise StateError(f"{type(self).__name__}.{name} is state and always has a value. Assign None instead.")
        object.__delattr__(self, name)

    # `*args: Any, **kwargs: Any` is the type checkers' word for "any arguments": a view names its own.
    def mount(self, *args: Any, **kwargs: Any) -> Awaitable[None] | None:
        """Runs once for each page, in its HTTP request. Arguments are path parameters, by name and type."""
        return None

    def params(self, *args: Any, **kwargs: Any) -> Awaitable[None] | None:
        """Runs after `mount`. Arguments are query parameters, by name and type; each has a default."""
        return None

    def joined(self, resumed: bool) -> Awaitable[None] | None:
        """Runs when the page's WebSocket has connected.

        Args:
            resumed: whether the page has been connected before.
        """
        return None

    def info(self, message: Any) -> Awaitable[None] | None:
        """Runs for each message that no method under `@on` is for: of `self.live.subscribe`, and a `Gap`.

        Args:
            message: what was sent.
        """
        return None

    def restore(self) -> Awaitable[None] | None:
        """Runs instead of `mount` where another process goes on with a snapshot. State that was kept is there.

        Fields that are not kept have their defaults: what has none, or needs more, is assigned here.
        """
        return None

    def terminate(self, reason: str) -> Awaitable[None] | None:
        """Runs at the end.

        Args:
            reason: `"left"`, `"expired"`, `"shutdown"`, or the exception that ended the view.
        """
        return None

    def patch(self, url: str = "", /, *, replace: bool = False, **query: Any) -> Done:
        """Shows the view at another URL of its own: `params` runs, and the page changes by what that changes.

        As every effect it is held until the handler has returned, and dropped if that raises.

        Args:
            url: path and query of this site; without, the URL that the page has.
            replace: whether the browser's history gets no further entry.
            query: query parameters to set; None takes one away, a list gives it several times, others stay.

        Raises:
            TargetError: for another site.
        """
        return self.live.patch(url, replace=replace, **query)

    def navigate(self, url: str, /, *, replace: bool = False) -> Done:
        """Goes to another view, over the same connection and without loading a page.

        A URL that is no view's, or one of another group, is loaded.

        Args:
            url: path and query of this site.
            replace: whether the browser's history gets no further entry.

        Raises:
            TargetError: for another site.
        """
        return self.live.navigate(url, replace=replace)

    def redirect(self, url: str, /, *, session: Mapping[str, Any] | None = None, external: bool = False) -> Done:
        """Loads another page. In `mount` and `params` of the first page it is what the request is answered with.

        Args:
            url: path and query of this site.
            session: new values for the session by name, None takes one away: the browser passes through a URL that
                works once and sets the cookie. It gets a new identity too, and its other pages are shown anew.
            external: whether the URL, a whole one, may be of another site. Never one that a user has given.

        Raises:
            TargetError: for another site without `external`, or what is no URL of the web.
            StateError: for a session where the app has none, or values that are no JSON.
        """
        return self.live.redirect(url, session=session, external=external)

    def download(self, source: Any, filename: str, /) -> Done:
        """Gives the browser a file, at a URL of this session that works once. It is sent beside the view's mailbox.

        Args:
            source: bytes, a `Path`, or an iterator of bytes or text, async ones too, that is read while it is sent; or
                a function that returns one of these, called when the browser asks for the file.
            filename: what the browser calls it.

        Raises:
            StateError: for a source of another kind, or where no page belongs to the view.
        """
        return self.live.download(source, filename)

    @property
    def url(self) -> str:
        """The page's URL, as the browser has it."""
        return self.live.request.url

    @property
    def user(self) -> Any:
        """What the route's guard returned."""
        return self.live.request.user

    @property
    def session(self) -> Mapping[str, Any]:
        """The session as of the request, read-only."""
        return self.live.session
