"""The routes of URLs that work once."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liveview.errors import NoProcessError, TokenError
from liveview.web.addresses import Address
from liveview.web.attachments import respond
from liveview.web.hops import change_session, redirect
from liveview.web.host import Host
from liveview.web.policy import NOSNIFF
from liveview.web.routing import host_of, renew_session
from liveview.web.tokens import session_of
from liveview.web.view_request import prefix_of

logger = logging.getLogger("liveview.web")

# What asks for a part of a file (RFC 9110, 14.2).
PART = {b"range", b"if-range"}
# Who waits, and how long at least, while the worker that has a file cannot be reached.
AWAY = "The worker that has this file cannot be reached. Try again, or ask for the file anew."
RETRY = {"Retry-After": "1"}


def once(path: str, endpoint: Callable[[Request], Awaitable[Response]], name: str) -> Route:
    """A route of such URLs, for GET alone: Starlette has HEAD answered by the same endpoint, which would use them up.

    Args:
        path: of the route.
        endpoint: its own.
        name: its own.
    """
    route = Route(path, endpoint, name=name)
    route.methods = {"GET"}
    return route


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
    """Gives a file that a view has offered, in whichever worker."""
    host, session = host_of(request.app), session_of(request) or ""
    try:
        address = host.downloads.read(request.path_params["sealed"], session=session, prefix=prefix_of(request))
    except TokenError as error:
        logger.info("a download is not given: %s", error)
        raise HTTPException(404, headers=NOSNIFF) from error
    if address.worker != host.streams.worker:
        return await _fetched(host, address, request)
    offer = host.downloads.take(address.key)
    if offer is None:
        logger.info("a download is not given: it was fetched before, or gave way to newer ones")
        raise HTTPException(404, headers=NOSNIFF)
    return await respond(offer)


async def _fetched(host: Host, address: Address, request: Request) -> Response:
    try:
        if not host.pubsub.has_others:  # of a server that was here before
            raise HTTPException(404, headers=NOSNIFF)
        part = [(name, value) for name, value in request.headers.raw if name in PART]
        return await host.transfers.fetch(address, part)
    except NoProcessError as error:
        logger.warning("a download is not given: %s", error)
        raise HTTPException(503, AWAY, {**NOSNIFF, **RETRY}) from error
