"""`liveview load` against a real server: what it counts is what happened."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.served import ROOT, Served

CLIENTS = 3


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served("run", "tests.faults.views:app", folder=ROOT) as served:
        yield served


def load(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "liveview.cli", "load", url, "--clients", str(CLIENTS), "--seconds", "0.5"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)


def figures(url: str, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(load(url, "--json", *arguments).stdout)
    return found


def test_every_event_is_answered_and_timed(server: Served) -> None:
    found = figures(server.url, "--event", "add?by=5")
    assert (found["clients"], found["joins_ms"]["count"], found["errors"]) == (CLIENTS, CLIENTS, {})
    answers = found["answers_ms"]
    assert answers["count"] > CLIENTS
    assert 0 < answers["p50"] <= answers["p99"] <= answers["max"]
    assert found["frames_per_second"] > 0


def test_at_a_rate_as_many_are_sent_as_are_due(server: Served) -> None:
    assert figures(server.url, "--event", "add", "--rate", "20")["answers_ms"]["count"] == pytest.approx(30, abs=3)


def test_clients_that_only_listen_send_no_event(server: Served) -> None:
    assert figures(server.url)["answers_ms"]["count"] == 0


def test_what_the_server_refuses_is_told_and_fails(server: Served) -> None:
    done = load(server.url, "--event", "nothing", "--rate", "5")
    assert done.returncode == 1
    assert "x refused: refused" in done.stdout


def test_the_lines_have_percentiles_and_a_histogram(server: Served) -> None:
    done = load(server.url, "--event", "add")
    assert done.returncode == 0
    assert f"{CLIENTS} clients" in done.stdout
    assert "answer: p50 " in done.stdout
    assert " ms #" in done.stdout


def test_a_page_that_is_not_live_is_said(server: Served) -> None:
    done = load(server.url + "/nowhere")
    assert done.returncode == 2
    assert "answered 404 and no live page" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["http://192.0.2.1/"], "add --remote"),
        (["ftp://127.0.0.1/"], "is no address of a page"),
        (["http://127.0.0.1/", "--event", "9"], "write the name of an event"),
        (["http://127.0.0.1/", "--rate", "0"], "more than nought"),
        (["http://127.0.0.1/", "--header", "x"], "NAME: VALUE"),
        (["http://127.0.0.1:9/"], "refused"),
    ],
)
def test_a_wrong_command_says_what_to_write(arguments: list[str], says: str) -> None:
    done = load(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
