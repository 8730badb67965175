"""The HTTP request that a view was mounted for, as far as the view may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from liveview.errors import StateError

RECIPE = (
    "self.session is what the request brought; a WebSocket cannot set a cookie, so writing it would be lost. "
    "To change it, write `self.redirect(url, session={…})`, or send a plain form, "
    '<form method="post" action="/sign-in">, to a Starlette route that writes request.session and redirects back.'
)


# By which users are told apart: databases' names, Starlette's, those of tokens.
IDENTITIES = ("id", "pk", "identity", "sub", "username", "email")


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Session(Mapping[str, Any]):
    """The session as of the request, read-only.

    Args:
        values: what the session holds.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values) if values else NOTHING

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Session with {', '.join(self._values) or 'nothing'}>"  # names only: values may be secrets

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise StateError(RECIPE)

    # A dict's writing methods, for those who come from `request.session[…] = …`.
    __setitem__ = __delitem__ = update = pop = popitem = setdefault = clear = _refuse


@dataclass(frozen=True, slots=True)
class Request:
    """What a view is mounted with.

    Attributes:
        path: the path under the app, without its prefix.
        url: the whole URL as the browser has it.
        path_params: the values of the route's `{names}`.
        query: every value of every query parameter.
        session: the session as of the request.
        user: what the guard returned.
        has_session: whether the app has sessions.
        flashes: notices that an earlier page has left, as kind and text.
    """

    path: str = "/"
    url: str = ""
    path_params: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, list[str]] = field(default_factory=dict)
    session: Mapping[str, Any] = field(default_factory=dict)
    user: Any = None
    has_session: bool = False
    flashes: Sequence[tuple[str, str]] = ()

    @property
    def identity(self) -> str:
        """Whom the guard let in, as a text that no other user has; "" for nobody.

        What tells users apart is a text or number, or an attribute or key of one of the usual names. Of an object
        without any, only its kind is known.
        """
        return identity_of(self.user) or ("" if self.user is None else type(self.user).__name__)

    @property
    def target(self) -> str:
        """The URL's path and query, as the browser has them."""
        parts = urlsplit(self.url)
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def identity_of(user: Any) -> str | None:
    """What tells a user from all others; None where nothing does.

    Args:
        user: what a guard has returned.
    """
    if user is None or isinstance(user, (str, int, UUID)):
        return None if user is None else f"{type(user).__name__} {user}"
    for name in IDENTITIES:
        found = user.get(name) if isinstance(user, Mapping) else _attribute(user, name)
        if isinstance(found, (str, int, UUID)):
            return f"{type(user).__name__}.{name} {found}"
    return None


def _attribute(user: Any, name: str) -> Any:
    try:
        return getattr(user, name, None)
    except Exception:  # Starlette's users raise where they have none
        return None
