"""The fields that a browser may set, by its controls or by the URL: how texts become their values, and values texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from liveview.errors import DefinitionError
from liveview.view.annotations import annotation_of
from liveview.view.arguments import Parameter, parameter_of
from liveview.view.changed import Hook
from liveview.view.fields import MISSING, Field
from liveview.view.forms.entries import text_of
from liveview.view.names import did_you_mean
from liveview.view.source import mistake


class Inputs(Mapping[str, Parameter]):
    """How each such field of a class is filled from text: by its annotation.

    Args:
        owner: the class.
        fields: all of its fields; the others are left out.
    """

    def __init__(self, owner: type | None = None, fields: Iterable[Field] = ()) -> None:
        self._owner = owner
        self._names = {field.name: field for field in fields if field.is_bound or field.in_url}
        self.bound = frozenset(name for name, field in self._names.items() if field.is_bound)
        self.in_url = [name for name, field in self._names.items() if field.in_url]

    @cached_property
    def _by_name(self) -> dict[str, Parameter]:
        return {name: self._parameter(name) for name in self._names}

    def __getitem__(self, name: str) -> Parameter:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def default(self, name: str) -> object:
        """A new instance's value of a field; MISSING where it has none."""
        field = self._names[name]
        return field.fresh() if field.has_default else MISSING

    def resolve(self) -> None:
        """Resolves every annotation.

        Raises:
            DefinitionError: for one that cannot be, or that no text can become.
        """
        _ = self._by_name

    def check(self, hooks: Mapping[str, Hook], events: Iterable[str], *, has_url: bool) -> None:
        """What is said of the fields must be something that can work.

        Args:
            hooks: by field.
            events: the class's.
            has_url: whether it is a view.

        Raises:
            DefinitionError: where it cannot.
        """
        for name, field in self._names.items():
            if field.in_url and not has_url:
                raise self._mistake(name, "the URL is the view's. Leave `url=True` out, or keep the field in the view.")
            if field.in_url and not field.has_default:
                raise self._mistake(name, "a URL may leave it out: give it a default, `state(…, url=True)`.")
            if name in events:
                raise self._mistake(name, f"the event `{name}` would be taken for its control. Rename one of the two.")
        for name, hook in hooks.items():
            if name not in self:
                near = did_you_mean(name, self)
                reason = f"`{name}` is no field with `bind=True` or `url=True`: nobody else changes one.{near}"
                raise self._mistake(hook.method, f'@changed("{name}"): {reason}')

    def _mistake(self, name: str, reason: str) -> DefinitionError:
        owner: Any = self._owner
        return mistake(owner, name, f"{owner.__name__}.{name}: {reason}")

    def _parameter(self, name: str) -> Parameter:
        owner: Any = self._owner
        try:
            return parameter_of(name, annotation_of(owner, name), MISSING)
        except NameError as error:
            reason = f"its annotation cannot be resolved ({error}): import what it names at the top of the module."
        except TypeError as error:
            reason = str(error)
        raise self._mistake(name, reason)


def texts_of(value: object) -> Sequence[str]:
    """A field's value as texts: of a collection one for each item, else one; None is an empty text."""
    if isinstance(value, (set, frozenset)):
        return sorted(map(text_of, value))
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [text_of(one) for one in value]
    return [text_of(value)]
