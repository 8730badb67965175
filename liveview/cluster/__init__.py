"""How workers meet: what goes over their wires, and the adapters of PubSub that carry it.

message ─ a published message as bytes, and back into the type that a listener declares
frames ─ what goes over a stream between workers
hub, unix_hub ─ the workers of one machine, over a socket in a folder
envelope, outgoing, broker ─ the workers of several machines, over a broker that may be away
redis_broker, nats_broker ─ connections to one
"""

from __future__ import annotations

from liveview.cluster.nats_broker import NatsBroker
from liveview.cluster.redis_broker import RedisBroker
from liveview.cluster.unix_hub import UnixHub

__all__ = ["NatsBroker", "RedisBroker", "UnixHub"]
