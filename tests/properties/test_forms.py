"""A model that goes through a form and comes back is the same, whatever its values; and no field of it gets lost."""

from __future__ import annotations

import datetime
import decimal
import string
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from liveview import Form
from liveview.view.forms.sent import Sent
from tests.unit.view.forms.models import Address, Cat, Color, Dog, Everything, Level, Node

# Line breaks are the page's, `\n`: a control has no others.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=8)
FILLED = TEXTS.filter(bool)  # an empty text is none
ADDRESSES = st.builds(Address, street=FILLED, zip=st.none() | FILLED)
PETS = st.builds(Cat, name=TEXTS, lives=st.integers()) | st.builds(
    Dog, kind=st.sampled_from(["dog", "wolf"]), name=TEXTS, barks=st.booleans()
)
TREES = st.recursive(
    st.builds(Node, label=TEXTS),
    lambda inner: st.builds(Node, label=TEXTS, children=st.lists(inner, max_size=3)),
    max_leaves=5,
)
MODELS = st.builds(
    Everything,
    text=TEXTS,
    number=st.integers(-(10**12), 10**12),
    real=st.floats(allow_nan=False, allow_infinity=False),
    money=st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=10**9, min_value=-(10**9)),
    perhaps=st.none() | st.integers(0, 9),
    day=st.dates(datetime.date(1, 1, 1)),
    moment=st.none() | st.datetimes(),
    time=st.none() | st.times(),
    id=st.uuids(),
    flag=st.booleans(),
    unsure=st.none() | st.booleans(),
    color=st.sampled_from(Color),
    level=st.sampled_from(Level),
    word=st.sampled_from(["a", "b", 3]),
    words=st.lists(FILLED, max_size=3),
    levels=st.sets(st.sampled_from(Level)),
    several=st.lists(st.integers(), max_size=3).map(tuple),
    address=st.none() | ADDRESSES,
    pet=PETS,
    pets=st.lists(PETS, max_size=3),
    rows=st.lists(ADDRESSES, max_size=3),
    tree=TREES,
    kept=st.dictionaries(TEXTS, st.integers(), max_size=2),
    pair=st.tuples(st.integers(), TEXTS),
)


def posted(form: Form[Any]) -> list[tuple[str, str]]:
    """What a browser sends of all that a form has, read by the names that templates read."""

    def within(fields: Any) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for name in fields:
            part = fields[name]
            if hasattr(part, "present"):
                found += within(part.fields)
            elif hasattr(part, "move"):
                found += [field for row in part for field in within(row.fields)]
            elif part.value is True:
                found.append((part.name, "on"))
            elif isinstance(part.value, list):
                found += [(part.name, text) for text in part.value]
            elif isinstance(part.value, str):
                found.append((part.name, part.value))
        return found

    return within(form.fields)


@given(model=MODELS)
def test_a_model_comes_back_from_its_form(model: Everything) -> None:
    assert Form(Everything, initial=model)._draft.submit() == model


@given(model=MODELS)
def test_a_model_comes_back_from_a_browser(model: Everything) -> None:
    fields = posted(Form(Everything, initial=model))
    received = Form(Everything, initial={"kept": model.kept, "pair": model.pair}).submit(fields)
    assert received == model


@given(model=MODELS, before=MODELS)
def test_what_the_browser_sends_takes_the_place_of_what_was(model: Everything, before: Everything) -> None:
    before = before.model_copy(update={"kept": model.kept, "pair": model.pair, "address": None})
    before = before.model_copy(update={"rows": [], "pets": [], "tree": Node()})
    assert Form(Everything, initial=before).submit(posted(Form(Everything, initial=model))) == model


NAMES = st.sampled_from(
    """
    text number flag words pet.kind pet.lives pets.0.kind pets.3.name rows.1.street rows rows.1 tree.children.0.label
    tree.children.9.children.2.label address.street kept a..b
    """.split()
)
ANY_NAME = st.just("") | NAMES | st.text(string.ascii_lowercase + ".0123", max_size=12)
ANY_TEXT = st.sampled_from(["", "dog", "cat", "7", "flag", "words", "on"]) | TEXTS


@given(fields=st.lists(st.tuples(ANY_NAME, ANY_TEXT), max_size=12), whole=st.booleans())
def test_nothing_that_a_browser_sends_breaks_a_form(fields: list[tuple[str, str]], whole: bool) -> None:
    form = Form(Everything)
    form._draft.take(Sent(fields, keys=form._draft.keys, is_whole=whole))
    model: BaseModel | None = form._draft.submit()
    assert (model is None) == bool(form._draft.errors)
    for name in form._draft.errors:  # each is said somewhere
        assert name == "" or form._draft.find(name) is not None
    assert isinstance(form.fields.money.value, str)
    assert decimal.Decimal(form.fields.money.value) == decimal.Decimal("1.50")
