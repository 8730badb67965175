"""What stands between the network and the server: uvicorn's protocols, with a bound on whatever one client can cost.

websocket ─ frames: slices, pings, fragments, readers that do not read
arriving ─ connections of which nothing has come, and many first words at the same moment
http ─ requests before there is one: heads and bodies that never end

`liveview run` takes them by itself; `uvicorn app:app --ws liveview.guard:WebSocket --http liveview.guard:HTTP` by name.
"""

from __future__ import annotations

from liveview.guard.arriving import HTTP
from liveview.guard.websocket import WebSocket

__all__ = ["HTTP", "WebSocket"]
