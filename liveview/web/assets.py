"""The client's files and all style sheets, at URLs that change with their content, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from liveview.web.policy import NOSNIFF

PACKAGE = Path(__file__).resolve().parent.parent
# In the wheel the bundles are inside the package; in a checkout they stand beside it.
BUNDLES = (PACKAGE / "static", PACKAGE.parent / "static")
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
# The style sheets of views and components in one, and with the default layout's before them: each file more would be a
# request more, before the first paint.
SHEET, WHOLE_SHEET = "components.css", "page.css"
# What pages have that show nothing of the app's.
BASE_SHEET = "liveview.css"
_HASH = re.compile(r"\.[0-9a-f]{12}(\.\w+)$")
# The content of such a URL never changes.
FOREVER = "public, max-age=31536000, immutable"


class Assets:
    """The files by name.

    Raises:
        FileNotFoundError: where an installation lacks them.
    """

    def __init__(self) -> None:
        self._sheets: dict[Path, None] = {}
        self._gzipped: dict[str, bytes] = {}  # by the URL's name
        self._files = {
            "liveview.js": _bundle("liveview.min.js"),
            "liveview-comeback.js": _bundle("liveview-comeback.min.js"),
            "liveview-fallback.js": _bundle("liveview-fallback.min.js"),
            "liveview-extras.js": _bundle("liveview-extras.min.js"),
            "liveview-kit.js": _bundle("liveview-kit.min.js"),
            "liveview-charts.js": _bundle("liveview-charts.min.js"),
            "liveview-canvas.js": _bundle("liveview-canvas.min.js"),
            "liveview-table.js": _bundle("liveview-table.min.js"),
            "liveview-dev.js": _bundle("liveview-dev.min.js"),
            BASE_SHEET: Path(__file__).with_name("pages") / "liveview.css",
        }

    def add_sheets(self, paths: Iterable[Path]) -> None:
        """Serve further style sheets, all of them in one file, which every page links from then on.

        Args:
            paths: in the order in which they count. Those that are known keep their place.
        """
        known = len(self._sheets)
        self._sheets.update(dict.fromkeys(paths))
        if len(self._sheets) > known:
            self.__dict__.pop("_contents", None)
            self.__dict__.pop("_names", None)

    @property
    def has_sheets(self) -> bool:
        """Whether views and components bring style sheets along: they are `SHEET`."""
        return bool(self._sheets)

    def url(self, name: str, prefix: str) -> str:
        """The URL of a file, for example `/live/assets/liveview.1a2b3c4d.js`."""
        return f"{prefix}/live/assets/{self._names[name]}"

    @cached_property
    def _contents(self) -> dict[str, bytes]:
        contents = {name: path.read_bytes() for name, path in self._files.items()}
        sheets = [path.read_bytes() for path in self._sheets]
        return {**contents, SHEET: b"\n".join(sheets), WHOLE_SHEET: b"\n".join([contents[BASE_SHEET], *sheets])}

    @cached_property
    def _names(self) -> dict[str, str]:
        names = {}
        for name, content in self._contents.items():
            stem, _, ending = name.rpartition(".")
            names[name] = f"{stem}.{hashlib.blake2b(content, digest_size=6).hexdigest()}.{ending}"
        return names

    async def endpoint(self, request: Request) -> Response:
        """Serves a file."""
        wanted = request.path_params["name"]
        name = _HASH.sub(r"\1", wanted)
        if name not in self._names:
            raise HTTPException(404, headers=NOSNIFF)
        # A page that was open before a deploy asks for what it needs by the names of then.
        cached = FOREVER if wanted == self._names[name] else "no-store"
        headers = {"Cache-Control": cached, "Vary": "Accept-Encoding", **NOSNIFF}
        content = self._contents[name]
        if takes_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            content = self._compressed(name)
        return Response(content, media_type=TYPES[Path(name).suffix], headers=headers)

    def _compressed(self, name: str) -> bytes:
        """A file as browsers take it: a third of its size. There is nothing in it that is anybody's secret."""
        url = self._names[name]
        if url not in self._gzipped:
            self._gzipped[url] = gzip.compress(self._contents[name], 9, mtime=0)
        return self._gzipped[url]


def takes_gzip(accepted: str) -> bool:
    """Whether somebody takes what is compressed.

    Args:
        accepted: their `Accept-Encoding` (RFC 9110, section 12.5.3).
    """
    for coding in accepted.lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() == "gzip":
            return not weight or weight.replace(" ", "").removeprefix("q=").strip("0.") != ""
    return False


def _bundle(name: str) -> Path:
    for folder in BUNDLES:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"{name} is missing from this installation; in a checkout, run: make bundle")
