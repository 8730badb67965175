"""What ends a program ends one view, wherever in it that is raised: other pages of a real server go on."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.faults.test_restart import closing_code
from tests.faults.views import EXITS, WAYS
from tests.served import ROOT, Page, Served


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def server(request: pytest.FixtureRequest) -> Iterator[Served]:
    if request.param == "uvloop":
        pytest.importorskip("uvloop")
    command = (sys.executable, "-m", "uvicorn")
    with Served("tests.faults.views:app", "--loop", request.param, folder=ROOT, command=command) as served:
        yield served


@pytest.mark.parametrize("kind", EXITS)
@pytest.mark.parametrize("way", WAYS)
def test_an_exit_ends_its_view_and_no_other(server: Served, way: str, kind: str) -> None:
    with Page(server) as good, Page(server, "/exiting") as bad:
        good.join()
        bad.join()
        bad.send("e", 1, 0, "leave", {"way": way, "kind": kind})
        assert closing_code(bad) == 4004  # the page asks for another view
        good.send("e", 1, 0, "add", {"by": "5"})
        assert good.receive() == [0, 1, [0, 5], 1]
        bad.load()
        assert bad.join()[:1] == ["j"]
    assert server.output.count("Task exception was never retrieved") == 0


def test_an_exit_in_a_guard_lets_nobody_in_and_ends_nobody(server: Served) -> None:
    with Page(server) as good, Page(server, "/guarded") as bad:
        good.join()
        bad.connect()
        bad.send("j", bad.data["token"], [0, bad.data["version"]])
        assert closing_code(bad) == 4004
        server.said("the guard of /guarded failed")
        good.send("e", 1, 0, "add", {"by": "5"})
        assert good.receive() == [0, 1, [0, 5], 1]


def test_an_exit_while_one_says_what_has_failed_ends_nobody(server: Served) -> None:
    with Page(server) as good, Page(server, "/failing") as bad:
        good.join()
        bad.join()
        bad.send("e", 1, 0, "begin")
        bad.receive_until(lambda frame: "failed" in str(frame))
        good.send("e", 1, 0, "add", {"by": "5"})
        assert good.receive() == [0, 1, [0, 5], 1]
