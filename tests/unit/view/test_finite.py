"""Which numbers a browser may send."""

from __future__ import annotations

import dataclasses
import math
from typing import Annotated, Any

import pydantic
import pytest
from pydantic import AllowInfNan, BaseModel, ConfigDict, Field, FiniteFloat
from typing_extensions import TypedDict

from liveview import Form
from liveview.view.arguments import ConversionError, Parameters
from liveview.view.finite import allows_infinity, is_finite, is_finite_text

Unbounded = Annotated[float, AllowInfNan(True)]


class Line(BaseModel):
    price: float = 0


class Order(BaseModel):
    amount: float = 0
    limit: Annotated[float, Field(allow_inf_nan=True)] = math.inf
    rates: list[Unbounded] = []
    lines: list[Line] = []
    perhaps: float | int | None = None
    several: list[float] = []
    either: float | str = ""


class Physics(BaseModel):
    model_config = ConfigDict(allow_inf_nan=True)
    energy: float = 0
    mass: FiniteFloat = 0


@dataclasses.dataclass
class Point:
    x: float


@pydantic.dataclasses.dataclass
class Checked:
    x: float


class Row(TypedDict):
    x: float


@pytest.mark.parametrize(
    ("model", "field", "allows"),
    [
        (Order, "amount", False),
        (Order, "limit", True),
        (Order, "rates", True),
        (Order, "several", False),
        (Physics, "energy", True),
        (Physics, "mass", False),
    ],
)
def test_who_wants_any_float_says_so(model: type[BaseModel], field: str, allows: bool) -> None:
    assert allows_infinity(model.model_fields[field], model.model_config) == allows


@pytest.mark.parametrize("text", ["nan", "1e999", "-inf", " Infinity ", "9" * 400])
def test_texts_of_what_is_no_finite_number(text: str) -> None:
    assert not is_finite_text(text)


@pytest.mark.parametrize("text", ["", "1", "-1.5e3", "nano", "information"])
def test_other_texts_are_pydantics_to_judge(text: str) -> None:
    assert is_finite_text(text)


def test_a_default_is_not_the_browsers() -> None:
    class Endless(BaseModel):
        until: float = math.inf

    assert is_finite(Endless())
    assert not is_finite(Endless(until=math.inf))


class View:
    def handler(
        self,
        order: Order,
        orders: list[Order],
        by_name: dict[str, Line],
        point: Point,
        checked: list[Checked],
        row: Row,
        physics: Physics,
        rates: list[Unbounded],
    ) -> None: ...


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("order", {"amount": "nan"}),
        ("order", {"amount": math.inf}),
        ("order", {"lines": [{"price": "1"}, {"price": "1e999"}]}),
        ("orders", [{"amount": "inf"}]),
        ("by_name", {"a": {"price": "nan"}}),
        ("point", {"x": "nan"}),
        ("checked", [{"x": "nan"}]),
        ("row", {"x": "nan"}),
        ("physics", {"mass": "nan"}),
    ],
)
def test_an_argument_is_looked_through(name: str, given: Any) -> None:
    with pytest.raises(ConversionError, match=rf"^{name} \("):
        Parameters(View.handler).by_name[name].convert([given])


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("order", {"amount": "1.5", "limit": "inf", "rates": ["nan"], "lines": [{"price": 2}]}),
        ("point", {"x": "1"}),
        ("row", {"x": "1"}),
        ("physics", {"energy": "inf"}),
        ("rates", ["inf", "1"]),
    ],
)
def test_what_is_finite_or_may_be_anything_is_taken(name: str, given: Any) -> None:
    assert Parameters(View.handler).by_name[name].convert([given]) is not None


@pytest.mark.parametrize("field", ["amount", "perhaps", "several"])
@pytest.mark.parametrize("text", ["nan", "1e999"])
def test_a_form_says_that_it_is_no_number(field: str, text: str) -> None:
    form = Form(Order)
    assert form.submit([(field, text)]) is None
    assert "a valid number" in form.fields[field].errors[0]


def test_in_a_row_as_well() -> None:
    form = Form(Order, initial=Order(lines=[Line()]))
    assert form.submit([("lines.0.price", "nan")]) is None
    [line] = form.fields.lines
    assert "a valid number" in line.price.errors[0]


def test_a_form_takes_what_its_field_allows() -> None:
    order = Form(Order).submit([("limit", "inf"), ("rates", "inf"), ("either", "nan"), ("amount", "2")])
    assert order is not None
    assert (order.limit, order.rates, order.either, order.amount) == (math.inf, [math.inf], "nan", 2)
