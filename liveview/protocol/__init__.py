"""What crosses the wire, as values and as a state machine; no sockets, no loop (docs/reference/protocol.md)."""

from __future__ import annotations
