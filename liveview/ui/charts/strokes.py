"""Rows on a grid as the `d` of paths: lines, and the ground below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Units = Sequence[tuple[int, tuple[int | None, ...]]]
Runs = Iterator[list[tuple[int, int, int]]]


def line(units: Units, start: int, stop: int, series: int) -> str:
    """The line of a series through some rows, from the one before them on.

    Args:
        units: all rows on their grid.
        start: the first of them.
        stop: the one after the last.
        series: which of their values.
    """
    parts: list[str] = []
    x, y = _at(units, start - 1, series)
    is_drawing = False
    for nx, ys in units[start:stop]:
        ny = ys[series]
        if ny is None:
            is_drawing = False
        elif y is None:
            parts.append(f"M{nx} {ny}h0l")  # a line of no length is a dot, with a round end
            is_drawing = True
        else:
            if not is_drawing:
                parts.append(f"M{x} {y}l")
            is_drawing = True
            parts.append(f"{nx - x} {ny - y} ")
        x, y = nx, ny
    return "".join(parts).replace(" -", "-").replace(" M", "M").replace("lM", "M").rstrip(" l")


def ground(units: Units, start: int, stop: int, series: int, base: int, below: int | None) -> str:
    """What lies below that line.

    Args:
        units: all rows on their grid.
        start: the first of them.
        stop: the one after the last.
        series: which of their values.
        base: where the ground begins.
        below: the series that it begins at instead; None for none.
    """
    shapes = []
    for run in _runs(units, start, stop, series, base, below):
        there = " ".join(f"{x} {y}" for x, y, _ in run)
        back = " ".join(f"{x} {low}" for x, _, low in reversed(run))
        shapes.append(f"M{there} {back}z")
    return "".join(shapes).replace(" -", "-")


def _runs(units: Units, start: int, stop: int, series: int, base: int, below: int | None) -> Runs:
    """Rows without a gap between them: x, y and what is below."""
    run: list[tuple[int, int, int]] = []
    for x, ys in units[max(start - 1, 0) : stop]:
        y = ys[series]
        low = base if below is None else ys[below]
        if y is not None:
            run.append((x, y, base if low is None else low))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _at(units: Units, at: int, series: int) -> tuple[int, int | None]:
    return (units[at][0], units[at][1][series]) if at >= 0 else (0, None)
