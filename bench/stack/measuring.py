"""The rows of the full stack."""

from __future__ import annotations

from contextlib import ExitStack

from bench.faults.descriptors import files
from bench.figures import Figure
from bench.stack import closed, fanout, servers, starting
from bench.stack.servers import Load


def measure(quick: bool) -> list[Figure]:
    """Every figure of the full stack.

    Args:
        quick: whether it takes seconds.
    """
    files(2 * fanout.MANY)
    peers = servers.peers(quick)
    with ExitStack() as running:
        load = running.enter_context(Load())
        rows = [*starting.measure(quick), *_closed(load, peers, quick)]
        rows += fanout.memory(load, peers, quick)
        rows += fanout.measure(load, peers, quick)
        return rows


def _closed(load: Load, peers: list[str], quick: bool) -> list[Figure]:
    with ExitStack() as running:
        there = {"liveview": servers.ours(), "floor": servers.floor(), **{name: servers.peer(name) for name in peers}}
        for kind, server in there.items():
            running.enter_context(server)
            if kind != "floor":
                servers.answering(server)
        with servers.ours("shipped") as shipped:
            default = closed.default_limits(load, shipped, quick)
        return [*starting.join(load, there["liveview"]), *closed.measure(load, there, quick), default]
