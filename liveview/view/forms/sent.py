"""What a browser sends of a form: each name with its texts, and the boxes that are off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from urllib.parse import parse_qsl

# A page's form has tens of fields; a table that is edited as one form, some hundreds.
MAX_FIELDS = 1000
# `phones.3.label` has three parts. A model that holds itself could be entered to any depth.
MAX_PARTS = 12


class TooMuchError(ValueError):
    """More than a form may hold."""


class Keys:
    """The keys of a form's rows: none is given twice, so that what was meant for a row reaches no other."""

    def __init__(self) -> None:
        self.next = 0

    def new(self) -> str:
        """A key that no row had before."""
        self.next += 1
        return str(self.next - 1)

    def pass_over(self, key: str) -> None:
        """A row has this key already."""
        self.next = max(self.next, int(key) + 1)


class Sent:
    """The fields of one event or one HTTP request.

    Args:
        fields: names and texts, in the page's order. The texts of the empty name are names: of boxes that are off
            and of choices of nothing, which HTML's own forms leave out.
        is_whole: whether what is not there is off: it comes from a plain HTTP form.
        keys: those of the form's rows. Later ones were given by another process, whose rows this one has not seen.

    Attributes:
        texts: by name.
        secrets: what was entered for secrets, which is kept apart.
        changed: the names whose entries are others now.
    """

    def __init__(self, fields: Iterable[tuple[str, str]], *, keys: Keys, is_whole: bool = False) -> None:
        self.texts: dict[str, list[str]] = {}
        self.secrets: dict[str, str] = {}
        self.changed: set[str] = set()
        self.is_whole = is_whole
        self.keys = keys
        self._first_new_key = keys.next
        for name, text in fields:
            if name.count(".") < MAX_PARTS:
                self.texts.setdefault(name, []).append(text.replace("\r\n", "\n"))  # HTTP's line breaks
        self._off = frozenset(name for name in self.texts.pop("", ()) if name.count(".") < MAX_PARTS)

    def is_off(self, name: str) -> bool:
        """Whether the page says that nothing is chosen."""
        return self.is_whole or name in self._off

    def mentions(self, name: str) -> bool:
        """Whether there is anything of a group."""
        return name in self._within or name in self._off_within

    def new_keys(self, name: str) -> list[str]:
        """The keys of rows in a list that this process has never given, in the page's order."""
        return [key for key in self._within.get(name, ()) if _is_key(key) and int(key) >= self._first_new_key]

    # What is within each group, which forms without groups do not ask for: looked for once, and not once for each row.

    @cached_property
    def _within(self) -> Mapping[str, Iterable[str]]:
        return _by_group(self.texts)

    @cached_property
    def _off_within(self) -> Mapping[str, Iterable[str]]:
        return _by_group(self._off)

    def changes(self, name: str, before: object, after: object) -> None:
        """Remember whether an entry is another one."""
        if before != after:
            self.changed.add(name)


def fields_of(form: str) -> list[tuple[str, str]]:
    """The fields of an urlencoded form.

    Raises:
        TooMuchError: where there are too many.
    """
    try:
        return parse_qsl(form, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise TooMuchError(f"it has more than {MAX_FIELDS:,} fields") from None


def _by_group(names: Iterable[str]) -> Mapping[str, Iterable[str]]:
    """`phones.3.label` is `3` of `phones`, and `label` of `phones.3`: each once, in the order of the names."""
    found: dict[str, dict[str, None]] = {}
    for name in names:
        around, *keys = name.split(".")
        for key in keys:
            found.setdefault(around, {})[key] = None
            around = f"{around}.{key}"
    return found


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
