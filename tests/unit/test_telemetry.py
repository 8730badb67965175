"""Spans reach who listens, and nobody else."""

from __future__ import annotations

import pytest

from liveview import telemetry
from liveview.telemetry import Span


def test_a_span_reaches_those_who_listen_to_its_name_until_they_do_not() -> None:
    heard: list[Span] = []
    unsubscribe = telemetry.subscribe("a", heard.append)
    other = telemetry.subscribe("a", lambda span: None)
    telemetry.emit("a", 0.5, of="x")
    telemetry.emit("b", 0.5)
    assert heard == [Span("a", 0.5, {"of": "x"})]
    unsubscribe()
    unsubscribe()
    assert telemetry.is_heard("a")
    telemetry.emit("a", 1)
    assert len(heard) == 1
    other()
    assert not telemetry.is_heard("a")


def test_a_listener_that_fails_keeps_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Span] = []

    def fail(span: Span) -> None:
        raise LookupError("mine")

    undo = [telemetry.subscribe("a", fail), telemetry.subscribe("a", heard.append)]
    telemetry.emit("a", 1)
    for each in undo:
        each()
    assert len(heard) == 1
    assert "a listener to 'a' failed" in caplog.text
