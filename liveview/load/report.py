"""What was felt: latencies as percentiles and a histogram, bytes, errors, and what the server used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

PERCENTILES = (50, 90, 99, 99.9)
_WIDTH = 40
# Upper edges in milliseconds: each about twice the one before, as latencies spread.
_EDGES = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, float("inf"))


class Series:
    """Samples of one kind, in milliseconds."""

    def __init__(self, samples: Iterable[float] = ()) -> None:
        self._samples = sorted(samples)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._samples)

    def percentile(self, percent: float) -> float:
        """The value that so many of a hundred do not exceed (nearest rank); 0 where there are no samples."""
        if not self._samples:
            return 0.0
        rank = -(-len(self._samples) * percent // 100)  # upwards
        return self._samples[max(0, int(rank) - 1)]

    @property
    def largest(self) -> float:
        """The largest sample."""
        return self._samples[-1] if self._samples else 0.0

    def figures(self) -> dict[str, float]:
        """Percentiles and the largest, for JSON."""
        named = {f"p{percent:g}": round(self.percentile(percent), 3) for percent in PERCENTILES}
        return {"count": len(self), **named, "max": round(self.largest, 3)}

    def histogram(self) -> list[str]:
        """A line for each class of latencies, from the smallest to the largest that occurs."""
        counts = [0] * len(_EDGES)
        edge = 0
        for sample in self._samples:
            while sample > _EDGES[edge]:
                edge += 1
            counts[edge] += 1
        found = [at for at, count in enumerate(counts) if count]
        if not found:
            return []
        most = max(counts)
        return [self._bar(at, counts[at], most) for at in range(found[0], found[-1] + 1)]

    def _bar(self, at: int, count: int, most: int) -> str:
        name = f"over {_EDGES[at - 1]:g} ms" if at == len(_EDGES) - 1 else f"to {_EDGES[at]:g} ms"
        return f"{name:>12} {'#' * -(-count * _WIDTH // most):<{_WIDTH}} {count}"


@dataclass
class Report:
    """One run.

    Attributes:
        clients: how many joined.
        seconds: how long they were connected together.
        answers: from when an event was to be sent to its answer.
        loads: from the request of the first page to its end.
        joins: from opening the WebSocket to the answer of the join.
        bytes_up: sent over WebSockets, in payloads.
        bytes_down: received, in payloads.
        frames: received.
        page_bytes: of the first page's HTML.
        errors: what went wrong, and how often.
        cpu_seconds: of the server, if its process was named.
        rss_bytes: of the server at the end, the same.
    """

    clients: int = 0
    seconds: float = 0.0
    answers: Series = field(default_factory=Series)
    loads: Series = field(default_factory=Series)
    joins: Series = field(default_factory=Series)
    bytes_up: int = 0
    bytes_down: int = 0
    frames: int = 0
    page_bytes: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    cpu_seconds: float | None = None
    rss_bytes: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The figures as a dictionary of numbers."""
        return {
            "clients": self.clients,
            "seconds": round(self.seconds, 3),
            "answers_ms": self.answers.figures(),
            "first_pages_ms": self.loads.figures(),
            "joins_ms": self.joins.figures(),
            "events_per_second": round(len(self.answers) / self.seconds, 1) if self.seconds else 0.0,
            "frames_per_second": round(self.frames / self.seconds, 1) if self.seconds else 0.0,
            "bytes_up": self.bytes_up,
            "bytes_down": self.bytes_down,
            "page_bytes": self.page_bytes,
            "errors": dict(self.errors),
            "server_cpu_seconds": self.cpu_seconds,
            "server_rss_bytes": self.rss_bytes,
        }

    def lines(self) -> list[str]:
        """The figures for people."""
        told = [
            f"{self.clients} clients, {self.seconds:.1f} s",
            _line("first page", self.loads),
            _line("join", self.joins),
        ]
        if len(self.answers):
            told += [_line("answer", self.answers), *self.answers.histogram()]
        seconds = self.seconds or 1.0
        told.append(
            f"{len(self.answers) / seconds:,.0f} events/s, {self.frames / seconds:,.0f} frames/s, "
            f"{self.bytes_up / seconds / 1000:,.1f} kB/s up, {self.bytes_down / seconds / 1000:,.1f} kB/s down"
        )
        if self.cpu_seconds is not None and self.rss_bytes is not None:
            told.append(f"server: {100 * self.cpu_seconds / seconds:.0f} % of a CPU, {self.rss_bytes / 1e6:.1f} MB")
        return [*told, *(f"{count} x {what}" for what, count in self.errors.most_common())]


def _line(name: str, series: Series) -> str:
    shown = ", ".join(f"p{percent:g} {series.percentile(percent):.1f}" for percent in PERCENTILES)
    return f"{name}: {shown}, max {series.largest:.1f} ms ({len(series)})"
