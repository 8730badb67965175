"""Who may see a page: plain callables that let somebody in, or raise."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import anyio.to_thread
from starlette.requests import HTTPConnection

from liveview.runtime.stirring import Stirring

Guard = Callable[[HTTPConnection], Any]
# Where in the scope stands what the guard of a whole app has returned.
USER = "liveview.user"
# And where that guard itself stands: it is asked again while the page is open.
APP_GUARD = "liveview.guard_of_app"


async def admit(guards: Iterable[Guard], connection: HTTPConnection) -> Any:
    """Ask guards one after the other, by Starlette's rule: `async def` on the loop, `def` in a worker thread.

    Args:
        guards: the outermost first.
        connection: a request or a handshake.

    Returns:
        What the last one returned; without guards what the app's own has.

    Raises:
        HTTPException: as the guards say.
    """
    user: Any = connection.scope.get(USER)
    for guard in guards:
        is_async = inspect.iscoroutinefunction(guard) or inspect.iscoroutinefunction(type(guard).__call__)
        found = guard(connection) if is_async else await anyio.to_thread.run_sync(guard, connection)
        user = await Stirring(found) if inspect.isawaitable(found) else found
    return user
