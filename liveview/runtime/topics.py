"""`@on`: methods that are called for the messages of a topic, whose name may depend on their object."""

from __future__ import annotations

import inspect
import string
import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from liveview.errors import DefinitionError
from liveview.runtime.options import is_count

F = TypeVar("F", bound=Callable[..., Any])

MARK = "_liveview_on"
# As of a mailbox: enough for a burst; who has more than this waiting cannot keep up.
BACKLOG = 256

WhenSlow = Literal["drop_oldest", "crash"]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What may wait for one subscriber of a topic, and what becomes of more.

    Attributes:
        limit: how many messages may wait.
        when_full: `"drop_oldest"`: the oldest are lost, and the subscriber gets a `Gap`. `"crash"`: it ends.
        coalesce: what a message is about: a newer one takes the place of one that waits and is about the same.
    """

    limit: int = BACKLOG
    when_full: WhenSlow = "drop_oldest"
    coalesce: Callable[[Any], Hashable] | None = None

    def check(self, of: str) -> None:
        """Refuse what cannot be meant.

        Args:
            of: whose it is, for the text.

        Raises:
            DefinitionError: names the option.
        """
        if not is_count(self.limit, 1):
            raise DefinitionError(f"{of}: limit={self.limit!r}: it is a number of messages, at least 1")
        if self.when_full not in get_args(WhenSlow):
            raise DefinitionError(f"{of}: when_full={self.when_full!r}: it is 'drop_oldest' or 'crash'")
        if self.coalesce is not None and not callable(self.coalesce):
            raise DefinitionError(f"{of}: coalesce={self.coalesce!r}: it is a function of a message, such as its id")


@dataclass(frozen=True, slots=True)
class Topic:
    """What stands in `@on(…)`.

    Attributes:
        pattern: the topic, with the names of attributes in braces.
        names: these names.
        backlog: what may wait.
    """

    pattern: str
    names: tuple[str, ...]
    backlog: Backlog

    def of(self, value_of: Callable[[str], object]) -> str | None:
        """The topic's name now.

        Args:
            value_of: gives the value of a name.

        Returns:
            The name, or None where one of the values is None: there is nothing to listen to yet.
        """
        values = {name: value_of(name) for name in self.names}
        return None if None in values.values() else self.pattern.format(**values)


def on(
    topic: str,
    *,
    limit: int = BACKLOG,
    when_full: WhenSlow = "drop_oldest",
    coalesce: Callable[[Any], Hashable] | None = None,
) -> Callable[[F], F]:
    """Call a method of a view, a component or a process for each message that is published to a topic.

    The annotation of its argument is the type of the messages; another one is not delivered, and logged.

    Args:
        topic: its name. `"room:{room_id}"` has the value of the attribute there, of a view also that of the path
            parameter; in views and components the subscription follows the field. While the value is None there is no
            subscription.
        limit: how many messages may wait.
        when_full: what becomes of more: `"drop_oldest"` loses the oldest and tells `info` by a `Gap`; `"crash"` ends
            the subscriber.
        coalesce: what a message is about, as `lambda price: price.symbol`: while one waits, a newer one about the same
            takes its place.

    Raises:
        DefinitionError: for a topic or an option that cannot be meant, or what is not a method of one argument.
    """
    of = f"@on({topic!r})"
    backlog = Backlog(limit, when_full, coalesce)
    backlog.check(of)
    declared = Topic(topic, names_in(topic, of), backlog)

    def marked(method: F) -> F:
        _check(method)
        setattr(method, MARK, (*getattr(method, MARK, ()), declared))
        return method

    return marked


def names_in(topic: str, of: str) -> tuple[str, ...]:
    """The names in braces of a topic.

    Args:
        topic: as it is written.
        of: where, for the text.

    Raises:
        DefinitionError: it is no topic, or has something else in braces.
    """
    if not isinstance(topic, str) or not topic:
        raise DefinitionError(f"{of}: a topic is a text such as 'room:{{room_id}}'")
    try:
        parsed = list(string.Formatter().parse(topic))
    except ValueError as error:
        raise DefinitionError(f"{of}: {error}") from error
    names = [(name, spec, conversion) for _, name, spec, conversion in parsed if name is not None]
    for name, spec, conversion in names:
        if not name.isidentifier() or spec or conversion:
            raise DefinitionError(f"{of}: in braces stands the name of an attribute, and nothing else")
    return tuple(dict.fromkeys(name for name, _, _ in names))


def _check(method: object) -> None:
    if not isinstance(method, types.FunctionType):
        raise DefinitionError(f"@on goes right above a `def` or `async def` of the class, not on {method!r}.")
    if len(inspect.signature(method).parameters) != 2:
        raise mistake(method, f"it is called with the message: `def {method.__name__}(self, message: …)`.")


def mistake(method: Callable[..., Any], reason: str) -> DefinitionError:
    """The error of a method that cannot be called as it is written."""
    code = method.__code__
    return DefinitionError(f"{method.__qualname__}: {reason}", filename=code.co_filename, lineno=code.co_firstlineno)


def message_type(method: Callable[..., Any]) -> Any:
    """The annotation of a listener's argument; `Any` without one.

    Raises:
        DefinitionError: it cannot be resolved.
    """
    name = list(inspect.signature(method).parameters)[1]
    try:
        return typing.get_type_hints(method, include_extras=True).get(name, Any)
    except (NameError, TypeError) as error:
        reason = f"its annotations cannot be resolved ({error}): import what they name at the top of the module."
        raise mistake(method, reason) from error


def fits(message: object, kind: Any) -> bool:
    """Whether a message is of a type, as far as its class tells: what a list holds is not looked at."""
    if kind is Any or isinstance(kind, TypeVar):
        return True
    origin = get_origin(kind)
    if origin is Annotated:
        return fits(message, get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return any(fits(message, member) for member in get_args(kind))
    if origin is Literal:
        return message in get_args(kind)
    if kind is None:
        return message is None
    if typing.is_typeddict(kind):
        return isinstance(message, dict)
    if kind is float:  # as type checkers have it
        return isinstance(message, int | float)
    try:
        return isinstance(message, origin or kind)
    except TypeError:  # nothing that can be asked about at run time
        return True
