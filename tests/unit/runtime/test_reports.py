"""Crash reports: what they say, and what they must not."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from liveview.runtime.exits import is_planned, word_of
from liveview.runtime.handlers import cast
from liveview.runtime.process import Process
from liveview.runtime.reports import CrashReport, shape
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet


class Bank(Process):
    def __init__(self) -> None:
        self.pin = 1234
        self.password = "hunter2"
        self.accounts = {"ada": 7}
        self._private = "hunter2"

    @cast
    async def pay(self, who: str, secret: str) -> None:
        raise ValueError("no")

    async def info(self, message: Any) -> None:
        raise ValueError("no")


async def report_of(bank: Process, message: object, caplog: pytest.LogCaptureFixture) -> CrashReport:
    await bank.start(VirtualClock())
    bank.send(message)
    await quiet()
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    report = record.__dict__["report"]
    assert isinstance(report, CrashReport) and record.exc_info is not None and str(report) in caplog.text
    return report


async def test_a_report_says_who_why_at_what_and_in_which_state(caplog: pytest.LogCaptureFixture) -> None:
    bank = Bank()
    report = await report_of(bank, {"token": "abc", "amount": 12, "to": ["x"]}, caplog)
    assert report.process == "Bank" and report.reason is bank.exit_reason and report.restarts == 0
    assert report.message == "dict of 3 (token: …, amount: int, to: list of 1)"
    assert report.state == {"pin": "int", "password": "…", "accounts": "dict of 1 (ada: int)"}


async def test_no_value_of_a_message_or_a_state_is_in_a_report(caplog: pytest.LogCaptureFixture) -> None:
    bank = Bank()
    await bank.start(VirtualClock())
    bank.pay("ada", secret="s3cret")
    await quiet()
    assert "crashed at pay(str of 3, secret=…)" in caplog.text
    assert not any(secret in caplog.text for secret in ("1234", "hunter2", "s3cret"))


async def test_a_class_may_say_what_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    class Open(Bank):
        def report_state(self) -> object:
            return {"accounts": len(self.accounts)}

    assert (await report_of(Open(), "x", caplog)).state == {"accounts": 1}


async def test_a_class_that_fails_to_say_it_loses_no_report(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Bank):
        def report_state(self) -> object:
            raise KeyError("state")

    assert (await report_of(Broken(), "x", caplog)).state == "report_state failed: KeyError('state')"


class Leaving(Exception):
    """Ends the program as soon as one looks at it."""

    def __str__(self) -> str:
        raise SystemExit(1)

    __repr__ = __str__


@pytest.mark.parametrize("way", ["raises it", "says it of its state", "fails to say it"])
async def test_what_cannot_be_looked_at_loses_no_report(way: str, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Bank):
        async def info(self, message: Any) -> None:
            raise Leaving if way == "raises it" else ValueError("no")

        def report_state(self) -> object:
            if way == "fails to say it":
                raise Leaving
            return Leaving()

    report = str(await report_of(Broken(), "x", caplog))
    assert report.count("<Leaving that cannot be shown: SystemExit>") == 1 + (way == "raises it")


async def test_a_process_that_cannot_be_looked_at_ends_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Bank):
        def __repr__(self) -> str:
            raise Leaving

        async def terminate(self, reason: object) -> None:
            raise Leaving

    bank = Broken()
    await bank.start(VirtualClock())
    await bank.stop()
    assert bank.exit_reason == "shutdown"
    assert "<Broken that cannot be shown: Leaving>: terminate failed" in caplog.text


class Endless:
    def __len__(self) -> int:
        raise OverflowError


class Left(Endless):
    def __len__(self) -> int:
        raise SystemExit(1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (1234, "int"),
        ("hunter2", "str of 7"),
        (b"ab", "bytes of 2"),
        ([1, 2], "list of 2"),
        (("login", "ada", 7), "(str of 5, str of 3, int)"),
        (((("deep",),),), "((tuple of 1))"),
        ({}, "dict of 0"),
        ({1: 2}, "dict of 1"),
        ({"a": {"b": {"c": 1}}}, "dict of 1 (a: dict of 1 (b: dict of 1))"),
        (Endless(), "Endless"),
        (Left(), "Left"),
        (Bank, "type"),
    ],
)
def test_a_shape_is_a_kind_and_a_size(value: object, text: str) -> None:
    assert shape(value) == text


def test_an_exit_reason_is_a_word_or_an_exception() -> None:
    assert word_of("gone") == "gone" and word_of(ValueError("no")) == "ValueError('no')"
    assert is_planned("normal") and is_planned("shutdown") and not is_planned("killed")
