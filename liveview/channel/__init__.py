"""One view's life: mounted, parked, joined, fed with messages, and ended."""
