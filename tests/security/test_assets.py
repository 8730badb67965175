"""Risk 25: the client's files are those of a table; no URL is a path on the disk."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from liveview import LiveApp
from tests.integration.wire import SECRET

PATHS = [
    "__init__.py", "seal.py", "py.typed", ".", "..", "%2e%2e", "..%2f..%2fpyproject.toml", "../../pyproject.toml",
    "..%5c..%5cpyproject.toml", "..\\..\\pyproject.toml", "%2fetc%2fpasswd", "/etc/passwd", "//evil.example/x.js",
    "%5c%5cevil.example%5cshare%5cx.js", "C:%5cwindows%5cwin.ini", "C:/windows/win.ini", "c%3a",
    "file:%2f%2f%2fetc%2fpasswd",
    "liveview.js%00", "liveview.js%00.css", "%00", "liveview.js%0a", "liveview.js.", "liveview.js%20", "LIVEVIEW.JS",
    "liveview.js%2f..%2fseal.py", "%252e%252e%252fseal.py", "..%c0%afseal.py", "%ff", "con", "nul.js",
    "liveview.min.js", "liveview.js:$DATA", "x" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:30])
def test_a_path_is_no_file(path: str) -> None:
    with TestClient(LiveApp(secret=SECRET)) as client:
        response = client.get(f"/live/assets/{path}")
        assert (response.status_code, response.text) == (404, "Not Found")
        assert client.get("/live/assets/liveview.js").status_code == 200
