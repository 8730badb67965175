"""The figures that the project promises: `make bench` measures them, prints them, and says which hold."""

from __future__ import annotations
