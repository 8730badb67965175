"""The URL and the fields agree after any sequence of changes, and a page that is loaded there shows the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from liveview import LiveView, state
from liveview.view.query import Query
from liveview.view.request import Request

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


class Board(LiveView):
    template_string = ""
    text: str = state("all", url=True)
    number: int = state(1, url=True)
    real: float = state(0.5, url=True)
    maybe: int | None = state(7, url=True)
    flag: bool = state(True, url=True)
    tags: list[str] = state(["a"], url=True)


CHANGES = st.one_of(
    st.tuples(st.just("text"), TEXTS),
    st.tuples(st.just("number"), st.integers(-(10**9), 10**9)),
    st.tuples(st.just("real"), st.floats(allow_nan=False, allow_infinity=False)),
    st.tuples(st.just("maybe"), st.none() | st.integers(0, 9)),
    st.tuples(st.just("flag"), st.booleans()),
    st.tuples(st.just("tags"), st.lists(TEXTS.filter(bool), max_size=3)),
)


def at(url: str) -> Request:
    return Request(url=f"http://test{url}", query=parse_qs(urlsplit(url).query, keep_blank_values=True))


def values(view: LiveView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in Board._spec.inputs.in_url}


def loaded(url: str) -> LiveView:
    view = Board()
    Query(view).begin(at(url).query)
    return view


@given(st.lists(st.lists(CHANGES, max_size=3), max_size=5), TEXTS)
def test_a_page_that_is_loaded_at_the_url_shows_the_same(messages: list[list[tuple[str, Any]]], other: str) -> None:
    view, url = Board(), "/?other=1"
    query = Query(view)
    query.begin(at(url).query)
    for message in messages:
        for name, value in message:
            setattr(view, name, value)
        request = at(url)
        url = query.target(url, request)
        assert query.differences(request, at(url)) == {}  # the fields are ahead of it, and not behind
        query.moved()
        assert query.target(url, at(url)) == url
        assert values(loaded(url)) == values(view)
        assert at(url).query["other"] == ["1"]
    if values(view) == values(Board()):
        assert url == "/?other=1"


@given(st.lists(CHANGES, max_size=4), st.lists(CHANGES, max_size=4))
def test_back_gives_the_fields_what_they_had(before: list[tuple[str, Any]], after: list[tuple[str, Any]]) -> None:
    view = Board()
    query = Query(view)
    query.begin({})
    urls, seen = ["/"], [values(view)]
    for changes in (before, after):
        for name, value in changes:
            setattr(view, name, value)
        urls.append(query.target(urls[-1], at(urls[-1])))
        seen.append(values(view))
        query.moved()
    for now, then in ((2, 1), (1, 0)):
        for name, value in query.differences(at(urls[now]), at(urls[then])).items():
            setattr(view, name, value)
        query.moved()
        assert values(view) == seen[then]
