"""A page whose process is not here: another one goes on where that has ended, from the page's snapshot."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Scope

from liveview.channel import mount as channel
from liveview.channel.channel import MOVED, Channel
from liveview.channel.snapshot import Snapshot, from_bytes
from liveview.errors import ProcessError, SnapshotError, StoreError
from liveview.view.request import Request
from liveview.web.guards import admit
from liveview.web.host import Host
from liveview.web.places import Place, find
from liveview.web.returning_parts import bring_back_part
from liveview.web.signs import Sign
from liveview.web.snapshots import Belonging
from liveview.web.tokens import Grant
from liveview.web.view_request import PREFIX, page_scope, view_request
from liveview.web.visit import Visit
from liveview.web.writer import Entry

logger = logging.getLogger("liveview.web")


async def bring_back(host: Host, grant: Grant, session: str, scope: Scope) -> tuple[Channel, Visit] | None:
    """A page's process, wherever it was before.

    Args:
        host: the app's.
        grant: what the page's token grants.
        session: the browser session.
        scope: of the page's handshake.

    Returns:
        The process, which the page may join. None where nothing is kept of it, or what is kept is of no use: it has to
        begin anew.

    Raises:
        StoreError: the store cannot be asked, now.
    """
    if host.visits.get(grant.channel) is None:
        with suppress(ProcessError):  # where what workers tell each other begins anew, nobody is asked
            await host.handing_over.ask(grant.channel)
    async with host.turns.of(grant.channel):
        found = host.visits.get(grant.channel)
        if found is not None and await _is_ours(host, *found):
            await host.beginning.turn()
            return found
        async with host.keeping.returning():
            return await _bring_back(host, grant, session, scope)


async def _is_ours(host: Host, found: Channel, visit: Visit) -> bool:
    """Whether the process that is here is the newest of its page: it may have been elsewhere meanwhile."""
    if visit.entry is None or host.keeping.is_away:
        return True
    try:
        is_ours = await host.keeping.writer.is_ours(visit.entry)
    except StoreError as error:
        logger.info("nobody knows whether a page was elsewhere meanwhile: %s", error)
        host.keeping.seen(is_away=True)
        return True
    host.keeping.seen(is_away=False)
    if not is_ours:
        host.views.end(found, MOVED)
    return is_ours


async def _bring_back(host: Host, grant: Grant, session: str, scope: Scope) -> tuple[Channel, Visit] | None:
    sign = Sign.of_name(grant.channel)
    if sign is not None:
        return await bring_back_part(host, grant.channel, sign, session, scope)
    served = _find(host, scope, quote(scope.get(PREFIX, "") + grant.path))
    if served is None:
        return None
    view = served[0].view
    try:
        host.services.templates.of(view)  # what it says is part of what is kept
    except Exception as error:
        logger.info("%s cannot go on with a page: %s", view.__name__, error)
        return None
    belonging = Belonging.of(grant.channel, view, session, scope.get(PREFIX, ""))
    taken = await host.keeping.take(belonging)
    if taken.value is None:
        return None
    entry = Entry(belonging, taken.fence)
    try:
        return await _go_on(host, from_bytes(taken.value), entry, scope)
    except (SnapshotError, ProcessError, HTTPException, channel.Redirected) as error:
        logger.info("a page of %s begins anew: %s", view.__name__, error)
    except Exception as error:
        logger.error("%s cannot go on with a page, which begins anew", view.__name__, exc_info=error)
    return None


async def _go_on(host: Host, kept: Snapshot, entry: Entry, scope: Scope) -> tuple[Channel, Visit] | None:
    belonging = entry.belonging
    found = _find(host, scope, kept.target)
    if found is None or _name(found[0]) != belonging.view:
        return None  # of another version of the app
    place, path_params = found
    request = await _admitted(place, page_scope(scope, kept.target, path_params))
    if request.identity != kept.user:
        logger.info("a page of %s begins anew: somebody else is here", belonging.view)
        return None
    visit = host.visit(place, belonging.session, scope)
    mounted = await channel.mount(
        place.view, request, host.services, visit, place.on_mount, kept=kept, id=belonging.key
    )
    try:
        host.park(mounted, visit, entry)
    except ProcessError:
        mounted.exit("evicted")
        raise
    host.notices.page_here(belonging.key)
    return mounted, visit


async def _admitted(place: Place, scope: Scope) -> Request:
    connection = HTTPConnection(scope)
    return view_request(connection, await admit(place.guards, connection))


def _find(host: Host, scope: Scope, url: str) -> tuple[Place, Mapping[str, Any]] | None:
    return find(host.routes, {**page_scope(scope, url), "type": "http", "method": "GET"})


def _name(place: Place) -> str:
    return Belonging.of("", place.view, "", "").view
