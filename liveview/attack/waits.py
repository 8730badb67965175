"""Arguments by which one visitor makes all others wait, or the server's memory grow."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from liveview.attack.attack import Attack
from liveview.attack.entries import Call, calls_of, numbers_of
from liveview.attack.finding import Finding, Severity
from liveview.attack.others import Others
from liveview.attack.samples import text_place
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar
from liveview.attack.surface import Page
from liveview.attack.visitor import Answer, Visitor

# Seconds that others may wait: as long as the watchdog lets a handler block, less what a busy machine takes.
WAIT = 0.5
# What takes no more than this for a plain argument and not much more for a larger one does not grow with it.
NOISE = 0.01
NUMBERS = (10**5, 10**6, 10**7, 10**8)
# What makes patterns go back and forth: many ways to match nearly all of a text, and none to match it whole.
TEXTS = (
    "a" * 40 + "!",
    "0" * 40 + "x",
    "a " * 30 + "!",
    " " * 20_000 + "x",
    "a@" + "a." * 40 + "!",
    "(" * 5_000,
    "x" * 50_000 + "\n",
)
# Bytes that are sent to see whether they stay, in so many events.
TIMES, SIZE = 250, 48_000
# Only where one is answered soon, in seconds: else so many would take minutes.
SOON, ATTEMPTS = 0.1, 3
# Pages after the first one, of which at least one finds room in what an earlier one had, where that was its own.
ROUNDS = 3
# Seconds in which a page that was left has ended.
ENDS_WITHIN = 0.5
# The share of what was sent that has to stay to be found: allocators keep some, and so do caches.
STAYS = 0.6


def waits(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Large numbers and texts that patterns choke on: do others wait meanwhile?"""
    for page, jar in scouted.visible(attack):
        with attack.open(page, jar) as visitor:
            if visitor is None:
                continue
            for call in calls_of(visitor, page):
                for name, makers in _arguments(call):
                    if not attack.goes_on():
                        return
                    yield from _one(attack, page, jar, call, name, makers)


def _arguments(call: Call) -> Iterator[tuple[str, list[Any]]]:
    for parameter in numbers_of(call):
        yield parameter.name, list(NUMBERS)
    for parameter in call.parameters:
        place = text_place(parameter)
        if place is not None:
            yield parameter.name, [place(text) for text in TEXTS]


def _one(attack: Attack, page: Page, jar: Jar, call: Call, name: str, values: list[Any]) -> Iterator[Finding]:
    with attack.open(page, jar) as first:
        if first is None:
            return
        plain = call.send(first)
        if plain.is_over or plain.seconds > WAIT / 2:
            return  # it blocks anyway: the log names it, and no argument is to blame
        before, visitor = max(plain.seconds, NOISE / 2), first
        for value in values:
            answer, worst = _watched(attack, lambda value=value: call.send(visitor, {name: value}))  # type: ignore[misc]
            if worst > WAIT and not attack.is_alive():
                yield _found(call, name, value, None)
                attack.revive()
                return
            if worst > WAIT and _waits_again(attack, page, jar, call, {name: value}):
                yield _found(call, name, value, worst)
                return
            if answer.status in ("refused", "closed", "silent"):
                return  # longer ones are refused, too; and a thread that hangs is its view's own problem
            if isinstance(value, int):
                if answer.seconds < max(NOISE, 2 * before):
                    return
                before = answer.seconds


def _watched(attack: Attack, what: Callable[[], Answer]) -> tuple[Answer, float]:
    with Others(attack.site) as others:
        answer = what()
    return answer, others.worst


def _waits_again(attack: Attack, page: Page, jar: Jar, call: Call, values: dict[str, Any]) -> bool:
    """Whether it was no accident: others do not wait without it, and they do with it."""
    attack.site.is_there()
    _, idle = _watched(attack, _nothing)
    with attack.open(page, jar) as visitor:
        if visitor is None or idle > WAIT / 2:
            return False
        return _watched(attack, lambda: call.send(visitor, values))[1] > WAIT


def _nothing() -> Answer:
    time.sleep(0.2)
    return Answer("done")


def _found(call: Call, name: str, value: Any, worst: float | None) -> Finding:
    shown = repr(value)
    return Finding(
        "others-wait",
        Severity.CRITICAL if worst is None else Severity.HIGH,
        call.spot(name),
        f"sent {name}={shown if len(shown) <= 40 else shown[:30] + '…'}",
        "nobody was answered any more: not even the watchdog could break it off"
        if worst is None
        else f"everybody else waited {worst:.1f} s, until the watchdog broke it off",
        f"bound it: `{name}: Annotated[int, Field(le=1000)]`, a max_length for a text, no nested repeats in a "
        "pattern; and what has to take long is a plain `def`, or `Async`",
    )


def growth(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Long texts, again and again: does the server keep them?"""
    if attack.pid is None or _memory(attack.pid) is None:
        attack.leave_out("memory-grows: the server's process is not known, or /proc is not there")
        return
    if attack.is_quick:
        attack.leave_out("memory-grows: it takes long, and --quick was given")
        return
    for page, jar in scouted.visible(attack):
        with attack.open(page, jar) as visitor:
            calls = [] if visitor is None else calls_of(visitor, page)
        for call in calls:
            for parameter in call.parameters:
                place = text_place(parameter)
                if place is not None and attack.goes_on():
                    yield from _grows(attack, page, jar, call, parameter.name, place)


def _grows(
    attack: Attack, page: Page, jar: Jar, call: Call, name: str, place: Callable[[str], Any]
) -> Iterator[Finding]:
    with attack.open(page, jar) as visitor:
        sent, held = _poured(attack, visitor, call, name, place)
        if _stays(sent, held):  # or it waits for the collector, or is room that a new server makes itself
            attack.collect()
            sent, held = _poured(attack, visitor, call, name, place)
    if not _stays(sent, held):
        return
    for _ in range(ROUNDS):
        _settle(attack)
        before = _memory(attack.pid) or 0
        with attack.open(page, jar) as visitor:
            again, _ = _poured(attack, visitor, call, name, place)
        _settle(attack)
        if (_memory(attack.pid) or 0) - before < STAYS * again:
            yield _grown(call, name, sent, held, Severity.LOW, "until the page was left", "is as much as is shown")
            return
    until = "and nothing was let go when the page was left"
    yield _grown(call, name, sent, held, Severity.MEDIUM, until, "has a bound, whoever writes to it")


def _stays(sent: int, held: int) -> bool:
    return sent >= TIMES * SIZE / 2 and held >= STAYS * sent


def _settle(attack: Attack) -> None:
    """Let a page that was left end: then what was only its own is there for the next one."""
    time.sleep(ENDS_WITHIN)
    attack.collect()


def _poured(
    attack: Attack, visitor: Visitor | None, call: Call, name: str, place: Callable[[str], Any]
) -> tuple[int, int]:
    """The bytes that a page was sent, and by how many the server's memory has grown meanwhile."""
    if visitor is None or not _takes_long_texts(call, name, place, visitor):
        return 0, 0
    before, sent = _memory(attack.pid) or 0, 0
    for _ in range(TIMES):
        if call.send(visitor, {name: place(secrets.token_hex(SIZE // 2))}).status != "done":
            break
        sent += SIZE
    return sent, (_memory(attack.pid) or 0) - before


def _takes_long_texts(call: Call, name: str, place: Callable[[str], Any], visitor: Visitor) -> bool:
    for _ in range(ATTEMPTS):  # a machine may have something else to do, once or twice
        answer = call.send(visitor, {name: place("x" * SIZE)})
        if answer.status != "done":
            return False
        if answer.seconds < SOON:
            return True
    return False


def _grown(call: Call, name: str, sent: int, stays: int, severity: Severity, until: str, rule: str) -> Finding:
    return Finding(
        "memory-grows",
        severity,
        call.spot(name),
        f"sent {sent / 1e6:.0f} MB of texts as {name}, in {TIMES} events",
        f"the server's memory grew by {stays / 1e6:.0f} MB, {until}",
        f"see that what is kept {rule}: `Annotated[str, StringConstraints(max_length=500)]`, and "
        "`deque(maxlen=100)` in the place of a list",
    )


def _memory(pid: int | None) -> int | None:
    """Bytes that a process has in memory."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
