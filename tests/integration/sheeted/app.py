"""A view whose component brings a style sheet, one that has none, and a component that is a part of a plain page."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from liveview import Component, LiveApp, LiveView, live, live_part
from tests.integration.wire import SECRET


class Gauge(Component, styles="gauge.css"):
    template_string = '<b class="gauge">{{ value }}</b>'
    value: int


class Finer(Gauge):
    """Has its base's."""


class Other(Component, styles="other/gauge.css"):
    template_string = "<i class='gauge'>{{ value }}</i>"
    value: int


class Board(LiveView, styles=["board.css"]):
    template_string = "<p class='board'>{{ Finer(value=7) }}{{ Gauge(value=8) }}</p>"
    uses = [Finer, Gauge]


class Plain(LiveView):
    template_string = "<p>plain</p>"


templates = Jinja2Templates(__file__.rpartition("/")[0])
templates.env.globals["live_part"] = live_part


async def page(request: Request) -> Response:
    """A page of Starlette's with a live component in it."""
    return templates.TemplateResponse(request, "page.html", {"Other": Other})


def app(layout: str | None = None) -> LiveApp:
    """The app, anew.

    Args:
        layout: a file beside this one; None for the default layout.
    """
    routes = [live("/", Board), live("/plain", Plain), Route("/page", page)]
    return LiveApp(routes=routes, secret=SECRET, layout=layout, templates=Path(__file__).parent)
