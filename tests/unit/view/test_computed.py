"""@computed: read like a field, never assigned."""

from __future__ import annotations

import pytest

from liveview.errors import DefinitionError, StateError
from liveview.view.computed import computed
from liveview.view.live_view import LiveView


class Cart(LiveView):
    template_string = "{{ total }}"
    prices: list[int] = [1, 2]

    @computed
    def total(self) -> int:
        """The sum."""
        return sum(self.prices)


def test_it_follows_the_state() -> None:
    cart = Cart()
    assert cart.total == 3
    cart.prices.append(4)
    assert cart.total == 7


def test_it_cannot_be_assigned() -> None:
    with pytest.raises(StateError, match=r"Cart\.total is @computed"):
        Cart().total = 3  # type: ignore[assignment]


def test_the_class_has_the_descriptor_and_the_docstring() -> None:
    assert isinstance(Cart.total, computed)
    assert Cart.total.__doc__ == "The sum."


def test_it_cannot_be_async() -> None:
    with pytest.raises(DefinitionError, match=r"test_computed\.py:\d+: .*cannot wait") as caught:

        @computed
        async def total(self: Cart) -> int:
            return 1

    assert caught.value.lineno is not None
