"""The lv- attributes that exist."""

from __future__ import annotations

import pytest

from liveview.view.bindings import is_known


@pytest.mark.parametrize("name", ["lv-click", "lv-submit", "lv-debounce", "lv-key", "lv-value-user-id"])
def test_known(name: str) -> None:
    assert is_known(name)


@pytest.mark.parametrize("name", ["lv-clik", "lv-click.prevent", "lv-value", "lv-", "onclick"])
def test_unknown(name: str) -> None:
    assert not is_known(name)
