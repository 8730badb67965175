"""A tab's history: the URLs that it was at, and which of them one document, and one view, has shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liveview.errors import VisitError


@dataclass(frozen=True)
class Entry:
    """One entry of the history.

    Attributes:
        url: path, query and fragment; of another site the whole URL.
        view: counts the views that were shown: entries of one number are patched.
        document: counts the documents that were loaded: between entries of one number nothing is loaded.
    """

    url: str
    view: int = 0
    document: int = 0


class History:
    """Where a tab is and was.

    Args:
        url: what it shows first.

    Attributes:
        current: the entry it is at.
    """

    def __init__(self, url: str) -> None:
        self.current = Entry(url)
        self._entries = [self.current]
        self._at = 0
        self._count = 0

    def move(self, url: str, *, replaces: bool = False) -> None:
        """The view is at another URL.

        Args:
            url: the URL.
            replaces: whether it takes the place of the current entry.
        """
        self._enter(replace(self.current, url=url), replaces)

    def enter(self, url: str, *, replaces: bool = False, is_loaded: bool = False) -> None:
        """Another view is shown.

        Args:
            url: its URL.
            replaces: whether it takes the place of the current entry.
            is_loaded: whether that is a document of its own.
        """
        self._count += 1
        document = self._count if is_loaded else self.current.document
        self._enter(Entry(url, self._count, document), replaces)

    def turn(self, steps: int) -> Entry:
        """Go back or forward.

        Args:
            steps: -1 or 1.

        Returns:
            The entry it was at before.

        Raises:
            VisitError: where there is none.
        """
        before, at = self.current, self._at + steps
        if not 0 <= at < len(self._entries):
            where = "before" if steps < 0 else "after"
            raise VisitError(f"the tab's history has nothing {where} {before.url}")
        self._at, self.current = at, self._entries[at]
        return before

    def _enter(self, entry: Entry, replaces: bool) -> None:
        self._at += not replaces
        self._entries[self._at :] = [entry, *self._entries[self._at + 1 :]] if replaces else [entry]
        self.current = entry
