"""The frames that docs/explanation/life-of-an-event.md prints, exchanged with the tutorial's counter."""

from __future__ import annotations

import json
import re
from pathlib import Path

from starlette.testclient import TestClient

from liveview.cli.target import load

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "life-of-an-event.md"
ORIGIN = "http://testserver"  # what the test client calls itself


def test_the_frames_are_the_real_ones() -> None:
    join, joined, event, patch, applied = re.findall(r"^ *```json\n *(.*)\n *```$", PAGE.read_text(), re.MULTILINE)
    app = load(str(ROOT / "docs" / "tutorial" / "counter.py"))
    with TestClient(app) as client:
        html = client.get("/").text
        assert "<h1>0</h1>" in html
        found = re.search(r'id="lv-data">(.*?)</script>', html)
        assert found
        data = json.loads(found[1])
        with client.websocket_connect(data["socket"], subprotocols=["lv1"], headers={"Origin": ORIGIN}) as socket:
            socket.send_text(join.replace("<token>", data["token"]))
            assert socket.receive_text() == joined
            socket.send_text(event)
            assert socket.receive_text() == patch
            socket.send_text(applied)
    assert f"Up {len(event)} bytes, down {len(patch)}." in PAGE.read_text()
