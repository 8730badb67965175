"""One attack: the server, what is known of it, who attacks, how much time is left, and what was seen on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from liveview.attack.site import Jar, Site
from liveview.attack.surface import Page, Plain, Surface
from liveview.attack.visitor import Visitor
from liveview.attack.watching import Watch
from liveview.errors import AttackError

# A check that hangs leaves time for the others.
SHARE = 0.3
# Seconds without an answer after which a server is given up: longer than the watchdog lets a handler block.
ALIVE_WITHIN = 5.0


@dataclass
class Attack:
    """What checks are given.

    Attributes:
        site: the server.
        surface: what it serves.
        folder: a folder of the attack's own, on the server's machine; None where the server is somewhere else.
        pid: the server's process; None where it is not ours.
        member: whoever is signed in; None without.
        seconds: for all checks together.
        is_quick: whether what takes long is left out.
        has_browser: whether a real browser may be used.
        watch: what was seen in all that the server has sent.
        left_out: what was not done, and why.
        paths: a path of each page, as links of the app's own lead to it.
        member_paths: the same, as whoever is signed in sees them.
        restart: starts the server anew, where it is ours.
        look_for_garbage: has the server's Python look for it, where it is ours.
    """

    site: Site
    surface: Surface
    folder: Path | None = None
    pid: int | None = None
    member: Jar | None = None
    seconds: float = 120.0
    is_quick: bool = False
    has_browser: bool = True
    watch: Watch = field(default_factory=Watch)
    left_out: list[str] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    member_paths: dict[str, str] = field(default_factory=dict)
    restart: Callable[[], int] | None = None
    look_for_garbage: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.seconds
        self._share = self._end
        self.site.watchers.append(self.watch.response)

    def begin(self, code: str) -> None:
        """A check begins, and has its share of the time that is left."""
        self.watch.doing = None
        self._code = code
        self._share = time.monotonic() + SHARE * max(0.0, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether there is no time for further checks."""
        return time.monotonic() >= self._end

    def goes_on(self) -> bool:
        """Whether the check that runs has time left; what it has not done is noted."""
        if time.monotonic() < self._share:
            return True
        self.leave_out(f"{self._code}: its share of the time was over before its end")
        return False

    def leave_out(self, what: str) -> None:
        """Note what was not done, once."""
        if what not in self.left_out:
            self.left_out.append(what)

    @property
    def people(self) -> list[Jar]:
        """Who attacks: nobody in particular, and whoever is signed in."""
        return [Jar()] if self.member is None else [Jar(), self.member]

    def visit(self, page: Page, jar: Jar) -> Visitor:
        """A page, not loaded yet."""
        return Visitor(self.site, self.path_of(page, jar), jar)

    def path_of(self, page: Page | Plain, jar: Jar | None = None) -> str:
        """A path at which the page is there: as a link of the app leads to it, else with plain parameters."""
        known = self.member_paths if jar is not None and jar is self.member else self.paths
        return known.get(page.route) or self.paths.get(page.route) or page.path

    @contextmanager
    def open(self, page: Page, jar: Jar) -> Iterator[Visitor | None]:
        """A page, joined; None where it is refused."""
        visitor = self.visit(page, jar.copy())
        try:
            yield visitor if is_joined(visitor) else None
        finally:
            visitor.close()

    def is_alive(self) -> bool:
        """Whether the server still answers."""
        return self.site.is_there(ALIVE_WITHIN)

    def collect(self) -> None:
        """Let the server forget what nobody has any more."""
        if self.look_for_garbage is not None:
            self.look_for_garbage()
            self.is_alive()  # a signal is heard when there is something to do

    def revive(self) -> bool:
        """Start the server anew; whether it answers then."""
        if self.restart is None:
            return self.is_alive()
        self.pid = self.restart()
        return self.is_alive()


def is_joined(visitor: Visitor) -> bool:
    """Load a page and join it; whether its view answers."""
    try:
        visitor.load()
        return visitor.join()
    except AttackError:
        return False
