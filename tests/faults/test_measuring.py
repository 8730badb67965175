"""`make faults` measures what it says: one light scenario for real, whatever its times are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.faults import running, sharing
from bench.faults.__main__ import PARTS, main
from bench.faults.running import Size, figures
from bench.faults.scenarios import SCENARIOS
from bench.faults.sharing import Looked
from bench.faults.views import BAD
from bench.figures import write
from tests.served import PATIENCE

SMALL = Size(clients=3, seconds=0.5, rate=20.0)


def test_good_clients_are_answered_beside_a_page_that_fails_all_the_time(tmp_path: Path) -> None:
    (crashes,) = (scenario for scenario in SCENARIOS if scenario.name == "crashes")
    felt = running.run(crashes, SMALL)
    assert felt.errors == []
    assert felt.count == pytest.approx(30, abs=3)  # all that were due
    assert 0 < felt.p99 <= felt.worst
    assert felt.named is not None and felt.named < PATIENCE * 1000  # the log has said who it was
    rows = figures(crashes, felt, felt)
    assert [row.figure.rpartition(": ")[2] for row in rows] == [
        "the others, p99",
        "the others, max",
        "named in the log after",
    ]
    assert rows[1].holds  # no more than three times what it was
    write(rows, tmp_path / "faults.json")
    written = json.loads((tmp_path / "faults.json").read_text())["rows"]
    assert written[0].keys() >= {"figure", "value", "unit", "limit", "holds"}


def test_collections_of_garbage_are_told_of_a_server_with_many_pages() -> None:
    felt, pauses = running.many(SMALL, views=5)
    assert felt.count > 0
    assert all(0 < pause < 1000 * PATIENCE for pause in pauses)


def test_each_scenario_has_its_page() -> None:
    assert {scenario.name for scenario in SCENARIOS} == BAD.keys()
    assert BAD.keys() < PARTS.keys()


def test_a_part_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["bench.faults", "nothing"])
    with pytest.raises(SystemExit):
        main()
    assert "there is no nothing; there is spin, sleep" in capsys.readouterr().err


def test_viewers_of_a_shared_board_are_counted_with_what_they_cost() -> None:
    looked = sharing.look(sharing.PREBUILT, "/shared", viewers=3, seconds=1.0)
    assert looked.frames >= 3
    assert looked.frames % 3 == 0  # each was sent all of them
    assert 0 < looked.cpu < looked.seconds < PATIENCE
    assert looked.bytes > 100 * looked.frames


def test_what_a_viewer_costs_is_without_the_idle_server() -> None:
    looks = {way: Looked(seconds=10.0, cpu=1.0, frames=1000, bytes=0) for way in sharing.WAYS}
    looks |= {"idle": Looked(10.0, 0.5, 0, 0), "own": Looked(20.0, 9.0, 1000, 0), "written": Looked(10.0, 0.9, 1000, 0)}
    shared, written, own, each, *_ = sharing.figures(looks, 1000)
    assert (own.value, each.value) == (8000.0, 500.0)
    assert (shared.value, shared.holds) == (0.0625, True)
    assert (written.value, written.limit) == (0.05, None)  # a prototype is only told
