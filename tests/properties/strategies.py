"""Random states for the templates beside this file, which read only these names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from markupsafe import Markup

from liveview import Tracked

SCALARS = st.one_of(
    st.sampled_from(
        [0, 1, -1, True, False, None, 0.0, -0.0, 1.0, 1e300, "", "1", "<b>", "&amp;", '"', "'", "x y", "\n"]
    ),
    st.sampled_from([Markup("<b>m</b>"), Markup("<i>m</i>"), Markup("&lt;"), Markup("plain"), Markup("")]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=5),
    st.integers(),
)
RECORDS = st.fixed_dictionaries(
    {"id": st.integers(0, 6), "name": SCALARS, "on": st.booleans(), "tags": st.lists(SCALARS, max_size=2)}
)


@dataclass(frozen=True)
class Card:
    """A row that the engine can prove unchanged."""

    id: int
    name: Any
    parts: tuple[Any, ...] = ()


@dataclass
class Box:
    """A row that is changed in place."""

    id: int
    name: Any


@dataclass
class Service(Tracked):
    """A row that is changed in place, and says so."""

    id: int
    name: Any


CARDS = st.builds(Card, st.integers(0, 6), SCALARS, st.lists(SCALARS, max_size=2).map(tuple))
BOXES = st.one_of(st.builds(Box, st.integers(0, 6), SCALARS), st.builds(Service, st.integers(0, 6), SCALARS))


LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.builds(Card, st.integers(0, 6), SCALARS),
    st.fixed_dictionaries({"id": st.integers(0, 6), "name": SCALARS, "parts": st.just([])}),
)


def _branches(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(Card, st.integers(0, 6), SCALARS, st.lists(children, max_size=3).map(tuple)),
        st.fixed_dictionaries({"id": st.integers(0, 6), "name": SCALARS, "parts": st.lists(children, max_size=3)}),
    )


TREES = st.lists(st.recursive(LEAVES, _branches, max_leaves=6), max_size=4)

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "a": SCALARS,
    "b": SCALARS,
    "c": st.integers(0, 3),
    "ok": st.sampled_from([True, False, 0, 1, "", "yes", None]),
    "rows": st.lists(RECORDS, max_size=6),
    "names": st.lists(SCALARS, max_size=4),
    "obj": RECORDS,
    "cards": st.lists(CARDS, max_size=6),
    "boxes": st.lists(BOXES, max_size=4),
    "tree": TREES,
}
STATES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(FIELDS)
PARTS = " ".join(path.read_text() for path in Path(__file__).parent.glob("templates/parts/*.html"))
WORD = re.compile(r"[a-z]\w*")
FROM_ELSEWHERE = re.compile(r"{%-? *(include|extends|import|from)")


def states_for(source: str) -> st.SearchStrategy[dict[str, Any]]:
    """Random states in what a template may read; one that takes in others may read what these do."""
    words = set(WORD.findall(source + PARTS if FROM_ELSEWHERE.search(source) else source))
    return st.fixed_dictionaries({name: field for name, field in FIELDS.items() if name in words})
