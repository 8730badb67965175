"""How many sockets a process may have open."""

from __future__ import annotations

import resource

OTHERS = 200  # that a process has open beside its sockets


def files(wanted: int) -> int:
    """Have the processes from here on open as many files as the machine lets them.

    Args:
        wanted: how many sockets are to be open at the same time.

    Returns:
        How many may be; it is said where these are fewer.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most == resource.RLIM_INFINITY or most - OTHERS >= wanted:
        return wanted
    print(f"this machine gives a process {most} descriptors: {most - OTHERS} instead of {wanted} are there")
    return most - OTHERS
