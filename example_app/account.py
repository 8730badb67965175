"""Who is signed in: anybody, by the name that they give. Nothing here is worth a password."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection

from liveview import secret_for

sessions = Middleware(SessionMiddleware, secret_key=secret_for("sessions"))


@dataclass(frozen=True)
class SignedOut:
    """Published to `user:NAME`: they have signed out, in one of their browsers.

    Attributes:
        login: in which: the pages there are loaded anew by the framework.
    """

    login: str


def member(connection: HTTPConnection) -> str:
    """A guard: lets in who is signed in, and has others sign in first."""
    name: str | None = connection.session.get("user")
    if name is None:
        account = connection.url_for("account").include_query_params(next=connection.url.path)
        raise HTTPException(303, headers={"Location": f"{account.path}?{account.query}"})
    return name
