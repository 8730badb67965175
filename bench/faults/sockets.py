"""What one client costs that attacks the server's sockets: the others' answers, memory, and for how long it may."""

from __future__ import annotations

import json
import subprocess
import sys

import psutil

from bench.faults.attackers import ATTACKS, CONNECTIONS
from bench.faults.descriptors import files
from bench.faults.running import Felt, Size, _felt, _good_clients, _served
from bench.faults.scenarios import SMOOTH, TIMES_CONTROL
from bench.figures import Figure
from tests.served import ROOT, Served

# Megabytes that an attacker may have of the server, and seconds until it is cut off.
MOST_MEMORY, MOST_SECONDS = 5.0, 5.0
# Whoever opens that many connections has the memory of so many handshakes, for as long as they are waited for.
HELD = {"connections", "slow-heads", "slow-handshakes", "slow-bodies"}
WAITED_SECONDS = 25.0
# What is well formed is read as slowly as its budget says, and costs nobody anything: no need to cut it off.
THROTTLED = {"heartbeats"}
NEVER = 3600.0


def measure(usual: Felt, size: Size, quick: bool) -> list[Figure]:
    """The rows.

    Args:
        usual: what the good clients felt where nobody misbehaved.
        size: how much is measured.
        quick: whether only floods are made.
    """
    files(CONNECTIONS)
    return [row for name in ATTACKS if not quick or name not in HELD for row in _attacked(name, usual, size)]


def _attacked(name: str, usual: Felt, size: Size) -> list[Figure]:
    with _served() as server, _good_clients(server, size) as good, _attacker(name, server) as attacker:
        assert attacker.stdin is not None
        assert attacker.stdout is not None
        before = _memory(server)
        attacker.stdin.write("go\n")
        attacker.stdin.flush()
        felt = _felt(good)
        grown = _memory(server) - before
        cut = json.loads(attacker.stdout.readline())["cut"]
    seconds = WAITED_SECONDS if name in HELD else MOST_SECONDS
    rows = [
        Figure(f"{name}: the others, p99", felt.p99, "ms", SMOOTH),
        Figure(f"{name}: the others, max", felt.worst, "ms", round(TIMES_CONTROL * usual.worst, 1)),
        Figure(f"{name}: memory", round(grown, 1), "MB", None if name in HELD else MOST_MEMORY),
    ]
    if name not in THROTTLED:
        rows.append(Figure(f"{name}: cut off after", NEVER if cut is None else round(cut, 2), "s", seconds))
    return rows


def _attacker(name: str, server: Served) -> subprocess.Popen[str]:
    # On a machine of its own an attacker would leave the server its processor: here it has what the others leave.
    command = ["nice", "-n", "19", sys.executable, "-m", "bench.faults.attackers", name, server.url]
    attacker = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert attacker.stdout is not None
    assert attacker.stdout.readline() == "ready\n"
    return attacker


def _memory(server: Served) -> float:
    return float(psutil.Process(server.pid).memory_info().rss / 2**20)
