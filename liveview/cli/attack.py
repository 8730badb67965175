"""`liveview attack`: starts an app in a process of its own, attacks it on this machine, and says what it has found."""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from liveview.cli import target
from liveview.cli.load import is_loopback
from liveview.cli.serve import Options, listen, serve
from liveview.errors import ConfigurationError
from liveview.web.app import DEBUG_VARIABLE
from liveview.web.clusters import VARIABLE as HUB
from liveview.web.keys import STATE_VARIABLE

if TYPE_CHECKING:
    from liveview.attack import Attack, Report

# Says to the app that it is attacked: it may take a database for tests.
ATTACKED = "LIVEVIEW_ATTACK"
SECONDS, QUICK_SECONDS = 120.0, 40.0
# An app may take so long to start, and to stop.
START_SECONDS, STOP_SECONDS = 30.0, 10.0
LOG_LINES = 15


@dataclass(frozen=True)
class Wanted:
    """What the command line says."""

    target: str | None
    url: str | None = None
    route: str | None = None
    cookies: tuple[str, ...] = ()
    sign_in: str | None = None
    seconds: float | None = None
    is_quick: bool = False
    has_browser: bool = True
    only: frozenset[str] = field(default_factory=frozenset)
    skip: frozenset[str] = field(default_factory=frozenset)
    json_file: str | None = None
    owned_host: str | None = None


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "target", nargs="?", metavar="FILE.py|module:app", help="a file with one view, or where the app is"
    )
    parser.add_argument("--url", help="attack a server that runs already, on this machine, instead of starting one")
    parser.add_argument("--i-own-this-host", metavar="NAME", help="let --url name this host, which is yours")
    parser.add_argument("--route", metavar="/PATH", help="attack only this route, as it is written in the app")
    parser.add_argument(
        "--sign-in", metavar="'/PATH NAME=VALUE …'", help="sign in by the form there, and attack as two"
    )
    parser.add_argument(
        "--cookie", action="append", default=[], metavar="NAME=VALUE", help="of somebody who is signed in"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="CODE", help="make only this check; may be given again"
    )
    parser.add_argument(
        "--skip", action="append", default=[], metavar="CODE", help="leave this out; may be given again"
    )
    parser.add_argument("--seconds", type=float, help=f"for all of it, about ({SECONDS:g})")
    parser.add_argument("--quick", action="store_true", help="leave out what takes long")
    parser.add_argument("--no-browser", action="store_true", help="leave out what needs Chromium")
    parser.add_argument("--json", metavar="FILE", help="write what was found to a file; - for the standard output")


def wanted_of(parsed: argparse.Namespace) -> Wanted:
    """What was parsed."""
    return Wanted(
        target=parsed.target,
        url=parsed.url,
        route=parsed.route,
        cookies=tuple(parsed.cookie),
        sign_in=parsed.sign_in,
        seconds=parsed.seconds,
        is_quick=parsed.quick,
        has_browser=not parsed.no_browser,
        only=frozenset(parsed.only),
        skip=frozenset(parsed.skip),
        json_file=parsed.json,
        owned_host=parsed.i_own_this_host,
    )


def attack(wanted: Wanted) -> int:
    """Attack an app and print what was found.

    Args:
        wanted: what the command line says.

    Returns:
        The exit status: 1 where something of medium severity or worse was found.

    Raises:
        ConfigurationError: where there is nothing to attack, or nothing that may be attacked.
        AttackError: where the server does not answer, or nobody could be signed in.
    """
    _check(wanted)
    with _told_to_stop(), tempfile.TemporaryDirectory(prefix="liveview-attack-") as name:
        report = _attacked(wanted, Path(name).resolve())
    if wanted.json_file is not None:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
        if wanted.json_file == "-":
            print(text)
        else:
            Path(wanted.json_file).write_text(f"{text}\n")
    if wanted.json_file != "-":
        print("\n".join(report.lines()))
    return int(report.has_failed)


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Whoever ends the attack ends the server, too, and has its folder removed."""
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, _interrupt) if is_main else None
    try:
        yield
    finally:
        if is_main:
            signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _check(wanted: Wanted) -> None:
    try:
        from liveview.attack import CODES, SignIn
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            'liveview attack reads HTML as browsers do, with selectolax: pip install "liveview[testing]"'
        ) from error
    for code in sorted(wanted.only | wanted.skip):
        if code not in CODES:
            raise ConfigurationError(f"there is no check {code!r}; there are: {', '.join(CODES)}")
    if wanted.seconds is not None and wanted.seconds <= 0:
        raise ConfigurationError("--seconds is more than nought")
    if wanted.sign_in is not None:
        SignIn.parse(wanted.sign_in)
    if wanted.url is not None:
        _check_url(wanted.url, wanted.owned_host)


def _check_url(url: str, owned: str | None) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"{url!r} is no address of a server: write http://127.0.0.1:8000")
    if parts.hostname != owned and not is_loopback(parts.hostname):
        raise ConfigurationError(
            f"{parts.hostname} is another machine, and an attack breaks what it can. If it is yours, say so: "
            f"--i-own-this-host {parts.hostname}"
        )


def _attacked(wanted: Wanted, folder: Path) -> Report:
    from liveview import attack as attacking

    named = target.usual() if wanted.target is None else wanted.target
    with _environment(folder, is_ours=wanted.url is None) as environment:
        surface = attacking.surface_of(target.load(named))
        if wanted.route is not None:
            surface = surface.only(wanted.route)
        if not surface.count:
            raise ConfigurationError(f"{named} has no route{f' {wanted.route}' if wanted.route else 's'} to attack")
        serving = nullcontext() if wanted.url else Served(named, folder, environment)
        start = time.monotonic()
        with serving as served:
            url = wanted.url if served is None else served.url
            given = _attack_of(wanted, attacking.Site(str(url)), surface, folder, served, environment)
            _say(f"Attacking {named} at {url}: {surface.count} routes. It presses every button there is.")
            findings, scouted = attacking.run(
                given, wanted.only, wanted.skip, lambda what: _say(f"  {time.monotonic() - start:4.0f} s  {what}")
            )
            access = attacking.access_of(given, scouted)
        seconds = time.monotonic() - start
    return attacking.Report(named, findings, access, given.left_out, seconds, surface.count)


def _say(text: str) -> None:
    # Progress is for whoever waits, and no part of what is found.
    print(text, file=sys.stderr, flush=True)


def _attack_of(
    wanted: Wanted, site: Any, surface: Any, folder: Path, served: Served | None, environment: Mapping[str, str]
) -> Attack:
    from liveview import attack as attacking

    member = None
    if wanted.sign_in is not None:
        member = attacking.sign_in(site, attacking.SignIn.parse(wanted.sign_in))
    if wanted.cookies:
        member = member or attacking.Jar(name="whoever has the cookie")
        for cookie in wanted.cookies:
            member.keep(cookie)
    given = attacking.Attack(
        site,
        surface,
        folder=None if served is None else folder,
        pid=None if served is None else served.pid,
        restart=None if served is None else served.restart,
        look_for_garbage=None if served is None else served.look_for_garbage,
        member=member,
        seconds=wanted.seconds or (QUICK_SECONDS if wanted.is_quick else SECONDS),
        is_quick=wanted.is_quick,
        has_browser=wanted.has_browser and not wanted.is_quick,
    )
    given.watch.secrets |= surface.secrets
    given.watch.know_environment(environment)
    return given


@contextmanager
def _environment(folder: Path, *, is_ours: bool) -> Iterator[dict[str, str]]:
    """The environment of an app that is attacked: no debugging, and nothing of the user's is read or written."""
    before, wrote_bytecode = dict(os.environ), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    os.environ[DEBUG_VARIABLE] = "0"
    os.environ[ATTACKED] = "1"
    if is_ours:
        os.environ[STATE_VARIABLE] = os.fspath(folder / "state")
        os.environ[HUB] = ""  # it has no others beside it
    try:
        yield dict(os.environ)
    finally:
        sys.dont_write_bytecode = wrote_bytecode
        os.environ.clear()
        os.environ.update(before)


class Served:
    """The app, served by a process of its own while the `with` block runs.

    Args:
        named: the target.
        folder: for the log.
        environment: of the process.

    Attributes:
        url: where it is.
        pid: the process's id.
    """

    def __init__(self, named: str, folder: Path, environment: dict[str, str]) -> None:
        self._options = Options(named, port=0)
        self._environment = environment
        self._log = folder / "server.log"
        self._process: Any = None
        self.url = ""
        self.pid = 0

    def start(self) -> int:
        """Start it, at the same port where it ran before.

        Returns:
            The process's id.

        Raises:
            ConfigurationError: where it does not start; with what it said.
        """
        with listen(self._options) as listener:
            self._options = replace(self._options, port=listener.getsockname()[1])
            self.url = self._options.url.rstrip("/")
            arguments = (self._options, listener, self._environment, list(sys.path), os.fspath(self._log))
            self._process = get_context("spawn").Process(target=serve_attacked, args=arguments, daemon=True)
            self._process.start()
        self.pid = self._process.pid
        self._wait_until_there()
        return self.pid

    def restart(self) -> int:
        """Start it anew; one that hangs is killed."""
        self._process.kill()
        self._process.join()
        return self.start()

    def look_for_garbage(self) -> None:
        """Has its Python look for objects that nobody needs."""
        os.kill(self.pid, signal.SIGUSR1)

    def _wait_until_there(self) -> None:
        from liveview.attack import Site

        site, end = Site(self.url), time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.is_alive():
            if site.is_there(1.0):
                return
        said = self._log.read_text().splitlines()[-LOG_LINES:] if self._log.exists() else []
        raise ConfigurationError("\n".join(("the app does not start. It said:", *said)))

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join(STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def serve_attacked(
    options: Options, listener: socket.socket, environment: dict[str, str], path: list[str], log: str
) -> None:
    """Serve in a fresh process that ends with whoever has started it; what it says goes to a file."""
    os.environ.update(environment)
    sys.path[:] = path
    sys.dont_write_bytecode = True
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGUSR1, lambda *_: gc.collect())
    serve(options, listener)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)  # nobody is there to whom it could matter how
