"""A thread that looks at steps which take long."""

from __future__ import annotations

import threading
import time
from types import FrameType

import pytest

from liveview.runtime.lookout import Lookout

AFTER = 0.002


def look(frame: FrameType) -> list[str]:
    """The names of the functions, from the innermost."""
    names: list[str] = []
    each: FrameType | None = frame
    while each is not None:
        names.append(each.f_code.co_name)
        each = each.f_back
    return names


def a_long_step(lookout: Lookout[list[str]]) -> None:
    """Until it has been looked at, however busy the machine is."""
    before = lookout._seen
    while lookout._seen is before:
        pass


def test_a_long_step_is_told_with_where_it_was() -> None:
    lookout = Lookout(AFTER, look)
    for _ in range(2):
        lookout.begin()
        a_long_step(lookout)
        told = lookout.end()
        assert told is not None
        assert told.seconds >= AFTER
        assert 0 < told.computed <= told.seconds
        assert told.seen is not None and "a_long_step" in told.seen
    lookout.close()


def test_one_that_cannot_be_looked_at_is_told_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    def stumble(frame: FrameType) -> list[str]:
        raise SystemError("as of two threads that parse")

    lookout = Lookout(AFTER, stumble)
    for _ in range(2):  # the thread looks on
        lookout.begin()
        a_long_step(lookout)
        told = lookout.end()
        assert told is not None and told.seen is None
    assert caplog.text.count("could not be looked at") == 2
    lookout.close()


def test_a_short_step_is_not_told() -> None:
    lookout = Lookout(60.0, look)
    lookout.begin()
    assert lookout.end() is None
    lookout.close()


def test_no_thread_is_there_before_the_first_step_and_none_after_the_end() -> None:
    def watching() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "liveview-lookout"]

    before = watching()
    lookout = Lookout(AFTER, look)
    assert watching() == before
    lookout.begin()
    lookout.end()
    thread = lookout._thread
    assert thread is not None
    lookout.close()
    thread.join(10)
    assert not thread.is_alive()


def test_what_is_hardly_long_wakes_nobody_and_is_told_without_a_look() -> None:
    lookout = Lookout(AFTER, look)
    lookout.begin(is_watched=False)
    end = time.monotonic() + AFTER
    while time.monotonic() < end:
        pass
    told = lookout.end()
    assert told is not None and told.seen is None
    assert lookout._thread is None


def test_it_is_woken_after_a_rest() -> None:
    lookout = Lookout(AFTER, look)
    lookout.begin()
    lookout.end()
    while lookout._wake.is_set():  # RESTLESS looks without a step
        pass
    lookout.begin()
    a_long_step(lookout)
    assert lookout.end() is not None
    lookout.close()
