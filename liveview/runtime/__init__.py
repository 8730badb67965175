"""Processes with mailboxes, and time: a library of its own that knows nothing of pages."""

from __future__ import annotations
