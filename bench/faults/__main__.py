"""`python -m bench.faults [--quick] [NAME …]`: prints a table, writes build/faults.json, fails if a limit breaks."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import runtime
from bench.faults.running import Felt, Size, control, figures, run
from bench.faults.scenarios import SCENARIOS, Scenario
from bench.figures import Figure, print_table, write

OUTPUT = Path("build/faults.json")
QUICK = Size(seconds=3.0)


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
        names: of scenarios, or `supervisor`.
        quick: whether runs are shorter.
    """
    size = QUICK if quick else Size()
    usual = control(size)
    found = [
        Figure("nobody misbehaves: p99", usual.p99, "ms"),
        Figure("nobody misbehaves: max", usual.worst, "ms"),
    ]
    for name in names:
        print(f"{name} …", flush=True)
        found += PARTS[name](usual, size, quick)
    return found


def _part(scenario: Scenario) -> Callable[[Felt, Size, bool], list[Figure]]:
    return lambda usual, size, quick: figures(scenario, run(scenario, size), usual)


PARTS: Mapping[str, Callable[[Felt, Size, bool], list[Figure]]] = {
    **{scenario.name: _part(scenario) for scenario in SCENARIOS},
    "supervisor": lambda usual, size, quick: runtime.measure(quick),
}


if __name__ == "__main__":
    raise SystemExit(main())
