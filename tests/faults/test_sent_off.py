"""Whoever is sent off is so on all machines: at once, and where the broker is away, once the guards are asked again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.brokers import RedisServer
from tests.served import ROOT, Page, Served

SIGNED_OUT = 4001


@contextmanager
def machines(folder: Path, broker: RedisServer, recheck: float) -> Iterator[list[Served]]:
    """Two servers that have nothing in common but a broker, a secret and the list of members."""
    (folder / "members").write_text("ann bob")
    own = {"MEMBERS": str(folder / "members"), "LIVEVIEW_SECRET": "known to both of them" * 2, "CLUSTER": broker.url}
    with ExitStack() as open:
        yield [
            open.enter_context(
                Served(
                    "run",
                    "tests.faults.members:app",
                    folder=ROOT,
                    command=(),
                    LIVEVIEW_STATE_DIR=str(folder / name),
                    RECHECK=str(recheck),
                    **own,
                )
            )
            for name in ("here", "there")
        ]


def ended(page: Page) -> int:
    """Waits until a page's connection is closed, and tells by which code."""
    with pytest.raises(ConnectionClosed) as closed:
        page.receive_until(lambda frame: False)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


@contextmanager
def pages(here: Served, there: Served) -> Iterator[tuple[Page, Page, Page]]:
    """Two of Ann's, one on each machine, and one of Bob's."""
    with Page(here, "/?name=ann") as one, Page(there, "/?name=ann") as two, Page(there, "/?name=bob") as other:
        for page in (one, two, other):
            assert page.join()[0] == "j"
        yield one, two, other


def is_heard(page: Page) -> bool:
    page.send("h")
    return page.receive() == ["h"]


def test_all_machines_send_somebody_off_at_once_and_nobody_else(tmp_path: Path) -> None:
    with (
        RedisServer(tmp_path) as broker,
        machines(tmp_path, broker, recheck=300) as (here, there),
        pages(here, there) as (one, two, other),
    ):
        (tmp_path / "members").write_text("bob")
        assert one.get("/send-off?name=ann").text == "sent off"
        assert [ended(one), ended(two)] == [SIGNED_OUT, SIGNED_OUT]
        assert is_heard(other)
        assert one.get("/?name=ann").status_code == 403


def test_while_the_broker_is_away_guards_are_asked_again_and_send_somebody_off(tmp_path: Path) -> None:
    with (
        RedisServer(tmp_path) as broker,
        machines(tmp_path, broker, recheck=1) as (here, there),
        pages(here, there) as (one, two, other),
    ):
        broker.kill()
        (tmp_path / "members").write_text("bob")
        assert one.get("/send-off?name=ann").text == "sent off"
        assert [ended(one), ended(two)] == [SIGNED_OUT, SIGNED_OUT]
        assert is_heard(other)
