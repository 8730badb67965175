"""A stage for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.unit.channel.stage import Stage


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    """Services without debug, closed at the end."""
    made = Stage()
    yield made
    await made.close()
