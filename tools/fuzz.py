"""Looks for a template, a state or a document that breaks a promise: the random property tests, again and again.

python tools/fuzz.py [SECONDS]    60 seconds, or more; at least one round of 500 examples each
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

TESTS = ("tests/properties", "-k", "random")
ENVIRONMENT = {"HYPOTHESIS_PROFILE": "fuzz", "FUZZ_DOCUMENTS": "20000"}


def main() -> int:
    """Runs rounds until the time is over or one fails; returns the exit code."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    end = time.monotonic() + seconds
    rounds = 0
    while rounds == 0 or time.monotonic() < end:
        seed = random.randrange(2**32)
        print(f"round {rounds + 1}, --hypothesis-seed={seed}", flush=True)
        options = ["-n", "logical", "-q", "--timeout", "0", "--hypothesis-seed", str(seed)]
        command = [sys.executable, "-m", "pytest", *options, *TESTS]
        if code := subprocess.run(command, env={**os.environ, **ENVIRONMENT}, check=False).returncode:
            return code
        rounds += 1
    print(f"{rounds} rounds without a find")
    return 0


if __name__ == "__main__":
    sys.exit(main())
