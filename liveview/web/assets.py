"""The client's files and the default style sheet, at URLs that change with their content."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

PACKAGE = Path(__file__).resolve().parent.parent
# In the wheel the bundles are inside the package; in a checkout they stand beside it.
BUNDLES = (PACKAGE / "static", PACKAGE.parent / "static")
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_HASH = re.compile(r"\.[0-9a-f]{12}(\.\w+)$")
# The content of such a URL never changes.
FOREVER = "public, max-age=31536000, immutable"


class Assets:
    """The files by name.

    Raises:
        FileNotFoundError: where an installation lacks them.
    """

    def __init__(self) -> None:
        self._files = {
            "liveview.js": _bundle("liveview.min.js"),
            "liveview-comeback.js": _bundle("liveview-comeback.min.js"),
            "liveview-extras.js": _bundle("liveview-extras.min.js"),
            "liveview-dev.js": _bundle("liveview-dev.min.js"),
            "liveview.css": Path(__file__).with_name("pages") / "liveview.css",
        }

    def url(self, name: str, prefix: str) -> str:
        """The URL of a file, for example `/live/assets/liveview.1a2b3c4d.js`."""
        return f"{prefix}/live/assets/{self._names[name]}"

    @cached_property
    def _contents(self) -> dict[str, bytes]:
        return {name: path.read_bytes() for name, path in self._files.items()}

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
            raise HTTPException(404)
        # A page that was open before a deploy asks for what it needs by the names of then.
        cached = FOREVER if wanted == self._names[name] else "no-store"
        headers = {"Cache-Control": cached, "X-Content-Type-Options": "nosniff"}
        return Response(self._contents[name], media_type=TYPES[Path(name).suffix], headers=headers)


def _bundle(name: str) -> Path:
    for folder in BUNDLES:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"{name} is missing from this installation; in a checkout, run: make bundle")
