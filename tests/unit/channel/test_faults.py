"""What failed is logged, and in development shown until it is over."""

from __future__ import annotations

import logging

import pytest

from liveview.channel.faults import Faults
from liveview.channel.limits import Limits
from liveview.channel.outbox import Outbox
from liveview.errors import EventRefusedError
from tests.unit.channel.stage import Client


def on_a_page(*, shown: bool) -> tuple[Faults, Client]:
    outbox, client = Outbox(Limits()), Client({}, [""])
    outbox.resume(client, {0: 0}, 0)
    client.take()
    return Faults("Counter", outbox, shown=shown), client


def test_the_log_says_who_is_at_fault(caplog: pytest.LogCaptureFixture) -> None:
    faults, client = on_a_page(shown=False)
    with caplog.at_level(logging.WARNING):
        faults.begin("event `add`", ValueError("no"))
        faults.begin("event `add`", EventRefusedError("unknown", event="x", view="Counter"))
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "the mistake is in the app's code" in caplog.text and "refused what the client sent" in caplog.text
    assert client.frames == []


def test_the_newest_is_shown_until_all_are_over() -> None:
    faults, client = on_a_page(shown=True)
    faults.begin("first", ValueError("1"))
    faults.begin("second", ValueError("2"))
    faults.end("second")
    faults.end("first")
    faults.end("first")
    titles = [frame[1] and frame[1]["title"] for frame in client.take()]
    assert titles == ["Counter: first", "Counter: second", "Counter: first", None]


def test_a_page_that_connects_sees_the_newest() -> None:
    faults, client = on_a_page(shown=True)
    faults.repeat()
    assert client.take() == []
    faults.begin("first", ValueError("1"))
    client.take()
    faults.repeat()
    assert client.take()[0][1]["title"] == "Counter: first"


def test_what_fails_again_and_again_is_logged_now_and_then(caplog: pytest.LogCaptureFixture) -> None:
    times = [0.0]
    faults = Faults("Counter", Outbox(Limits()), shown=False, now=lambda: times[0])
    for _ in range(600):
        faults.begin("timer `tick`", LookupError("no"))
        times[0] += 1 / 60
    faults.begin("event `add`", LookupError("another"))
    assert len(caplog.records) == 11
    times[0] += 1
    faults.begin("timer `tick`", LookupError("no"))
    assert "590 more were not logged" in caplog.text
