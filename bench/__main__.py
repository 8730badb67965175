"""`python -m bench [--quick] [PART …]`: prints the table, writes build/bench.json, fails if a limit is broken."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import engine, kit_charts, kit_table, runtime
from bench.chromium import measuring as chromium
from bench.figures import Figure, print_table, write
from bench.stack import measuring as stack

OUTPUT = Path("build/bench.json")

PARTS: Mapping[str, Callable[[bool], list[Figure]]] = {
    "engine": engine.measure,
    "runtime": runtime.measure,
    "stack": stack.measure,
    "chromium": chromium.measure,
    "charts": kit_charts.measure,
    "tables": kit_table.measure,
}
BUSY = 0.5  # processes that want a processor before anything begins


def main() -> int:
    """Entry point. Returns 1 where a figure does not hold."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without")
    parser.add_argument("--quick", action="store_true", help="fewer samples, in less than a minute")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there is {', '.join(PARTS)}")
    if (load := os.getloadavg()[0]) > BUSY:
        print(f"this machine does other things (load {load:.1f}): times are not to be trusted, ratios a little")
    figures: list[Figure] = []
    for part in given.parts or PARTS:
        began = time.perf_counter()
        figures += PARTS[part](given.quick)
        print(f"{part}: {time.perf_counter() - began:.0f} s", flush=True)
    print_table(figures)
    write(figures, OUTPUT)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
