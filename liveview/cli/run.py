"""`liveview run` and `liveview demo`: from what the command line says to a server."""

from __future__ import annotations

import ipaddress
import os
import threading
import webbrowser
from dataclasses import replace

from liveview.cli.reload import Reloader
from liveview.cli.serve import Options, listen, serve
from liveview.cli.workers import serve_workers
from liveview.errors import ConfigurationError
from liveview.web.app import DEBUG_VARIABLE


def run(options: Options) -> int:
    """Serve until told to stop.

    Args:
        options: what the command line says.

    Returns:
        The exit status.

    Raises:
        ConfigurationError: where there is nothing to serve, or no port to serve it at.
    """
    if options.workers < 1 or (options.workers > 1 and options.reload):
        raise ConfigurationError("--workers is a number of processes, at least 1; with --reload there is one")
    # A file with one view is being written; an app says itself whether it debugs. Never for the network: source shows.
    if _is_loopback(options.host) and (options.reload or options.target.endswith(".py")):
        os.environ.setdefault(DEBUG_VARIABLE, "1")
    with listen(options) as listener:
        options = replace(options, port=listener.getsockname()[1])
        print(f"Serving {options.target} at {options.url} (Ctrl+C stops it)", flush=True)
        if options.open:
            threading.Timer(0.5, webbrowser.open, (options.url,)).start()
        if options.reload:
            return Reloader(options, listener).run()
        if options.workers > 1:
            serve_workers(options, listener)
        else:
            serve(options, listener)
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
