"""A figure: what was measured, in which unit, and the limit it is held to."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    Attributes:
        figure: what was measured.
        value: the median.
        unit: its unit.
        limit: the most it may be; None where it is only told.
        spread: the middle half of the samples, where there are several.
    """

    figure: str
    value: float
    unit: str
    limit: float | None = None
    spread: tuple[float, float] | None = None

    @property
    def holds(self) -> bool:
        """Whether it keeps its limit."""
        return self.limit is None or self.value <= self.limit


def median_figure(name: str, samples: list[float], unit: str, limit: float | None = None) -> Figure:
    """The figure of several samples."""
    low, middle, high = statistics.quantiles(samples, n=4)
    return Figure(name, round(middle, 4), unit, limit, (round(low, 4), round(high, 4)))


def seconds(work: Callable[[], Any]) -> float:
    """How long a call computes: while another process has the processor nothing counts."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


def print_table(figures: list[Figure]) -> None:
    """A line for each figure."""
    width = max(len(figure.figure) for figure in figures)
    for figure in figures:
        limit = "" if figure.limit is None else f"at most {figure.limit:g}"
        spread = "" if figure.spread is None else f"{figure.spread[0]:g} to {figure.spread[1]:g}"
        mark = " " if figure.limit is None else "holds" if figure.holds else "FAILS"
        print(f"{figure.figure:<{width}}  {figure.value:>10g} {figure.unit:<6}  {limit:<15} {mark:<6} {spread}")


def _processor() -> str:
    """What the machine calls its processor."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def write(figures: list[Figure], path: Path) -> None:
    """The rows as JSON, with the machine and the versions they were measured with."""
    packages = ("jinja2", "markupsafe", "orjson", "starlette", "uvicorn", "uvloop", "websockets")
    machine = {
        "python": sys.version.split()[0],
        "machine": platform.machine(),
        "system": platform.release(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),  # with that of the bench itself
        "date": time.strftime("%Y-%m-%d"),
        **{name: version(name) for name in packages},
    }
    rows = [{**asdict(figure), "holds": figure.holds} for figure in figures]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n")
