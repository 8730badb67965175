"""The page to break things on: what each button does to its panel, and that the others go on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from starlette.testclient import TestClient

from example_app.app import app
from example_app.views.troubles import Block, Flood
from liveview.channel.weight import SELDOM
from liveview.testing import Page, visit

TITLES = ("Crash", "Block", "Flood", "Leak")


@pytest.fixture
async def chaos() -> AsyncIterator[Page]:
    """The page, where somebody has counted to one in each panel."""
    async with visit(app, "/chaos") as page:
        for title in TITLES:
            await page.click(f"[aria-label='Count in {title}']")
        await page.clock.advance(1)
        yield page


def counts(page: Page) -> dict[str, str]:
    return dict(zip([one.text.split()[0] for one in page.all(".trouble h2")], page.texts(".count"), strict=True))


def all_but(title: str) -> dict[str, str]:
    """One panel has begun anew, and no other has."""
    return {other: "0" if other == title else "1" for other in TITLES}


def restarted(page: Page) -> list[str]:
    """Whom the picture shows as started again, or as down."""
    return [text for text in page.texts(".process") if "restart" in text or re.search(r"\bdown\b", text)]


def felt(page: Page) -> int:
    """At worst, in milliseconds."""
    return int(page.text(".worst").split()[0])


def answered(page: Page) -> list[int]:
    """The events that were answered, by their numbers: alone, or with a patch."""
    frames = [frame for direction, frame in page.frames if direction == "received"]
    refs = (frame[1:2] if frame[0] == "a" else frame[3:4] if isinstance(frame[0], int) else [] for frame in frames)
    return [ref for found in refs for ref in found if ref]


async def test_all_of_it_runs(chaos: Page) -> None:
    assert counts(chaos) == dict.fromkeys(TITLES, "1")
    assert chaos.texts(".seconds") == ["1"] * len(TITLES)
    assert chaos.texts(".process b")[-6:] == ["this page", "Calm", *TITLES]
    assert restarted(chaos) == [] and chaos.errors == []


async def test_what_a_handler_did_that_failed_is_undone(chaos: Page) -> None:
    await chaos.click(".fail")
    assert chaos.notices["error"] == "Something went wrong. Please try again."
    await chaos.clock.advance(1)
    assert counts(chaos) == dict.fromkeys(TITLES, "1") and restarted(chaos) == []


async def test_a_panel_whose_template_fails_begins_anew_and_the_picture_shows_it_for_a_while(chaos: Page) -> None:
    await chaos.click(".break")
    await chaos.clock.advance(1)
    assert counts(chaos) == all_but("Crash")
    assert restarted(chaos) == ["Crash 1 restart"] and chaos.texts(".healed b") == ["Crash"]
    await chaos.clock.advance(3)
    assert restarted(chaos) == ["Crash 1 restart"] and chaos.texts(".healed b") == []


async def test_one_that_fails_too_often_says_so_until_somebody_tries_again(chaos: Page) -> None:
    await chaos.click(".often")
    await chaos.clock.advance(2.5)
    assert chaos.text(".ui-error h2") == "Crash does not run" and restarted(chaos) == ["Crash down 3 restarts"]
    assert counts(chaos) == {"Block": "1", "Flood": "1", "Leak": "1"}
    await chaos.click(".ui-error button")
    await chaos.clock.advance(1)
    assert counts(chaos) == all_but("Crash") and restarted(chaos) == ["Crash 4 restarts"]


async def test_everybody_feels_a_blocked_loop(chaos: Page) -> None:
    await chaos.click(".short")
    await chaos.clock.advance(1)
    assert felt(chaos) >= 400 and chaos.one(".worst").get("class") == "worst late"
    assert counts(chaos) == dict.fromkeys(TITLES, "1") and restarted(chaos) == []


async def test_who_blocks_the_loop_for_too_long_is_broken_off(chaos: Page) -> None:
    await chaos.click(".long")
    await chaos.clock.advance(1)
    assert counts(chaos) == all_but("Block") and restarted(chaos) == ["Block 1 restart"]
    assert felt(chaos) >= 800


@pytest.mark.parametrize("button", [".thread", ".spin"])
async def test_others_are_answered_meanwhile(button: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Block, "long", 0.5)
    async with visit(app, "/chaos") as page:
        await page.click(button, settle=False)
        await page.click("[aria-label='Count in Leak']", settle=False)
        await page.settled()
        assert answered(page) == [2, 1]
        assert restarted(page) == [] and page.errors == []


async def test_a_panel_with_too_much_mail_is_told_of_the_gap(chaos: Page) -> None:
    await chaos.click(".flood")
    await chaos.clock.advance(1)
    assert chaos.texts(".tally b")[:3] == ["2000", "256", "1"]
    assert counts(chaos) == dict.fromkeys(TITLES, "1") and restarted(chaos) == []


async def test_a_panel_that_sends_itself_message_after_message_reads_them_all(
    chaos: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Flood, "rounds", 40)
    await chaos.click(".chase", settle=False)
    await chaos.click("[aria-label='Count in Leak']", settle=False)
    await chaos.settled()
    await chaos.clock.advance(1)
    assert chaos.texts(".tally b")[:3] == ["40", "40", "0"]
    assert counts(chaos) == {**dict.fromkeys(TITLES, "1"), "Leak": "2"}


async def test_a_panel_that_keeps_too_much_is_ended(chaos: Page) -> None:
    for kept in ("8.00 MiB", "16.0 MiB", "24.0 MiB"):
        await chaos.click(".leak")
        await chaos.clock.advance(1)
        assert chaos.text(".kept") == kept
    await chaos.click(".leak")
    # A worker that has the memory already, as after other tests, does not grow: it is looked at every half minute.
    await chaos.clock.advance(SELDOM + 1)
    assert chaos.text(".kept") == "0 B"
    assert counts(chaos) == all_but("Leak") and restarted(chaos) == ["Leak 1 restart"]


def test_the_first_page_shows_who_is_about_to_begin() -> None:
    with TestClient(app) as client:
        assert client.get("/chaos").text.count("ui-sign ui-info") == 1 + len(TITLES)


def test_a_server_can_do_without_it() -> None:
    script = """
from starlette.testclient import TestClient
from example_app.app import app

with TestClient(app) as client:
    print(client.get("/chaos").status_code, "Chaos" in client.get("/counter").text)
"""
    outputs = [
        subprocess.run([sys.executable, "-c", script], env={**os.environ, **chosen}, capture_output=True, check=True)
        for chosen in ({}, {"CHAOS": "0"})
    ]
    assert [output.stdout.decode().split() for output in outputs] == [["200", "True"], ["404", "False"]]
