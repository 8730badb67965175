"""The endpoints of URLs that work once."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from liveview.errors import TokenError
from liveview.web.attachments import respond
from liveview.web.hops import change_session, redirect
from liveview.web.policy import NOSNIFF
from liveview.web.routing import host_of, renew_session
from liveview.web.tokens import session_of
from liveview.web.view_request import prefix_of

logger = logging.getLogger("liveview.web")


async def take_hop(request: Request) -> Response:
    """Changes the session as a view has asked for, and leads on."""
    host, prefix, before = host_of(request.app), prefix_of(request), session_of(request)
    try:
        hop = host.hops.take(request.path_params["sealed"], bound_to=before or "", prefix=prefix)
    except TokenError as error:
        # A back button leads here as well: what was to be done is done, or was meant for somebody else.
        logger.info("a hop is not taken: %s", error)
        return redirect(prefix or "/")
    response = redirect(hop.url)
    host.hops.keep(response, hop.flashes, request, prefix)
    if hop.session is not None:
        change_session(request, hop.session)
        renew_session(host, request, response)
    return response


async def give_file(request: Request) -> Response:
    """Gives a file that a view has offered."""
    offer = host_of(request.app).downloads.take(request.path_params["id"], session_of(request))
    if offer is None:
        raise HTTPException(404, headers=NOSNIFF)
    return await respond(offer)
