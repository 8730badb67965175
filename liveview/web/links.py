"""`url_for` in templates: paths under whatever prefix the page was served at, for as long as it lives."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from starlette.applications import Starlette

# Set by the page's request; a view's process inherits the context it was started in.
PREFIX: ContextVar[str] = ContextVar("PREFIX", default="")


class Links:
    """Finds the path of a route by its name.

    Args:
        app: whose routes.
    """

    lv_pure = True  # a page's prefix never changes

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def __call__(self, name: str, /, **path_params: Any) -> str:
        """The path, with the prefix.

        Raises:
            NoMatchFound: where no route has the name and parameters.
        """
        return PREFIX.get() + str(self._app.url_path_for(name, **path_params))
