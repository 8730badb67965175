"""The URL's values to the arguments of `mount` and `params`."""

from __future__ import annotations

import logging

from liveview.errors import PathError
from liveview.runtime.reports import in_line
from liveview.view.arguments import Parameter, Parameters
from liveview.view.fields import MISSING
from liveview.view.live_view import LiveView
from liveview.view.request import Request

logger = logging.getLogger("liveview.view")


def mount_arguments(view: type[LiveView], request: Request) -> dict[str, object]:
    """What `mount` is called with: path parameters.

    Raises:
        PathError: for one that is not of the declared type: there is no such page.
        DefinitionError: where `mount` asks for what the path does not have.
    """
    parameters = view._spec.callbacks.get("mount")
    return {} if parameters is None else _arguments(view, parameters, request, has_query=False)


def params_arguments(view: type[LiveView], request: Request) -> dict[str, object]:
    """What `params` is called with: query parameters, and path parameters where it names some.

    A query parameter that is not of the declared type is left at its default, with a warning in the log: users edit
    URLs, and old links stay around.

    Raises:
        PathError: for a path parameter that is not of the declared type.
        DefinitionError: where `params` asks for what has no default and is not in the path.
    """
    parameters = view._spec.callbacks.get("params")
    return {} if parameters is None else _arguments(view, parameters, request, has_query=True)


def _arguments(view: type[LiveView], parameters: Parameters, request: Request, *, has_query: bool) -> dict[str, object]:
    arguments: dict[str, object] = {}
    for name, parameter in parameters.by_name.items():
        value: object = MISSING
        if name in request.path_params:
            value = _from_path(parameter, request)
        elif has_query and request.query.get(name):
            value = _from_query(view, parameter, request.query[name])
        if value is not MISSING:
            arguments[name] = value
        elif parameter.default is MISSING:
            raise parameters.mistake(
                f"`{name}` has no default, and the path {request.path} does not give it. Write a default, since a URL "
                f"can leave any query parameter out."
                if has_query
                else f'`{name}` is not in the path of the route: write `live("/…/{{{name}}}", {view.__name__})`, '
                f"or give it a default. Query parameters go to `params`."
            )
    return arguments


def _from_path(parameter: Parameter, request: Request) -> object:
    value = request.path_params[parameter.name]
    try:
        return parameter.convert([value])
    except ValueError as error:
        raise PathError(f"{in_line(request.path)}: {error}", name=parameter.name, value=value) from None


def _from_query(view: type[LiveView], parameter: Parameter, values: list[str]) -> object:
    try:
        return parameter.convert(values)
    except ValueError as error:
        logger.warning("%s.params: %s; the default is used instead", view.__name__, error)
        return MISSING
