"""One look a second for all."""

from __future__ import annotations

import threading
from itertools import count

import pytest

from example_app.machine.sampler import FRESH, Sampler, Shared


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_fresh_value_is_shared_and_an_old_one_read_again() -> None:
    clock, numbers = Clock(), count()
    shared = Shared(lambda: next(numbers), clock)
    assert [shared.get(), shared.get()] == [0, 0]
    clock.now += FRESH
    assert shared.get() == 1


def test_who_comes_while_it_is_read_waits_and_gets_the_same() -> None:
    reading, may_go_on, reads = threading.Event(), threading.Event(), count()

    def read() -> int:
        reading.set()
        assert may_go_on.wait(10)
        return next(reads)

    shared = Shared(read, Clock())
    got: list[int] = []
    viewers = [threading.Thread(target=lambda: got.append(shared.get())) for _ in range(4)]
    for viewer in viewers:
        viewer.start()
    assert reading.wait(10)
    may_go_on.set()
    for viewer in viewers:
        viewer.join(10)
    assert got == [0, 0, 0, 0]


def test_a_read_that_fails_is_tried_again_by_the_next() -> None:
    numbers = count()

    def read() -> int:
        number = next(numbers)
        if number == 0:
            raise OSError("no such device")
        return number

    shared = Shared(read, Clock())
    with pytest.raises(OSError, match="no such device"):
        shared.get()
    assert shared.get() == 1


def test_the_sampler_shows_this_machine() -> None:
    sampler = Sampler()
    assert sampler.reading() is sampler.reading()
    assert sampler.processes() is sampler.processes()
