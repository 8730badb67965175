"""The collector while an app runs: what is there at the start is left out, and what it takes is told."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest

from liveview import telemetry
from liveview.runtime.garbage import SPAN, Collector, Garbage


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold(), len(gc.callbacks)
    yield
    assert (gc.get_threshold(), len(gc.callbacks)) == before
    assert gc.get_freeze_count() == 0


async def test_what_is_there_is_frozen_and_the_rest_looked_at_seldom() -> None:
    collector = Collector(Garbage(young=5_000, middle=20, old=30))
    kept = ["here before"], {}  # type: ignore[var-annotated]
    collector.start()
    assert gc.get_threshold() == (5_000, 20, 30)
    assert gc.get_freeze_count() > 10_000
    assert not any(found is kept for found in gc.get_objects())
    collector.stop()


async def test_without_freezing_only_the_thresholds_change() -> None:
    collector = Collector(Garbage(freeze=False))
    collector.start()
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, (10_000, 10, 1))
    collector.stop()


async def test_the_first_of_several_decides_and_the_next_one_after_it() -> None:
    first, second = Collector(Garbage(freeze=False, young=1_000)), Collector(Garbage(freeze=False, young=2_000))
    first.start()
    second.start()
    assert gc.get_threshold()[0] == 1_000
    first.stop()
    assert gc.get_threshold()[0] == 2_000
    second.stop()


async def test_a_collection_is_told_on_the_loop() -> None:
    spans: list[telemetry.Span] = []
    unsubscribe = telemetry.subscribe(SPAN, spans.append)
    collector = Collector(Garbage(freeze=False))
    collector.start()
    circle: list[object] = []
    circle.append(circle)
    del circle
    gc.collect()
    assert spans == []  # in the middle of a collection nobody is called
    await asyncio.sleep(0)
    collector.stop()
    unsubscribe()
    assert spans[-1].name == SPAN
    assert spans[-1].about["generation"] == 2
    collected = spans[-1].about["collected"]
    assert isinstance(collected, int) and collected >= 1
    assert spans[-1].seconds > 0
    told = len(spans)
    gc.collect()
    await asyncio.sleep(0)
    assert len(spans) == told
