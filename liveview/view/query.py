"""The `url=True` fields of a view and its query string: read from it, and written to it after changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from liveview.view.arguments import Parameter
from liveview.view.inputs import texts_of
from liveview.view.request import NOTHING, Request
from liveview.view.targets import with_query

logger = logging.getLogger("liveview.view")

Values = Mapping[str, list[str]]


class Query:
    """Keeps a view's fields and its URL together.

    Args:
        view: the user's object.
    """

    __slots__ = ("_inputs", "_names", "_view", "_written")

    def __init__(self, view: Any) -> None:
        self._view = view
        self._inputs = view._spec.inputs
        self._names: Sequence[str] = self._inputs.in_url
        # What the URL says of each field. A value that is none stays there until the next change.
        self._written: Mapping[str, Sequence[str] | None] = NOTHING

    @property
    def is_kept(self) -> bool:
        """Whether there are such fields."""
        return bool(self._names)

    def begin(self, query: Values) -> None:
        """Give the fields the values of the first URL.

        Args:
            query: its parameters.
        """
        for name in self._names:
            if name in query:
                setattr(self._view, name, self._read(name, query))
        self.moved()

    def moved(self) -> None:
        """The URL says what the fields say."""
        self._written = {name: self._texts(name) for name in self._names} if self._names else NOTHING

    def target(self, url: str, request: Request) -> str:
        """Where to move the page.

        Args:
            url: where it is asked to go: path and query; where it is, if nowhere.
            request: where it is.

        Returns:
            The same with the fields that were changed since, where the URL itself does not change them.
        """
        asked = _query(url) if self._names else {}
        changes: dict[str, Any] = {}
        for name in self._names:
            texts = self._texts(name)
            if texts != self._written[name] and asked.get(name) == request.query.get(name):
                changes[name] = texts
        return with_query(url, changes) if changes else url

    def differences(self, before: Request, after: Request) -> dict[str, object]:
        """The fields that a move changes, with their new values: those of which the two URLs say different things.

        Args:
            before: where the page was.
            after: where it is.
        """
        return {
            name: self._read(name, after.query)
            for name in self._names
            if before.query.get(name) != after.query.get(name) and after.query.get(name) != self._texts(name)
        }

    def values(self) -> dict[str, object]:
        """The fields' values."""
        return {name: getattr(self._view, name) for name in self._names}

    def restore(self, query: Values) -> None:
        """Give the fields back what the URL says: the page could not move."""
        for name in self._names:
            if self._texts(name) != query.get(name):
                setattr(self._view, name, self._read(name, query))
        self.moved()

    def _texts(self, name: str) -> Sequence[str] | None:
        """What a URL says of a field; None for its default."""
        value = getattr(self._view, name)
        return None if value == self._inputs.default(name) else texts_of(value) or [""]

    def _read(self, name: str, query: Values) -> object:
        parameter: Parameter = self._inputs[name]
        texts = query.get(name)
        if texts is None:
            return self._inputs.default(name)
        try:
            return parameter.convert([text for text in texts if text] if parameter.takes_many else texts)
        except ValueError as error:
            logger.warning("%s: %s in the URL; the default is used instead", type(self._view).__name__, error)
            return self._inputs.default(name)


def _query(url: str) -> Values:
    return parse_qs(urlsplit(url).query, keep_blank_values=True)
