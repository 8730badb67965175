"""From socket to socket: servers and those who load them, each in a process of its own, beside a floor and peers."""

from __future__ import annotations
