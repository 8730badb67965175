"""Lines in pieces: whatever is done to the rows, what is seen is what they say, and a new row costs a row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liveview.ui.charts.plot import Plot
from liveview.ui.charts.rows import Point, read
from liveview.ui.charts.shown import Setting, Shown
from liveview.ui.charts.trace import overlap

STEP = re.compile(r"([Mlh])|(-?\d+)")


def segments(path: str) -> list[tuple[int, int, int, int]]:
    """The lines of a path, in steps of the grid."""
    found: list[tuple[int, int, int, int]] = []
    x, y, command = 0, 0, ""
    numbers: list[int] = []
    for letter, number in STEP.findall(path):
        if letter:
            command, numbers = letter, []
            continue
        numbers.append(int(number))
        if command == "h":
            found.append((x, y, x + numbers[0], y))
            numbers = []
        elif len(numbers) == 2:
            nx, ny = (numbers[0], numbers[1]) if command == "M" else (x + numbers[0], y + numbers[1])
            if command == "l":
                found.append((x, y, nx, ny))
            (x, y), numbers = (nx, ny), []
    return found


def drawn(shown: Shown, series: int) -> set[tuple[int, int, int, int]]:
    """What is seen of a series, beyond the left side."""
    lines = [line for piece in shown.pieces for line in segments(piece.paths[series])]
    return {line for line in lines if line[2] >= -shown.left}


def expected(points: list[Point], shown: Shown, series: int) -> set[tuple[int, int, int, int]]:
    """The same, by the rows."""
    grid, lines, before = shown.grid, set(), None
    for x, ys in points:
        y = ys[series]
        here = None if y is None else (grid.across(x), grid.down(y))
        if here is not None:
            lines.add((*(before or here), *here))
        before = here
    return {line for line in lines if line[2] > -shown.left or line[0] == line[2] == -shown.left}


def beyond(lines: set[tuple[int, int, int, int]], shown: Shown) -> set[tuple[int, int, int, int]]:
    """Those that have a length to the right of the left side."""
    return {line for line in lines if line[2] > -shown.left and (line[0], line[1]) != (line[2], line[3])}


VALUES = st.one_of(st.none(), st.floats(-1e4, 1e4, width=32), st.integers(-5, 5))
CHANGES = st.one_of(
    st.tuples(st.just("roll"), st.lists(VALUES, min_size=1, max_size=40)),
    st.tuples(st.just("append"), st.lists(VALUES, min_size=1, max_size=40)),
    st.tuples(st.just("drop"), st.integers(1, 50)),
    st.tuples(st.just("cut"), st.integers(1, 50)),
    st.tuples(st.just("set"), st.tuples(st.integers(0, 200), VALUES)),
    st.tuples(st.just("same"), st.none()),
)


def change(rows: list[Any], kind: str, given: Any) -> None:
    """Changes the rows in place, as handlers do."""
    if kind in ("roll", "append"):
        start = rows[-1][0] + 1 if rows else 0
        rows += [(start + at, value, at) for at, value in enumerate(given)]
        if kind == "roll":
            del rows[: len(given)]
    elif kind == "drop":
        del rows[:given]
    elif kind == "cut":
        del rows[-given:]
    elif kind == "set" and rows:
        at = given[0] % len(rows)
        rows[at] = (rows[at][0], given[1], at)


@pytest.mark.parametrize("setting", [Setting(), Setting(span=500.0), Setting(low=-10.0, high=10.0)])
@given(first=st.lists(VALUES, max_size=90), changes=st.lists(CHANGES, max_size=12))
@settings(deadline=None)
def test_what_is_seen_is_what_the_rows_say(setting: Setting, first: list[Any], changes: list[Any]) -> None:
    plot, rows = Plot(setting), [(at, value, at % 7) for at, value in enumerate(first)]
    for kind, given_value in [("same", None), *changes]:
        change(rows, kind, given_value)
        shown = plot.show(rows)
        points = [read(rows).point(row, 0) for row in rows]
        for series in range(len(shown.names) if points else 0):
            seen, wanted = drawn(shown, series), expected(points, shown, series)
            assert beyond(seen, shown) == beyond(wanted, shown)
            ends = {line[2:] for line in seen} | {line[:2] for line in seen}
            assert {line[2:] for line in wanted} <= ends, "a value that stands alone is seen too"
        ids = [piece.id for piece in shown.pieces]
        assert ids == sorted(set(ids))


def test_a_new_row_is_a_piece_and_sixteen_become_one() -> None:
    plot, rows = Plot(Setting()), [(at, at % 5) for at in range(96)]
    before = plot.show(rows).pieces
    assert len(before) == 6
    for count in range(1, 16):
        rows.append((95 + count, 1))
        pieces = plot.show(rows).pieces
        assert len(pieces) == 6 + count
        assert all(old is new for old, new in zip(before, pieces, strict=False)), "what was there stays"
    rows.append((111, 1))
    assert [piece.id for piece in plot.show(rows).pieces][-2:] == [80, 96]


def test_a_window_that_moves_keeps_its_pieces() -> None:
    plot, rows = Plot(Setting(low=0, high=5)), [(at, at % 5) for at in range(600)]
    shown = plot.show(rows)
    before = {piece.id: piece for piece in shown.pieces}
    for at in range(600, 632):
        rows.append((at, at % 5))
        del rows[0]
        shown = plot.show(rows)
    after = {piece.id: piece for piece in shown.pieces}
    assert all(after[id] is before[id] for id in before.keys() & after.keys() if id < 592), (
        "those of rows that are whole"
    )
    assert min(after) == 32
    assert plot.show(rows) is shown, "nothing is worked out where nothing has changed"


def test_marks_rows_of_the_table_and_bounds_follow_the_window() -> None:
    plot = Plot(Setting())
    rows = [(float(at), 100.0 if at == 3 else 1.0) for at in range(100)]
    assert plot.show(rows).up[-1].label == "100"
    del rows[:10]
    shown = plot.show(rows)
    assert float(shown.up[-1].label) <= 2, "what has left the window counts no more"
    assert [entry.id for entry in shown.entries] == [16, 32, 48, 64, 80, 96]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([1, 2, 3], [1, 2, 3], (0, 3)),
        ([1, 2, 3], [1, 2, 3, 4], (0, 3)),
        ([1, 2, 3], [2, 3, 4], (1, 2)),
        ([1, 2, 3], [3], (2, 1)),
        ([1, 2, 3], [1, 2], (0, 2)),
        ([1, 2, 3], [1, 9, 3], (0, 1)),
        ([1, 2, 3], [7], (0, 0)),
        ([0, 0, 0, 5], [0, 0, 5, 7], (1, 3)),
        ([], [1], (0, 0)),
        ([1, 2], [], (2, 0)),
        (list(range(200)), list(range(100, 210)), (100, 100)),
    ],
)
def test_what_has_gone_and_what_stays(before: list[int], after: list[int], found: tuple[int, int]) -> None:
    assert overlap(before, after) == found


def test_a_far_window_begins_a_grid_of_its_own() -> None:
    """SVG keeps 24 bits of a coordinate."""
    plot = Plot(Setting(low=0, high=1))
    for start in (0, 10_000, 1_000_000):
        shown = plot.show([(start + at / 10, 0.5) for at in range(100)])
        assert abs(shown.left) < 1_000_000
        assert 400 <= shown.width <= 20_000


def test_rows_in_no_order_are_drawn_in_that_of_x() -> None:
    plot, rows = Plot(Setting()), [(0.0, 1.0), (1.0, 5.0), (2.0, 3.0)]
    plot.show(rows)
    rows.append((0.5, 2.0))
    shown = plot.show(rows)
    assert drawn(shown, 0) == drawn(Plot(Setting()).show(sorted(rows)), 0)
    rows.append((0.2, 2.0))
    assert drawn(plot.show(rows), 0) == drawn(Plot(Setting()).show(sorted(rows)), 0)
