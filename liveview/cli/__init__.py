"""The `liveview` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from liveview.cli import target
from liveview.cli.attack import add_options, attack, wanted_of
from liveview.cli.check import check
from liveview.cli.load import load
from liveview.cli.run import run
from liveview.cli.serve import Options
from liveview.errors import ConfigurationError, LiveViewError
from liveview.load import Action, Load


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the `liveview` command.

    Args:
        arguments: by default those of the process.

    Returns:
        The exit status.
    """
    parsed = _parser().parse_args(arguments)
    try:
        if parsed.command == "check":
            return check(parsed.target, as_json=parsed.json, strict=parsed.strict)
        if parsed.command == "load":
            return load(_load_of(parsed), as_json=parsed.json, remote=parsed.remote)
        if parsed.command == "attack":
            return attack(wanted_of(parsed))
        named = parsed.target if parsed.command == "run" else target.demo()
        return run(
            Options(named, parsed.host, parsed.port, reload=parsed.reload, open=parsed.open, workers=parsed.workers)
        )
    except LiveViewError as error:
        print(f"liveview: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="liveview", description="Server-driven real-time pages in Python.")
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="serve a file with one view, or an app")
    runs.add_argument("target", metavar="FILE.py|module:app", help="a file with one view, or where the app is")
    demo = commands.add_parser("demo", help="serve the example app")
    for command in (runs, demo):
        command.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
        command.add_argument(
            "--port", type=int, default=8000, help="the port to listen at (8000); 0 takes any that is free"
        )
        command.add_argument("--reload", action="store_true", help="show saved .py and .html files in open pages")
        command.add_argument("--workers", type=int, default=1, help="how many processes serve (1)")
        command.add_argument("--open", action="store_true", help="open the page in a browser")
    checks = commands.add_parser("check", help="look for mistakes in an app's templates")
    checks.add_argument(
        "target", nargs="?", metavar="FILE.py|module:app", help="a file with one view, or where the app is (app.py)"
    )
    checks.add_argument("--json", action="store_true", help="print a list of objects")
    checks.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")
    add_options(
        commands.add_parser("attack", help="attack an app on this machine, and say what strangers could do to it")
    )
    _add_load(commands.add_parser("load", help="put a page under load, and tell what its clients felt"))
    return parser


def _add_load(loads: argparse.ArgumentParser) -> None:
    loads.add_argument("url", metavar="URL", help="the page, on this machine")
    loads.add_argument("--clients", type=int, default=10, help="how many clients (10)")
    loads.add_argument("--seconds", type=float, default=10.0, help="for how long, once all have joined (10)")
    loads.add_argument(
        "--event", action="append", default=[], metavar="NAME[?KEY=VALUE]", help="an event to send; may be given again"
    )
    loads.add_argument("--rate", type=float, help="events a second of each client; by default the next when answered")
    loads.add_argument("--header", action="append", default=[], metavar="NAME: VALUE", help="sent with each request")
    loads.add_argument("--pid", type=int, help="the server's process, to tell what it used")
    loads.add_argument("--json", action="store_true", help="print an object")
    loads.add_argument("--remote", action="store_true", help="the server is on another machine, and yours")


def _load_of(parsed: argparse.Namespace) -> Load:
    if parsed.clients < 1 or parsed.seconds <= 0 or (parsed.rate is not None and parsed.rate <= 0):
        raise ConfigurationError("--clients, --seconds and --rate are more than nought")
    headers: dict[str, str] = {}
    for header in parsed.header:
        name, colon, value = header.partition(":")
        if not colon:
            raise ConfigurationError(f"--header {header!r}: write NAME: VALUE")
        headers[name.strip()] = value.strip()
    actions = [Action.parse(event) for event in parsed.event]
    return Load(parsed.url, parsed.clients, parsed.seconds, actions, parsed.rate, headers, parsed.pid)
