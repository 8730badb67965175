"""What one bad page costs the others: `make faults` measures it on a real server, prints it, and says what holds."""

from __future__ import annotations
