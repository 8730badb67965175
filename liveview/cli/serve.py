"""Serves an app with uvicorn, from a socket that listens already."""

from __future__ import annotations

import copy
import socket
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from liveview.cli import target
from liveview.cli.check import warn_of
from liveview.errors import ConfigurationError
from liveview.guard import HTTP, WebSocket
from liveview.protocol.codec import MAX_FRAME

# A stopping server waits this long for what is under way, then leaves: views have had their say by then.
SHUTDOWN_SECONDS = 10


@dataclass(frozen=True)
class Options:
    """What the command line says.

    Attributes:
        target: `FILE.py` or `module:app`.
        host: the address to listen at.
        port: the port; 0 for any that is free.
        reload: whether saved files show in open pages.
        open: whether to open a browser.
        workers: how many processes serve.
    """

    target: str
    host: str = "127.0.0.1"
    port: int = 8000
    reload: bool = False
    open: bool = False
    workers: int = 1

    @property
    def url(self) -> str:
        """Where the start page is."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def listen(options: Options) -> socket.socket:
    """The listening socket.

    Raises:
        ConfigurationError: where the port is taken, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    # Where a listener does not say TCP, asyncio has each short answer on its connections wait for the one before.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A server that was killed is started again at the same port, while its old connections fade.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(f"cannot listen at {options.url}: {error.strerror}; choose another --port") from None
    listener.listen(2048)
    return listener


def serve(options: Options, listener: socket.socket, app: object | None = None) -> None:
    """Serve from a listening socket until a signal comes.

    Args:
        options: what the command line says.
        listener: the socket.
        app: the app, where it is loaded already.
    """
    served: Any = target.load(options.target) if app is None else app
    warn_of(served)
    uvicorn.Server(config_of(served, options)).run(sockets=[listener])


def config_of(app: Any, options: Options, **more: Any) -> uvicorn.Config:
    """How uvicorn serves an app.

    Args:
        app: the app, or where to find it.
        options: what the command line says.
        more: further settings of uvicorn's.
    """
    return uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        ws=WebSocket,
        http=HTTP,
        ws_max_size=MAX_FRAME,
        # Proxies drop connections that are silent for a minute; 20 s without a pong is a page that is gone.
        ws_ping_interval=25,
        ws_ping_timeout=20,
        # Costs memory and time for each page, and leaks secrets that share a frame with what an attacker chose.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        log_config=logging_config(),
        access_log=False,
        **more,
    )


def logging_config() -> dict[str, Any]:
    """Uvicorn's, with the framework's messages and the app's warnings in the same form."""
    config: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    config["loggers"]["liveview"] = {"handlers": ["default"], "level": "INFO", "propagate": False}
    config["root"] = {"handlers": ["default"], "level": "WARNING"}
    # That a server starts, waits and has started is three lines that say nothing; its URL is printed above.
    config["loggers"]["uvicorn"]["level"] = config["loggers"]["uvicorn.error"]["level"] = "WARNING"
    return config
