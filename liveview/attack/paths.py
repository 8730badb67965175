"""Files that nobody should read or write: by names in events, paths and queries, and in folders of static files."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

from liveview.attack.attack import Attack
from liveview.attack.entries import Entry, entries_of
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar
from liveview.attack.surface import Folder, Plain, sample_path
from liveview.attack.tab import Tab
from liveview.errors import AttackError

UP = "../" * 14
READ = (
    "join it with the folder, `.resolve()` both, and refuse what is not `.is_relative_to(folder)`; better, take an id "
    "and look the file's name up"
)


def names_of_files(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Names with `..` and whole paths, into everything that takes a text."""
    canary = _Canary(attack)
    wrote: dict[Path, tuple[Spot, str]] = {}
    for spot, send in _ways(attack, scouted):
        canary.plant()
        for text in (*canary.paths(), *_writable(attack, wrote, spot)):
            if not attack.goes_on():
                break
            attack.watch.doing = (spot, text)
            send(text)
    attack.watch.doing = None
    yield from _reads(attack)
    yield from _writes(wrote)


class _Canary:
    """A file that no app has any business with. Whatever takes its name may as well write to it as read it.

    So no other file's name is ever sent: not one of the app's own, and none of the system's that can be written.
    """

    def __init__(self, attack: Attack) -> None:
        self._content = secrets.token_hex(24)
        self._path = None if attack.folder is None else attack.folder / "canary.txt"
        if self._path is None:
            attack.leave_out("file-written, and part of file-read: the server is not on this machine, or not ours")
            attack.watch.files["a file of the system"] = "Linux version "
        else:
            attack.watch.files["a file outside of the app's folders"] = self._content

    def plant(self) -> None:
        """Write it; what was attacked before may have written over it."""
        if self._path is not None:
            self._path.write_text(self._content)

    def paths(self) -> Iterator[str]:
        """Names that lead to it."""
        path = Path("/proc/version") if self._path is None else self._path
        inner = str(path).lstrip("/")
        yield f"{UP}{inner}"
        yield str(path)
        yield f"....//{UP}{inner}"
        yield f"{UP}{inner}\0.png"


def _writable(attack: Attack, wrote: dict[Path, tuple[Spot, str]], spot: Spot) -> Iterator[str]:
    if attack.folder is None:
        return
    for is_absolute in (True, False):
        path = attack.folder / f"written-{len(wrote)}"
        text = str(path) if is_absolute else f"{UP}{str(path).lstrip('/')}"
        wrote[path] = (spot, text)
        yield text


def _ways(attack: Attack, scouted: Scouted) -> Iterator[tuple[Spot, Callable[[str], object]]]:
    """Everything that takes a text, as a function of the text."""
    for page, jar in scouted.visible(attack):
        with Tab(attack, page, jar) as tab:
            for entry in entries_of(tab.visitor, page) if tab.is_open else ():
                yield entry.spot, partial(_enter, tab, entry)
    for plain in attack.surface.plain:
        for name in plain.parameters:
            yield plain.spot(name), partial(_ask_by_path, attack, plain, name)
        for name in dict.fromkeys((*plain.names, "file", "filename", "name", "path")):
            yield plain.spot(name), partial(_ask_by_query, attack, plain, name)


def _enter(tab: Tab, entry: Entry, text: str) -> None:
    tab.do(entry.of(text))


def _ask_by_path(attack: Attack, plain: Plain, name: str, text: str) -> None:
    for spelled in (quote(text, safe=""), quote(text)):
        _ask(attack, plain, sample_path(plain.route, **{name: spelled}))


def _ask_by_query(attack: Attack, plain: Plain, name: str, text: str) -> None:
    _ask(attack, plain, f"{plain.path}?{urlencode({name: text})}")


def _ask(attack: Attack, plain: Plain, path: str) -> None:
    method = "GET" if "GET" in plain.methods else min(plain.methods)
    body = b"x" if method in ("POST", "PUT", "PATCH") else None
    with suppress(AttackError):
        attack.site.request(method, path, (attack.member or Jar()).copy(), body=body)


def _reads(attack: Attack) -> Iterator[Finding]:
    known = set()
    for sighting in attack.watch.seen:
        if sighting.kind == "file" and sighting.doing is not None and sighting.doing[0] not in known:
            spot, text = sighting.doing
            known.add(spot)
            yield Finding(
                "file-read",
                Severity.CRITICAL,
                spot,
                f"sent {text[-60:]!r}",
                f"the answer is {sighting.what}",
                READ,
            )


def _writes(wrote: dict[Path, tuple[Spot, str]]) -> Iterator[Finding]:
    known = set()
    for path, (spot, text) in wrote.items():
        if path.exists() and spot not in known:
            known.add(spot)
            yield Finding(
                "file-written",
                Severity.CRITICAL,
                spot,
                f"sent {text[-60:]!r}",
                "the file is there, outside of the app's folders: strangers replace what they like",
                READ,
            )


def static_files(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """What folders of static files give away: what lies beside them, links that lead out, code and settings inside."""
    for folder in attack.surface.folders:
        if not folder.directory.is_dir():
            continue
        for path, what in _outside(folder, attack):
            try:
                response = attack.site.get(path, Jar())
                content = what.read_bytes()
            except (AttackError, OSError):
                continue
            if response.status == 200 and content and response.body[:2000] == content[:2000]:
                yield Finding(
                    "static-file",
                    Severity.HIGH,
                    Spot(folder.route, "", "", what.name),
                    f"asked for {path}",
                    f"the server sent {what.name}, which is no file for visitors",
                    "StaticFiles(directory=…) of a folder with only what is for everybody, and no follow_symlink=True",
                )


_PRIVATE = (".env", ".git/config", "settings.py", "config.py", ".htpasswd", "secrets.json", "db.sqlite3", "app.db")


def _outside(folder: Folder, attack: Attack) -> Iterator[tuple[str, Path]]:
    base = folder.directory.resolve()
    for inside in (*(base / name for name in _PRIVATE), *attack.surface.sources):
        if inside.resolve().is_relative_to(base) and inside.is_file():
            yield f"{folder.route}/{quote(str(inside.resolve().relative_to(base)))}", inside
    for beside in [path for path in sorted(base.parent.iterdir()) if path.is_file()][:5]:
        for up in ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "x/../../", "./../", "..//"):
            yield f"{folder.route}/{up}{quote(beside.name)}", beside
    yield f"{folder.route}//etc/passwd", Path("/etc/passwd")
    for link in _links(base):
        yield f"{folder.route}/{quote(str(link.relative_to(base)))}", link


def _links(base: Path) -> Iterator[Path]:
    """Files by way of links that lead out of a folder; of each folder that is linked to, the first."""
    for parent, folders, files in os.walk(base):
        for name in (*folders, *files):
            path = Path(parent, name)
            if path.is_symlink() and not path.resolve().is_relative_to(base):
                if path.is_file():
                    yield path
                elif path.is_dir():
                    yield from [inner for inner in sorted(path.iterdir()) if inner.is_file()][:1]
