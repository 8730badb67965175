"""The one way a view comes to life, for a page over HTTP and for whatever mounts it later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from liveview.channel.channel import Channel
from liveview.channel.navigation import Redirected
from liveview.channel.services import Services
from liveview.channel.site import Nowhere, Site
from liveview.channel.snapshot import Snapshot
from liveview.channel.supervising import VIEWS, ViewSupervisor
from liveview.view.live_view import LiveView
from liveview.view.request import Request

__all__ = ["Channel", "Redirected", "Request", "Services", "mount"]


async def mount(
    view_class: type[LiveView],
    request: Request,
    services: Services,
    site: Site | None = None,
    on_mount: Sequence[Callable[[Any], Any]] = (),
    *,
    kept: Snapshot | None = None,
    id: str | None = None,
) -> Channel:
    """Starts a view's process: `mount`, `params`, and the first render.

    The caller parks the channel for the join (`Views.park`), or stops it.

    Args:
        view_class: the class.
        request: what it is mounted for.
        services: the app's.
        site: the web around the page.
        on_mount: called with the view before its `mount`.
        kept: what another process has kept of the page, which this one goes on with.
        id: the channel's name, where another process had it.

    Returns:
        The channel, ready for `page()`.

    Raises:
        Redirected: where the view sends its visitor elsewhere.
        PathError: for a path parameter that is not of the declared type: a 404.
        TemplateError: for a template that is not found, does not compile, or names what the class does not have.
        DefinitionError: for a class that cannot work as written.
        Exception: whatever `mount`, `params` or the template raise, untouched.
    """
    channel = Channel(view_class, request, services, site or Nowhere(), on_mount, kept, id)
    if services.tree is None:
        await channel.start(services.clock)
    else:
        await services.tree.whereis(VIEWS, ViewSupervisor).start_view(channel)
    return channel
