"""An app for members only: who they are stands in a file, and whoever is sent off is so on all machines."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liveview import Limits, LiveApp, LiveView, live

MEMBERS = Path(os.environ["MEMBERS"])


def member(connection: HTTPConnection) -> str:
    """Whoever the query names, while the file does too."""
    name = connection.query_params.get("name", "")
    if name not in MEMBERS.read_text().split():
        raise HTTPException(403, "no member any more")
    return name


class Hall(LiveView):
    """What members see."""

    template_string = "<p>{{ name }}</p>"
    name: str = ""

    def mount(self) -> None:
        self.name = self.user


async def send_off(request: Request) -> Response:
    """Ends all pages of somebody."""
    request.app.disconnect(request.query_params["name"])
    return PlainTextResponse("sent off")


app = LiveApp(
    routes=[live("/", Hall, guard=member), Route("/send-off", send_off)],
    cluster=os.environ.get("CLUSTER"),
    limits=Limits(recheck=float(os.environ.get("RECHECK", "300"))),
)
