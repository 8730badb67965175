"""Where snapshots are kept, so that another process can go on with a view: one interface, and its adapters."""

from __future__ import annotations

from liveview.store.adapter import FIRST, Adapter, Taken
from liveview.store.memory import MemoryAdapter
from liveview.store.nats import NatsAdapter
from liveview.store.redis import RedisAdapter
from liveview.store.sqlite import SQLiteAdapter
from liveview.store.store import Store

__all__ = ["FIRST", "Adapter", "MemoryAdapter", "NatsAdapter", "RedisAdapter", "SQLiteAdapter", "Store", "Taken"]
