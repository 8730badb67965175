"""Which kind of entry each annotation makes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Discriminator, Field, RootModel, SecretBytes, create_model

from liveview import Form
from liveview.view.forms.entries import Flag, Kept, Kind, Many, Text
from liveview.view.forms.groups import Group, Rows, Variants
from liveview.view.forms.shape import group_of
from tests.unit.view.forms.models import Address, Cat, Color, Dog, Everything, Node


class Numbers(RootModel[list[int]]):
    pass


def kind_of(annotation: Any, default: Any = ...) -> Kind:
    return group_of(create_model("Model", field=(annotation, default))).members["field"].kind


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (str, Text),
        (Annotated[int | None, Field(ge=0)], Text),
        (bool, Flag),
        (Literal[True], Flag),
        (bool | None, Text),
        (Color, Text),
        (int | str, Text),
        (list[Color], Many),
        (set[int], Many),
        (tuple[int, ...], Many),
        (list, Many),
        (tuple[int, str], Kept),
        (list[str] | None, Kept),
        (list[list[int]], Kept),
        (dict[str, int], Kept),
        (Any, Kept),
        (Numbers, Kept),
        (Cat | Dog, Kept),  # nothing says how to tell them apart
        (Address, Group),
        (Address | None, Group),
        (Annotated[Cat | Dog, Field(discriminator="kind")], Variants),
        (Annotated[Cat | Dog, Discriminator("kind")] | None, Variants),
        (list[Address], Rows),
        (list[Annotated[Cat | Dog, Field(discriminator="kind")]], Rows),
        (list[Node], Rows),
    ],
    ids=repr,
)
def test_an_annotation_makes_a_kind(annotation: Any, kind: type) -> None:
    assert type(kind_of(annotation)) is kind


def test_what_a_text_knows() -> None:
    assert kind_of(str) == Text(is_required=True)
    assert kind_of(str, "") == Text()
    assert kind_of(int | None, None) == Text(allows_none=True)
    assert kind_of(SecretBytes) == Text(is_required=True, is_secret=True)
    assert kind_of(Literal["a", 1], "a") == Text(choices={"a": "a", "1": 1})


def test_every_value_of_a_tag_leads_to_its_model() -> None:
    pet = group_of(Everything).members["pet"].kind
    assert isinstance(pet, Variants)
    assert {tag: group.model for tag, group in pet.groups.items()} == {"cat": Cat, "dog": Dog, "wolf": Dog}


def test_a_default_that_needs_other_fields_is_left_to_the_model() -> None:
    class Model(BaseModel):
        first: int = 1
        second: int = Field(default_factory=lambda data: data["first"] + 1)

    form = Form(Model)
    assert form.fields.second.value == ""
    assert form.submit({"first": "4"}) == Model(first=4, second=5)
