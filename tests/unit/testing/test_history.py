"""The history of a tab."""

from __future__ import annotations

import pytest

from liveview.errors import VisitError
from liveview.testing.history import History


def test_a_new_entry_takes_the_place_of_those_ahead() -> None:
    history = History("/")
    history.move("/?page=2")
    history.enter("/rooms")
    assert history.turn(-1).url == "/rooms"
    assert history.turn(-1).url == "/?page=2"
    history.enter("/other")
    assert history.turn(-1).url == "/other"
    assert history.turn(1).url == "/"
    with pytest.raises(VisitError, match="nothing after /other"):
        history.turn(1)


def test_one_that_replaces_leaves_those_ahead() -> None:
    history = History("/")
    history.move("/?page=2")
    history.turn(-1)
    history.move("/?page=0", replaces=True)
    assert history.current.url == "/?page=0"
    with pytest.raises(VisitError, match="nothing before"):
        history.turn(-1)
    history.turn(1)
    assert history.current.url == "/?page=2"


def test_entries_know_their_view_and_document() -> None:
    history = History("/")
    first = history.current
    history.move("/?page=2")
    assert (history.current.view, history.current.document) == (first.view, first.document)
    history.enter("/rooms")
    assert history.current.view != first.view and history.current.document == first.document
    history.enter("/loaded", is_loaded=True)
    assert history.current.document != first.document
