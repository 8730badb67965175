"""Property tests take as long as their examples do, and more on a busy machine: only what hangs is stopped."""

from __future__ import annotations

import pytest

SECONDS = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The hook of pytest; it is given every test, those of other folders too."""
    for item in items:
        if "properties" in item.path.parts:
            item.add_marker(pytest.mark.timeout(SECONDS))
