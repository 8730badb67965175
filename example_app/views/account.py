"""Signing in and out, over the WebSocket: the session's cookie changes on the way to the next page."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from pydantic import BaseModel, Field, StringConstraints

from example_app.account import SignedOut
from liveview import Form, LiveView, computed, event, on
from liveview.errors import TargetError


class Visitor(BaseModel):
    """Somebody who signs in."""

    name: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(min_length=1, max_length=30)


class Account(LiveView, styles="people.css"):
    """Who you are."""

    name: str = ""
    next: str = ""
    visitor: Form[Visitor] = Form()

    @computed
    def page_title(self) -> str:
        return self.name or "Sign in"

    async def mount(self) -> None:
        self.name = self.session.get("user", "")

    async def params(self, next: str = "") -> None:
        self.next = next

    @event
    async def sign_in(self, visitor: Visitor) -> None:
        self.flash("info", f"Hello {visitor.name}.")
        session = {"user": visitor.name, "login": uuid4().hex}
        try:
            self.redirect(self.next or self.live.url_for("overview"), session=session)
        except TargetError:  # somebody has made a link that leads to another site
            self.redirect(self.live.url_for("overview"), session=session)

    @event
    async def sign_out(self) -> None:
        self.publish(f"user:{self.name}", SignedOut(self.session["login"]))
        self.flash("info", "You are signed out.")
        self.redirect(self.url, session={"user": None, "login": None})

    @on("user:{name}")
    async def signed_out(self, message: SignedOut) -> None:
        leave(self, message)


def leave(view: LiveView, message: SignedOut) -> None:
    """Signs this browser out too, after another one of the same person."""
    if message.login != view.session.get("login"):
        view.flash("info", "You have signed out in another browser.")
        view.redirect(view.live.url_for("account"), session={"user": None, "login": None})
