"""The command line: what it answers before there is a server."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from liveview.cli import main
from liveview.cli.run import _is_loopback
from liveview.cli.serve import Options, listen
from liveview.errors import ConfigurationError


@pytest.mark.parametrize(
    ("host", "answer"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("box", False)],
)
def test_source_is_shown_to_this_machine_only(host: str, answer: bool) -> None:
    assert _is_loopback(host) is answer


def test_a_mistake_is_one_line_and_a_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIVEVIEW_DEBUG", "0")  # `run` sets it for the app that is not there
    assert main(["run", "nothing.py", "--port", "0"]) == 2
    assert capsys.readouterr().err == f"liveview: there is no file 'nothing.py' (looking from {tmp_path})\n"


def test_any_free_port_may_be_asked_for() -> None:
    with listen(Options("app:app", port=0)) as first, listen(Options("app:app", port=0)) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_no_answer_waits_for_the_one_before() -> None:
    async def delays() -> bool:
        connected: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def look(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            found: socket.socket = writer.get_extra_info("socket")
            connected.set_result(not found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(look, sock=listener):
            _, writer = await asyncio.open_connection(*address)
            writer.close()
            return await connected

    with listen(Options("app:app", port=0)) as listener:
        address = listener.getsockname()
        assert not asyncio.run(delays())


def test_a_port_that_is_taken_is_named() -> None:
    with listen(Options("app:app", port=0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"cannot listen at http://127.0.0.1:{port}/"):
            listen(Options("app:app", port=port))


def test_an_address_of_the_new_kind_is_written_in_brackets() -> None:
    assert Options("app:app", host="::1", port=1).url == "http://[::1]:1/"
