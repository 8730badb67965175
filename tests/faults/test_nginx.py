"""Behind the nginx of the how-to: two workers, no stickiness, and a page that does not notice which one it has."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.test_workers import joined, workers
from tests.served import ROOT, Page, Served, seconds_until

CONFIGURATION = ROOT / "docs" / "how-to" / "deploy" / "nginx.conf"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@pytest.fixture
def server() -> Iterator[Served]:
    with Served("run", "tests.faults.views:app", "--workers", "2", folder=ROOT) as served:
        yield served


@pytest.fixture
def proxy(server: Served, tmp_path: Path) -> Iterator[Any]:
    """What stands for the server where pages are concerned: nginx, at a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    site = CONFIGURATION.read_text()
    assert "127.0.0.1:8000" in site and "listen 80;" in site
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}").replace("listen 80;", f"listen 127.0.0.1:{port};")
    (tmp_path / "site.conf").write_text(site)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
    path = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert path is not None, "nginx is missing: `make test` installs it"
    nginx = subprocess.Popen([path, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)])
    front = Front(port)
    try:
        seconds_until(front.is_up)
        yield front
    finally:
        nginx.terminate()
        nginx.wait(10)


class Front:
    """Where nginx is."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def is_up(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz").status_code == 200
        except httpx2.HTTPError:
            return False


def test_a_page_goes_on_through_the_proxy_when_its_worker_is_killed(server: Served, proxy: Any) -> None:
    with Page(proxy, "/room") as page:
        first = joined(page)
        page.send("e", 1, 0, "say", {"text": "before"})
        page.receive_until(lambda frame: "before" in str(frame))
        seen = {first}
        seconds_until(lambda: seen.add(joined(page)) or len(seen) == 2)  # type: ignore[func-returns-value]
        os.kill(joined(page), signal.SIGKILL)
        seconds_until(lambda: len(workers(server)) == 2 and proxy.is_up())
        page.connect()
        page.send("j", page.data["token"], [0, -1])
        assert "before" in str(page.receive_until(lambda frame: frame[0] == "="))


def test_pages_of_another_origin_are_refused_behind_it_too(proxy: Any) -> None:
    with Page(proxy, "/room") as page:
        with pytest.raises(Exception, match="403"):
            page.connect(origin="http://evil.example")
        assert joined(page)
