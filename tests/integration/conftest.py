"""Starts apps for the integration tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from tests.integration.wire import Browser


@pytest.fixture
def browse() -> Iterator[Callable[..., Browser]]:
    """Starts an app, its lifespan too, for as long as the test runs."""
    started: list[TestClient] = []

    def start(app: ASGIApp, root_path: str = "") -> Browser:
        client = TestClient(app, raise_server_exceptions=False, root_path=root_path)
        client.__enter__()
        started.append(client)
        return Browser(client)

    yield start
    for client in started:
        client.__exit__(None, None, None)
