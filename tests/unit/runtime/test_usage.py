"""What a thread had of the processors, and what of its time was its own doing."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from liveview.runtime.usage import ThreadUsage, Usage, kept_busy

START = Usage(ran=5.0, waited=7.0, turns=100, all_ran=6.0)
linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody keeps count")


def later(*, ran: float = 0.0, waited: float = 0.0, turns: int = 1, others_ran: float = 0.0) -> Usage:
    return Usage(START.ran + ran, START.waited + waited, START.turns + turns, START.all_ran + ran + others_ran)


def busy(after: Usage, *, missed: float = 0.0, is_ready: bool = False) -> float:
    """Of a second."""
    return kept_busy(1.0, START, after, missed=missed, is_ready=is_ready)


class TestKeptBusy:
    def test_what_ran_counts(self) -> None:
        assert busy(later(ran=1.0)) == pytest.approx(1.0)

    def test_what_slept_counts(self) -> None:
        assert busy(later()) == pytest.approx(1.0)

    def test_what_waited_for_a_processor_does_not(self) -> None:
        assert busy(later(ran=0.1, waited=0.9)) == pytest.approx(0.1)

    def test_of_what_slept_too_the_wait_alone_is_taken_off(self) -> None:
        assert busy(later(ran=0.1, waited=0.5)) == pytest.approx(0.5)

    def test_what_nobody_could_look_at_was_no_sleep(self) -> None:
        """As where the whole process was stopped."""
        assert busy(later(), missed=0.9) == pytest.approx(0.1)

    def test_what_ran_counts_unseen_too(self) -> None:
        """As C code that does not let go of Python's lock, so that the onlooker waits."""
        assert busy(later(ran=1.0), missed=0.9) == pytest.approx(1.0)

    def test_a_wait_that_is_not_over_is_not_taken_for_sleep(self) -> None:
        assert busy(later(ran=0.1), is_ready=True) == pytest.approx(0.1)

    def test_more_than_the_time_it_never_is(self) -> None:
        assert busy(later(ran=1.1)) == 1.0

    def test_who_was_waited_for_by_pieces_beside_one_that_computes_waited_for_the_lock(self) -> None:
        pieces = round(0.9 / sys.getswitchinterval())
        assert busy(later(ran=0.1, turns=pieces, others_ran=0.9)) == pytest.approx(0.1)

    def test_who_slept_in_one_piece_did_not(self) -> None:
        assert busy(later(ran=0.1, turns=2, others_ran=0.9)) == pytest.approx(1.0)

    def test_who_slept_by_pieces_while_nobody_computed_did_not(self) -> None:
        pieces = round(0.9 / sys.getswitchinterval())
        assert busy(later(ran=0.1, turns=pieces, others_ran=0.1)) == pytest.approx(1.0)

    @pytest.mark.parametrize(("before", "after"), [(None, None), (START, None), (None, START)])
    def test_where_nothing_is_known_the_onlooker_is_believed(self, before: Usage | None, after: Usage | None) -> None:
        assert kept_busy(1.0, before, after, missed=0.7, is_ready=False) == pytest.approx(0.3)
        assert kept_busy(1.0, before, after, missed=1.1, is_ready=False) == 0.0


class TestThreadUsage:
    def test_it_is_read_from_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "schedstat").write_text("2500000000 500000000 42\n")
        (tmp_path / "stat").write_text("17 (a) R (b) S 1 17\n")
        usage = ThreadUsage(tmp_path)
        read = usage.read()
        assert read is not None
        assert read[:3] == pytest.approx((2.5, 0.5, 42))
        assert not usage.is_ready()

    @pytest.mark.parametrize(("state", "is_ready"), [("R", True), ("S", False), ("D", False)])
    def test_its_state_is_read_behind_a_name_that_may_be_anything(
        self, tmp_path: Path, state: str, is_ready: bool
    ) -> None:
        (tmp_path / "stat").write_text(f"17 (S) S {'x' if is_ready else 'R'}) {state} 1 17\n")
        assert ThreadUsage(tmp_path).is_ready() is is_ready

    def test_where_it_is_not_there_nothing_is_known(self, tmp_path: Path) -> None:
        usage = ThreadUsage(tmp_path)
        assert usage.read() is None
        assert not usage.is_ready()

    def test_where_it_is_switched_off_nothing_is_known(self, tmp_path: Path) -> None:
        (tmp_path / "schedstat").write_text("0 0 0\n")
        assert ThreadUsage(tmp_path).read() is None

    @linux
    def test_it_is_of_the_thread_that_made_it(self) -> None:
        """This one computes while the other one waits."""
        made: list[ThreadUsage] = []
        is_made, is_over = threading.Event(), threading.Event()

        def other() -> None:
            made.append(ThreadUsage())
            is_made.set()
            is_over.wait()

        thread = threading.Thread(target=other)
        thread.start()
        is_made.wait()
        mine, theirs = ThreadUsage(), made[0]
        before = mine.read(), theirs.read()
        began = time.thread_time()
        while time.thread_time() - began < 0.1:
            pass
        after = mine.read(), theirs.read()
        is_over.set()
        thread.join()
        assert before[0] and before[1] and after[0] and after[1]
        assert after[0].ran - before[0].ran >= 0.05
        assert after[1].ran - before[1].ran < 0.05
