"""`python -m bench.faults [--quick] [NAME …]`: prints a table, writes build/faults.json, fails if a limit breaks.

What else a machine does can only make it slower, so of each scenario the best of some runs counts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import runtime
from bench.faults import leaving, lines, memory, mutations, outages, reading, returning, sharing, sockets
from bench.faults.running import Felt, Size, control, figures, many, run
from bench.faults.scenarios import SCENARIOS, SMOOTH, Scenario
from bench.figures import Figure, print_table, write

OUTPUT = Path("build/faults.json")
QUICK = Size(seconds=3.0)
# Runs of a scenario, until one holds.
TRIES = 3
VIEWS = 1000  # of one worker

Part = Callable[[Felt, Size, bool], list[Figure]]


def main() -> int:
    """Entry point. Returns 1 where a figure does not hold."""
    parser = argparse.ArgumentParser(prog="bench.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}; all without")
    parser.add_argument("--quick", action="store_true", help="shorter runs")
    given = parser.parse_args()
    if unknown := set(given.names) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there is {', '.join(PARTS)}")
    found = measure(given.names or list(PARTS), given.quick)
    print_table(found)
    write(found, OUTPUT)
    return 0 if all(figure.holds for figure in found) else 1


def measure(names: list[str], quick: bool) -> list[Figure]:
    """The rows of some parts.

    Args:
        names: of `PARTS`.
        quick: whether runs are shorter, and each is made once.
    """
    size = QUICK if quick else Size()
    # A control run that something else has slowed down would excuse what is measured by it.
    usual = min((control(size) for _ in range(1 if quick else TRIES)), key=lambda felt: felt.worst)
    found = [
        Figure("nobody misbehaves: p99", usual.p99, "ms", SMOOTH),
        Figure("nobody misbehaves: max", usual.worst, "ms"),
    ]
    if not found[0].holds:
        print("this machine is too busy: the clients wait although nobody misbehaves")
    for name in names:
        print(f"{name} …", flush=True)
        found += PARTS[name](usual, size, quick)
    return found


def _best(measured: Callable[[], list[Figure]], quick: bool) -> list[Figure]:
    """The rows of the run of which the most hold, and they are the fastest."""
    runs: list[list[Figure]] = []
    for _ in range(1 if quick else TRIES):
        runs.append(measured())
        if all(figure.holds for figure in runs[-1]):
            break
    return min(runs, key=lambda rows: (sum(not row.holds for row in rows), rows[0].value))


def _scenario(scenario: Scenario) -> Part:
    return lambda usual, size, quick: _best(lambda: figures(scenario, run(scenario, size), usual), quick)


def _garbage(_usual: Felt, size: Size, quick: bool) -> list[Figure]:
    return _best(lambda: _among_many(size), quick)


def _among_many(size: Size) -> list[Figure]:
    felt, pauses = many(size, VIEWS)
    return [
        Figure(f"{VIEWS:,} pages on one worker: those who click, p99", felt.p99, "ms", SMOOTH),
        Figure(
            f"{VIEWS:,} pages on one worker: the longest collection of garbage", max(pauses, default=0.0), "ms", 100
        ),
        Figure(f"{VIEWS:,} pages on one worker: collections of garbage", len(pauses), ""),
    ]


PARTS: Mapping[str, Part] = {
    **{scenario.name: _scenario(scenario) for scenario in SCENARIOS},
    "garbage": _garbage,
    "shared": lambda usual, size, quick: _best(lambda: sharing.measure(quick), quick),
    "returning": lambda usual, size, quick: _best(lambda: returning.measure(quick), quick),
    "herd": lambda usual, size, quick: returning.herd(quick),
    "outages": lambda usual, size, quick: _best(lambda: outages.measure(quick), quick),
    "lines": lambda usual, size, quick: lines.measure(quick),
    "reading": lambda usual, size, quick: _best(lambda: reading.measure(quick), quick),
    "leaving": lambda usual, size, quick: leaving.measure(quick),
    "memory": lambda usual, size, quick: memory.measure(quick),
    "frames": lambda usual, size, quick: mutations.measure(quick),
    "sockets": lambda usual, size, quick: sockets.measure(usual, size, quick),
    "supervisor": lambda usual, size, quick: runtime.measure(quick),
}


if __name__ == "__main__":
    raise SystemExit(main())
