"""One page for a module's tests: a new one for each of hundreds would take minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.client.harness import Client

OpenClient = Callable[..., Client]


@pytest.fixture(scope="module")
def module_page(browser: Browser) -> Iterator[Page]:
    """The page that a module's tests take turns on."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def open_client(module_page: Page) -> Iterator[OpenClient]:
    """Opens the client on the module's page; the arguments are those of `Client`."""
    opened: list[Client] = []

    def open_on_page(*arguments: Any, **options: Any) -> Client:
        opened.append(Client(module_page, *arguments, **options))
        return opened[-1]

    yield open_on_page
    for client in opened:
        client.close()


@pytest.fixture
def own_page(browser: Browser) -> Iterator[Page]:
    """A page for one test: a clock that a test has stopped stays so."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
