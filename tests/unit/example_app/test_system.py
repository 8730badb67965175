"""What the machine is."""

from __future__ import annotations

import platform
import time

from example_app.machine.system import read_system


def test_the_machine_says_what_it_is() -> None:
    system = read_system()
    assert system.hostname == platform.node()
    assert platform.release() in system.kernel
    assert system.distribution
    assert system.cores >= 1
    assert system.booted < time.time()
