"""Entries that hold entries: a model's fields, one model of several, and rows of models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liveview.view.fields import MISSING
from liveview.view.forms.entries import PLACE, Kind, Loc, Text
from liveview.view.forms.sent import Keys, Sent

# All of a form rides in each of its events, and a frame has 64 KiB.
MAX_ROWS = 200
# What a model's entries take in memory beside themselves: they are a dict.
GROUP = 200
# What is known of what is no model's field; one for all, since it takes longer to make than to look up the rest.
UNKNOWN = FieldInfo()


# How a field is entered, by what pydantic knows of it and its model's settings.
KindOf = Callable[[FieldInfo, Mapping[str, Any]], Kind]


class Within(NamedTuple):
    """What an entry holds under a name.

    Attributes:
        kind: how it is entered.
        entry: what was.
        info: what pydantic knows of it.
    """

    kind: Kind
    entry: Any
    info: FieldInfo


@dataclass(frozen=True)
class Member:
    """A field of a model.

    Attributes:
        info: what pydantic knows of it.
        kind: how it is entered.
    """

    info: FieldInfo
    kind: Kind

    @property
    def default(self) -> Any:
        """The value of an empty form."""
        if self.info.is_required() or self.info.default_factory_takes_validated_data:
            return MISSING
        return self.info.get_default(call_default_factory=True)


class Group:
    """The fields of a model.

    Args:
        model: the model.
        kind_of: how to enter a field.
        allows_none: whether there may be none.
    """

    def __init__(self, model: type[BaseModel], kind_of: KindOf, *, allows_none: bool) -> None:
        self.model = model
        self.allows_none = allows_none
        self._kind_of = kind_of

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """The fields by name. Found late: a model may hold itself."""
        config: Any = self.model.model_config
        return {name: Member(info, self._kind_of(info, config)) for name, info in self.model.model_fields.items()}

    def entry(self, value: Any, keys: Keys) -> dict[str, Any] | None:
        """Each field's entry: of a model, a mapping, or any object with such attributes."""
        if value is None or (value is MISSING and self.allows_none):
            return None
        return {name: member.kind.entry(_read(value, name, member), keys) for name, member in self.members.items()}

    def take(self, entry: dict[str, Any] | None, sent: Sent, name: str) -> dict[str, Any] | None:
        """Each field's entry after what the browser sent."""
        if entry is None:  # it was taken away, and the page may not know yet
            if not (sent.is_whole and sent.mentions(name)):
                return None
            entry = self.empty(sent.keys)
        return {key: member.kind.take(entry[key], sent, joined(name, key)) for key, member in self.members.items()}

    def empty(self, keys: Keys) -> dict[str, Any]:
        """The entries of an empty form, also where there may be none."""
        return {name: member.kind.entry(member.default, keys) for name, member in self.members.items()}

    def data(self, entry: dict[str, Any] | None, name: str, secrets: Mapping[str, str]) -> Any:
        """What the model is to validate, by field names."""
        if entry is None:
            return None
        found = {key: m.kind.data(entry[key], joined(name, key), secrets) for key, m in self.members.items()}
        return {key: value for key, value in found.items() if value is not MISSING}

    def size(self, entry: dict[str, Any] | None) -> int:
        """That of all fields, with what holds them."""
        return PLACE if entry is None else GROUP + sum(m.kind.size(entry[key]) for key, m in self.members.items())

    def within(self, entry: dict[str, Any] | None, key: str) -> Within | None:
        """A field; None where there is none of the name, or nothing to be in."""
        member = self.members.get(key)
        return None if member is None or entry is None else Within(member.kind, entry[key], member.info)

    def replaced(self, entry: dict[str, Any], key: str, inner: Any) -> dict[str, Any]:
        """The entry with another one for a field."""
        return {**entry, key: inner}

    def renewed(self, entry: dict[str, Any] | None, keys: Keys) -> dict[str, Any] | None:
        """The same with new keys for the rows within."""
        if entry is None:
            return None
        return {key: renewed(member.kind, entry[key], keys) for key, member in self.members.items()}

    def place(self, entry: dict[str, Any] | None, name: str, loc: Loc) -> str:
        """The control of the field that the error names, or the group."""
        for key, member in self.members.items():
            if loc and entry is not None and loc[0] in (key, member.info.alias, member.info.validation_alias):
                return member.kind.place(entry[key], joined(name, key), loc[1:])
        return name


class Variants:
    """One model of several, told apart by a field. What was entered for the others is kept while somebody tries them.

    Args:
        tag: the field's name.
        groups: the models' fields by the tag's text.
        tags: the tag's values by their texts.
        allows_none: whether there may be none.
    """

    def __init__(self, tag: str, groups: Mapping[str, Group], tags: Mapping[str, Any], *, allows_none: bool) -> None:
        self.tag = tag
        self.groups = groups
        self.allows_none = allows_none
        self.chooser = Text(is_required=True, choices=tags)

    def entry(self, value: Any, keys: Keys) -> dict[str, Any] | None:
        """The tag, and the entries of each model that was chosen so far."""
        if value is None or (value is MISSING and self.allows_none):
            return None
        chosen = "" if value is MISSING else self.chooser.entry(read(value, self.tag), keys)
        entries = {chosen: self.groups[chosen].entry(value, keys)} if chosen in self.groups else {}
        return {"chosen": chosen, "entries": entries}

    def empty(self, keys: Keys) -> dict[str, Any]:
        """Nothing is chosen yet; the only one of one model is."""
        chosen = next(iter(self.groups)) if len(self.groups) == 1 else ""
        return {"chosen": chosen, "entries": {chosen: self.groups[chosen].empty(keys)} if chosen else {}}

    def take(self, entry: dict[str, Any] | None, sent: Sent, name: str) -> dict[str, Any] | None:
        """The choice, and what was entered for it: fields that the former one has too go with it."""
        if entry is None:
            if not (sent.is_whole and sent.mentions(name)):
                return None
            entry = self.empty(sent.keys)
        chosen = self.chooser.take(entry["chosen"], sent, joined(name, self.tag))
        entries = dict(entry["entries"])
        if chosen in self.groups:
            before = entries.get(chosen) or self.groups[chosen].empty(sent.keys)
            entries[chosen] = self.groups[chosen].take({**before, self.tag: chosen}, sent, name)
        return {"chosen": chosen, "entries": entries}

    def data(self, entry: dict[str, Any] | None, name: str, secrets: Mapping[str, str]) -> Any:
        """What the chosen model is to validate."""
        if entry is None:
            return None
        chosen = entry["chosen"]
        if chosen not in self.groups:
            return {self.tag: chosen} if chosen else {}
        return self.groups[chosen].data(entry["entries"][chosen], name, secrets)

    def size(self, entry: dict[str, Any] | None) -> int:
        """That of each model that was chosen so far."""
        return PLACE + sum(self.groups[tag].size(inner) for tag, inner in (entry or {"entries": {}})["entries"].items())

    def within(self, entry: dict[str, Any] | None, key: str) -> Within | None:
        """A field of the chosen model, or the one that chooses."""
        chosen = "" if entry is None else entry["chosen"]
        if entry is None or key == self.tag:
            return None if entry is None else Within(self.chooser, chosen, UNKNOWN)
        return self.groups[chosen].within(entry["entries"][chosen], key) if chosen in self.groups else None

    def replaced(self, entry: dict[str, Any], key: str, inner: Any) -> dict[str, Any]:
        """The entry with another one for a field of the chosen model, or with another choice."""
        chosen, entries = entry["chosen"], entry["entries"]
        if key == self.tag and inner in self.groups:
            chosen, entries = inner, {**entries, inner: entries.get(inner) or self.groups[inner].empty(Keys())}
        if chosen in self.groups:
            entries = {**entries, chosen: {**entries[chosen], key: inner}}
        return {"chosen": chosen, "entries": entries}

    def renewed(self, entry: dict[str, Any] | None, keys: Keys) -> dict[str, Any] | None:
        """The same with new keys for the rows within."""
        if entry is None:
            return None
        entries = {chosen: self.groups[chosen].renewed(inner, keys) for chosen, inner in entry["entries"].items()}
        return {"chosen": entry["chosen"], "entries": entries}

    def place(self, entry: dict[str, Any] | None, name: str, loc: Loc) -> str:
        """The control of the chosen model that the error is about, or the one that chooses."""
        chosen = "" if entry is None else entry["chosen"]
        if entry is None or chosen not in self.groups or not loc:
            return joined(name, self.tag)
        return self.groups[chosen].place(entry["entries"][chosen], name, loc[1:])  # it begins with the tag


class Rows:
    """A list of models.

    Each row has a key of its own, so that an event which was on its way while rows were moved still means its row.

    Args:
        item: one row.
    """

    def __init__(self, item: Group | Variants) -> None:
        self.item = item

    def entry(self, value: Any, keys: Keys) -> dict[str, Any]:
        """The rows by key, in their order."""
        rows: Sequence[Any] = () if value is MISSING or value is None else list(value)
        return {keys.new(): self.item.entry(row, keys) for row in rows}

    def take(self, entry: dict[str, Any], sent: Sent, name: str) -> dict[str, Any]:
        """Each row after what the browser sent. Rows that another process had given are there again."""
        rows = {key: self.item.take(row, sent, joined(name, key)) for key, row in entry.items()}
        for key in sent.new_keys(name):
            if key not in rows and len(rows) < MAX_ROWS:
                sent.keys.pass_over(key)
                sent.changed.add(name)
                rows[key] = self.item.take(self.item.empty(sent.keys), sent, joined(name, key))
        return rows

    def data(self, entry: dict[str, Any], name: str, secrets: Mapping[str, str]) -> list[Any]:
        """What the models are to validate."""
        return [self.item.data(row, joined(name, key), secrets) for key, row in entry.items()]

    def size(self, entry: dict[str, Any]) -> int:
        """That of all rows."""
        return PLACE + sum(map(self.item.size, entry.values()))

    def within(self, entry: dict[str, Any], key: str) -> Within | None:
        """A row by its key."""
        return Within(self.item, entry[key], UNKNOWN) if key in entry else None

    def replaced(self, entry: dict[str, Any], key: str, inner: Any) -> dict[str, Any]:
        """The entry with another one for a row."""
        return {**entry, key: inner}

    def renewed(self, entry: dict[str, Any], keys: Keys) -> dict[str, Any]:
        """The same rows under new keys."""
        return {keys.new(): self.item.renewed(row, keys) for row in entry.values()}

    def place(self, entry: dict[str, Any], name: str, loc: Loc) -> str:
        """The control in the row that the error names, or the list."""
        key = next(islice(entry, loc[0], None), None) if loc and isinstance(loc[0], int) else None
        if key is None:
            return name
        return self.item.place(entry[key], joined(name, key), loc[1:])


def renewed(kind: Kind, entry: Any, keys: Keys) -> Any:
    """An entry of any kind with new keys for the rows within."""
    return kind.renewed(entry, keys) if isinstance(kind, (Group, Variants, Rows)) else entry


def joined(name: str, key: str) -> str:
    """The name of what is within."""
    return f"{name}.{key}" if name else key


def read(value: Any, name: str) -> Any:
    """An attribute of an object, or a mapping's value; or MISSING."""
    return value.get(name, MISSING) if isinstance(value, Mapping) else getattr(value, name, MISSING)


def _read(value: Any, name: str, member: Member) -> Any:
    found = MISSING if value is MISSING else read(value, name)
    return member.default if found is MISSING else found
