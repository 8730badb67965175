"""The one way a view comes to life, for a page over HTTP and for whatever mounts it later."""

from __future__ import annotations

from liveview.channel.channel import Channel
from liveview.channel.services import Services
from liveview.channel.supervising import VIEWS, ViewSupervisor
from liveview.view.live_view import LiveView
from liveview.view.request import Request

__all__ = ["Channel", "Request", "Services", "mount"]


async def mount(view_class: type[LiveView], request: Request, services: Services) -> Channel:
    """Starts a view's process: `mount`, `params`, and the first render.

    The caller parks the channel for the join (`Views.park`), or stops it.

    Args:
        view_class: the class.
        request: what it is mounted for.
        services: the app's.

    Returns:
        The channel, ready for `page()`.

    Raises:
        PathError: for a path parameter that is not of the declared type: a 404.
        TemplateError: for a template that is not found, does not compile, or names what the class does not have.
        DefinitionError: for a class that cannot work as written.
        Exception: whatever `mount`, `params` or the template raise, untouched.
    """
    channel = Channel(view_class, request, services)
    if services.tree is None:
        await channel.start(services.clock)
    else:
        await services.tree.whereis(VIEWS, ViewSupervisor).start_view(channel)
    return channel
