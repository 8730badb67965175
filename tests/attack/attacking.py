"""The weak app and its sound twin, each served by a process of its own, and attacks on single routes of them."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from liveview.attack import Attack, Finding, Jar, SignIn, Site, Surface, run, sign_in, surface_of
from liveview.cli.attack import Served

TOKEN = "pay-8fJ2kLmQ90zXw"
ANN = SignIn("/login", {"name": "ann", "password": "correct"})
HERE = Path(__file__).parent


def imported(file: str, name: str, environment: dict[str, str]) -> Any:
    """The app of a file, as it is with some variables in the environment."""
    spec = importlib.util.spec_from_file_location(name, HERE / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        spec.loader.exec_module(module)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return module.app


class Target:
    """An app that runs, and what is known of it.

    Args:
        served: where it runs.
        surface: what it has.
        folder: for the attacks.
    """

    def __init__(self, served: Served, surface: Surface, folder: Path) -> None:
        self.served = served
        self.surface = surface
        self.folder = folder

    def attack(self, *routes: str, signed_in: bool = False, **more: Any) -> Attack:
        """An attack on some routes, or on all."""
        site = Site(self.served.url)
        member: Jar | None = sign_in(site, ANN) if signed_in else None
        surface = self.surface.only(*routes) if routes else self.surface
        given = {"has_browser": False, "pid": self.served.pid, "restart": self.served.restart, **more}
        given["look_for_garbage"] = self.served.look_for_garbage
        attack = Attack(site, surface, folder=self.folder, member=member, **given)
        attack.watch.secrets |= surface.secrets
        attack.watch.know_environment({"PAYMENT_TOKEN": TOKEN})
        return attack

    def findings(self, code: str, *routes: str, also: tuple[str, ...] = (), **more: Any) -> list[Finding]:
        """What one check finds, of its own code."""
        found, _ = run(self.attack(*routes, **more), frozenset({code, *also}), tell=lambda what: None)
        return [finding for finding in found if finding.code == code]


@contextmanager
def serving(folder: Path, mistakes: str, file: str = "weak.py") -> Iterator[Target]:
    """An app with mistakes, while the `with` block runs."""
    files, state, own = folder / "files", folder / "state", folder / "attack"
    for made in (files, own):
        made.mkdir()
    environment = {
        "MISTAKES": mistakes,
        "WEAK_FOLDER": str(files),
        "LIVEVIEW_STATE_DIR": str(state),
        "LIVEVIEW_DEBUG": "0",
        "PAYMENT_TOKEN": TOKEN,
    }
    name = f"{file.removesuffix('.py')}_{mistakes.replace(' ', '_').replace('-', '_') or 'none'}"
    surface = surface_of(imported(file, name, environment))
    with Served(str(HERE / file), own, {**os.environ, **environment}) as served:
        yield Target(served, surface, own)
