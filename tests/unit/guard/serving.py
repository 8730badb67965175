"""A uvicorn of the tests' own, in their loop."""

from __future__ import annotations

import socket
from contextlib import nullcontext
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    """It leaves the signals to the tests."""

    def capture_signals(self) -> Any:
        return nullcontext()


def listening() -> socket.socket:
    """A socket at a free port."""
    return socket.create_server(("127.0.0.1", 0))
