"""Files that nobody fetches give way to newer ones: of the same browser first, and of all where there are many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liveview.errors import TokenError
from liveview.testing import VirtualClock
from liveview.web import downloads
from liveview.web.downloads import OF_A_SESSION, Downloads, Offer, Room


class Browser:
    """Whose view offers files."""

    def __init__(self, offers: Downloads, session: str) -> None:
        self._offers = offers
        self._session = session

    def offered(self, source: Any = b"a,b") -> str:
        url = self._offers.offer(source, "a.csv", session=self._session, prefix="")
        return url.split("/")[3]

    def fetched(self, sealed: str) -> Offer | None:
        return self._offers.take(self._offers.read(sealed, session=self._session, prefix="").key)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def offers(clock: VirtualClock) -> Downloads:
    return Downloads(["secret" * 6], "worker", lambda: clock)


def test_who_clicks_again_and_again_has_the_newest_and_takes_none_from_others(offers: Downloads) -> None:
    other, impatient = Browser(offers, "other"), Browser(offers, "impatient")
    first = other.offered()
    urls = [impatient.offered() for _ in range(2000)]
    assert OF_A_SESSION.files == 16
    assert [impatient.fetched(url) is not None for url in urls] == [False] * 1984 + [True] * 16
    assert other.fetched(first) is not None
    assert other.fetched(other.offered()) is not None


def test_content_in_memory_is_bounded_by_its_bytes_and_the_newest_is_always_there(
    offers: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "OF_A_SESSION", Room(16, 100))
    browser = Browser(offers, "one")
    small = browser.offered(bytes(60))
    pieces = browser.offered([bytes(20), bytearray(20), "text"])
    path = browser.offered(Path("a"))
    large = browser.offered(bytes(1000))
    assert [browser.fetched(url) is not None for url in (small, pieces, path, large)] == [False, False, False, True]
    urls = [browser.offered(bytes(60)), *(browser.offered(memoryview(bytes(40))) for _ in range(2))]
    assert [browser.fetched(url) is not None for url in urls] == [False, True, True]


def test_the_oldest_of_all_give_way_where_there_are_too_many(
    offers: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "OF_ALL", Room(3, 100))
    browsers = [Browser(offers, f"{number}") for number in range(5)]
    urls = [browser.offered() for browser in browsers]
    taken = [browser.fetched(url) is not None for browser, url in zip(browsers, urls, strict=True)]
    assert taken == [False, False, True, True, True]


def test_what_gives_way_or_expires_is_closed(offers: Downloads, clock: VirtualClock, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b")
    browser = Browser(offers, "one")
    with (tmp_path / "a.csv").open() as file, (tmp_path / "a.csv").open() as late:
        browser.offered(file)
        for _ in range(OF_A_SESSION.files):
            browser.offered(unread())
        assert file.closed
        url = browser.offered(late)
        clock.turn(downloads.SECONDS + 1)
        Browser(offers, "other").offered()
        assert late.closed
    with pytest.raises(TokenError):
        browser.fetched(url)


def unread() -> Iterator[str]:
    yield "a,b"
