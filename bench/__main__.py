"""`python -m bench [--quick]`: prints the table, writes build/bench.json, fails if a limit is broken."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import browser, engine, runtime
from bench.figures import print_table, write

OUTPUT = Path("build/bench.json")


def main() -> int:
    """Entry point. Returns 1 where a figure does not hold."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer samples")
    quick = parser.parse_args().quick
    figures = [*engine.measure(quick), *runtime.measure(quick), *browser.measure(quick)]
    print_table(figures)
    write(figures, OUTPUT)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
