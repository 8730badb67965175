"""Serves an app with uvicorn, in this process or in one that is replaced when a file is saved."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
import webbrowser
from dataclasses import dataclass

import uvicorn

from liveview.cli import target
from liveview.errors import ConfigurationError
from liveview.protocol.codec import MAX_FRAME
from liveview.web.app import DEBUG_VARIABLE

# A stopping server waits this long for what is under way, then leaves: views have had their say by then.
SHUTDOWN_SECONDS = 10


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    target: str
    host: str = "127.0.0.1"
    port: int = 8000
    reload: bool = False
    open: bool = False

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def run(options: Options) -> int:
    """Serve until told to stop. Returns the exit status."""
    # A file with one view is being written; an app says itself whether it debugs. Never for the network: source shows.
    if _is_loopback(options.host) and (options.reload or options.target.endswith(".py")):
        os.environ.setdefault(DEBUG_VARIABLE, "1")
    listener = listen(options)
    with listener:
        if options.open:
            threading.Timer(0.5, webbrowser.open, (options.url,)).start()
        if options.reload:
            from liveview.cli.reload import Reloader  # needs a package that only development has

            return Reloader(options, listener).run()
        serve(options, listener)
    return 0


def listen(options: Options) -> socket.socket:
    """The listening socket.

    Raises:
        ConfigurationError: where the port is taken.
    """
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(f"cannot listen at {options.url}: {error.strerror}; choose another --port") from None
    listener.listen(2048)
    listener.set_inheritable(True)
    return listener


def serve(options: Options, listener: socket.socket, app: object | None = None) -> None:
    """Serve from a listening socket until a signal comes.

    Args:
        options: what the command line says.
        listener: the socket.
        app: the app, where it is loaded already.
    """
    config = uvicorn.Config(
        target.load(options.target) if app is None else app,  # type: ignore[arg-type]
        host=options.host,
        port=options.port,
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME,
        # Proxies drop connections that are silent for a minute; 20 s without a pong is a page that is gone.
        ws_ping_interval=25,
        ws_ping_timeout=20,
        # Costs memory and time for each page, and leaks secrets that share a frame with what an attacker chose.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        log_level="info",
        access_log=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
