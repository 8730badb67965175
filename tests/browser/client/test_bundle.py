"""The bundle that ships: its size, and what it keeps off."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).parents[3] / "static"
BUDGET = 8192
BUDGET_OF_ALL = 21_460
SERVED = ("liveview.min.js", "liveview-comeback.min.js", "liveview-fallback.min.js", "liveview-extras.min.js")
# Of `liveview.ui`: loaded by pages that show them.
KIT = {
    "liveview-kit.min.js": 2_100,
    "liveview-charts.min.js": 2_200,
    "liveview-canvas.min.js": 24_000,
    "liveview-table.min.js": 2_300,
}


def compressed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9, mtime=0))


def test_a_first_visit_loads_at_most_eight_kilobytes() -> None:
    assert compressed("liveview.min.js") <= BUDGET


def test_all_that_a_page_can_load_stays_as_small_as_it_is() -> None:
    assert {path.name for path in STATIC.glob("*.min.js")} == {*SERVED, *KIT, "liveview-dev.min.js"}
    assert sum(map(compressed, SERVED)) <= BUDGET_OF_ALL
    assert all(compressed(name) <= budget for name, budget in KIT.items())


def test_only_one_name_is_global_and_nothing_is_evaluated() -> None:
    bundle = (STATIC / "liveview.js").read_text()
    assert re.findall(r"window\)?\.(\w+) = ", bundle) == ["liveview"]
    assert not re.search(r"\beval\(|new Function|document\.write|insertAdjacentHTML|outerHTML", bundle)
    assert bundle.count("innerHTML") == 1


def test_only_what_carries_frames_makes_websockets() -> None:
    making = {
        path.name for path in (STATIC / "src").glob("*.js") if re.search(r"new [\w.]*WebSocket", path.read_text())
    }
    assert making == {"transport.js", "blocked.js", "fallback.js"}


def test_modules_import_in_one_direction() -> None:
    imports = {
        path.name: set(re.findall(r'^import .* from "\./([\w-]+\.js)";', path.read_text(), re.M))
        for path in (STATIC / "src").glob("*.js")
    }
    left = dict(imports)
    while left:
        free = {name for name, needed in left.items() if not needed & left.keys()}
        assert free, f"a cycle among {sorted(left)}"
        left = {name: needed for name, needed in left.items() if name not in free}
