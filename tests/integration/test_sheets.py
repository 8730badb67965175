"""Style sheets that classes bring along: linked by every page of an app that can show them, in an order that counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from liveview import Component, LiveView
from liveview.errors import DefinitionError
from liveview.web.assets import BASE_SHEET
from liveview.web.document import PAGES
from tests.integration.sheeted.app import app

LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">')


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app()) as client:
        yield client


def sheets(client: TestClient, path: str) -> list[str]:
    """What the sheets of a page say, without the default layout's: with that they are one file, with one link."""
    urls = {url for url in LINK.findall(client.get(path).text) if "/liveview." not in url}
    (url,) = urls
    return [line for line in client.get(url).text.removeprefix(BASE).splitlines() if line]


BASE = (PAGES / BASE_SHEET).read_text()
GAUGE, BOARD, OTHER = ".gauge { color: red }", ".board { color: blue }", ".gauge { color: green }"


@pytest.mark.parametrize("path", ["/", "/plain"])
def test_every_page_links_the_sheets_of_all_views_those_of_components_first_and_each_once(
    client: TestClient, path: str
) -> None:
    assert sheets(client, path) == [GAUGE, BOARD]
    assert len(LINK.findall(client.get(path).text)) == 1  # with the default layout's


def test_a_layout_that_has_the_default_sheet_or_not_has_those_of_components_beside_it() -> None:
    with TestClient(app(layout="layout.html")) as client:
        base, components = LINK.findall(client.get("/").text)
        assert client.get(base).text == BASE
        assert sheets(client, "/") == [GAUGE, BOARD]
        assert "/components." in components


def test_a_sheet_is_kept_for_ever_and_is_a_sheet(client: TestClient) -> None:
    (url,) = LINK.findall(client.get("/").text)
    headers = client.get(url).headers
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_part_of_a_plain_page_brings_its_own_though_another_file_has_the_same_name(client: TestClient) -> None:
    assert OTHER in sheets(client, "/page")
    assert sheets(client, "/") == [GAUGE, BOARD, OTHER]


def test_an_app_that_is_started_again_links_no_sheet_twice() -> None:
    once = app()
    for _ in range(2):
        with TestClient(once) as client:
            assert sheets(client, "/") == [GAUGE, BOARD]


@pytest.mark.parametrize("styles", ["nothing.css", "test_sheets.py", ["sheeted/gauge.css", "nothing.css"]])
@pytest.mark.parametrize("base", [Component, LiveView])
def test_a_class_whose_sheet_is_not_there_says_so(base: type[Component], styles: str) -> None:
    with pytest.raises(DefinitionError, match=r"Gauge: there is no style sheet `(nothing.css|test_sheets.py)` beside"):
        type("Gauge", (base,), {"template_string": "x", "__module__": __name__}, styles=styles)
