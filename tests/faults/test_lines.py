"""Cut lines, readers who do not read, visitors who go without a word: what `make faults` measures, in small."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from bench.faults import leaving, lines, memory, reading, soak
from bench.faults.lines import Cut
from bench.faults.proxy import Proxy
from bench.faults.surfers import HABITS

PAGES = 9  # three of each kind


@pytest.mark.parametrize("cut", [Cut("within the grace", 0.2), Cut("beyond it", 1.0, 0.3)], ids=lambda cut: cut.name)
def test_a_cut_line_costs_nothing_and_replays_only_what_was_missed(cut: Cut) -> None:
    told = lines.run(cut, PAGES, has_browser=False)
    assert [row.figure for row in lines.figures(cut, PAGES, told) if not row.holds] == []
    assert told["resumed"] == (PAGES if cut.grace is None else 0)


def test_visitors_who_go_orderly_or_abruptly_leave_nothing_behind() -> None:
    visits = 150
    before, after = leaving.run([visits, visits])
    kept = [row for row in leaving.figures(visits, before, before, after) if row.unit == ""]
    assert [(row.figure, row.value) for row in kept if not row.holds] == []
    # What is compared is there.
    assert before["processes"] > 0 and {"Visits._visits", "Visits._by_sign", "Views._channels"} <= after["held"].keys()
    assert "liveview.web.host.Host" not in leaving.more(before["objects"], after["objects"])


def test_a_question_that_is_on_its_way_is_not_left_behind_and_two_are() -> None:
    def told(**objects: int) -> dict[str, Any]:
        counts = dict.fromkeys(("tasks", "files", "processes", "views", "rss", "faults"), 0)
        named = {f"liveview.runtime.{name}": count for name, count in objects.items()}
        return {**counts, "held": {}, "objects": named}

    def left(count: int) -> float:
        after = {"watchdog._Question": count, "usage.Usage": count, "process.Process": 2}
        before = told(**{"process.Process": 2})
        return sum(row.value for row in leaving.figures(9, before, before, told(**after)))

    assert (left(0), left(1), left(2)) == (0, 0, 2)


def test_who_does_not_read_is_shown_the_newest_when_it_reads_again() -> None:
    told = reading.run(count=4, seconds=1.5)
    assert told["behind"] > 2
    assert told["back"] < reading.BACK
    assert told["errors"] == []
    assert all(phase["count"] > 0 for phase in told["phases"].values())


def test_people_who_do_all_sorts_of_things_find_what_they_did() -> None:
    told, samples, wrong = soak.run(count=8, seconds=3.0)
    assert (told["wrong"], wrong) == ({}, [])
    assert set(told["did"]) <= set(HABITS) and sum(told["did"].values()) > 8
    assert samples


def test_memory_that_grows_is_seen_as_a_slope() -> None:
    minute = [(float(second), 50_000_000 + 10_000 * second) for second in range(60)]
    assert soak.slope(minute) == pytest.approx(6.0)


def test_what_a_page_takes_is_without_the_bare_socket() -> None:
    rss = {"floor": 20.0, "awake": 80.0, "asleep": 40.0}
    traced = {"floor": {"a": 2_000_000}, "awake": {"a": 8_000_000}, "asleep": {"a": 2_500_000, "b": 1_000_000}}
    rows = {row.figure.partition(": ")[2]: row.value for row in memory.figures(500, rss, traced, 10.0)}
    assert rows["asleep, beyond a bare WebSocket, memory of the server"] == 20.0
    assert rows["before they sleep, beyond a bare WebSocket and their state, allocated"] == 50.0
    assert rows["asleep, of b"] == 10_000
    assert rows["asleep, of a"] == 5_000


# The proxy itself.


async def echoed(check: Callable[[Proxy, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> None:
    """Has a server say again what comes through a proxy."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionResetError):
            while data := await reader.read(1000):
                writer.write(data)
            writer.write(b"end")
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, Proxy(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(line.url).port)
        await check(line, reader, writer)
        writer.transport.abort()


async def test_a_line_delays_and_slows_down() -> None:
    async def check(line: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        line.delay, began = 0.05, loop.time()
        writer.write(b"x")
        assert await reader.readexactly(1) == b"x"
        assert loop.time() - began >= 0.1  # up and down
        line.delay, line.rate, began = 0.0, 1000.0, loop.time()
        writer.write(b"y" * 200)
        assert await reader.readexactly(200) == b"y" * 200
        assert loop.time() - began >= 0.1

    await echoed(check)


async def test_a_line_stalls_and_goes_on() -> None:
    async def check(line: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line.stall("down")
        writer.write(b"x")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await reader.readexactly(1)
        assert line.passed["up"] == 1
        line.go_on()
        assert await reader.readexactly(1) == b"x"

    await echoed(check)


async def test_a_line_is_cut_and_refuses() -> None:
    async def check(line: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"x")
        await reader.readexactly(1)
        line.refuses = True
        line.cut()
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
        with socket.create_connection(("127.0.0.1", urlsplit(line.url).port or 0)) as other:
            other.setblocking(False)
            with pytest.raises(ConnectionResetError):
                await asyncio.get_running_loop().sock_recv(other, 1)

    await echoed(check)


async def test_a_line_is_half_closed() -> None:
    async def check(line: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"x")
        await reader.readexactly(1)
        line.half_close("up")
        assert await reader.read() == b"end"

    await echoed(check)
