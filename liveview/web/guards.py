"""Who may see a page: plain callables that let somebody in, or raise."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import anyio.to_thread
from starlette.requests import HTTPConnection

from liveview.runtime.containment import TaskExit, is_within
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
        try:
            user = await _said(guard, connection)
        except (SystemExit, TaskExit) as error:  # open pages are asked for in tasks, and it would end the whole server
            raise RuntimeError(f"a guard raised {type(error).__name__}") from error
    return user


async def _said(guard: Guard, connection: HTTPConnection) -> Any:
    before = is_within.set(True)
    try:
        is_async = inspect.iscoroutinefunction(guard) or inspect.iscoroutinefunction(type(guard).__call__)
        found = guard(connection) if is_async else await anyio.to_thread.run_sync(guard, connection)
        return await Stirring(found) if inspect.isawaitable(found) else found
    finally:
        is_within.reset(before)  # what the server does after it is not the app's
