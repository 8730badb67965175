"""What does not change while the machine runs: its name and what it is."""

from __future__ import annotations

import platform
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class System:
    """The machine itself."""

    hostname: str
    distribution: str
    kernel: str
    cores: int
    booted: float


def read_system() -> System:
    """The machine this process runs on."""
    return System(
        hostname=platform.node() or "localhost",
        distribution=_distribution(),
        kernel=f"{platform.system()} {platform.release()} {platform.machine()}",
        cores=psutil.cpu_count() or 1,
        booted=psutil.boot_time(),
    )


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:  # not a Linux, or one without the file
        return platform.platform(terse=True)
