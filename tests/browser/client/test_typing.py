"""Typing is never lost: random typing in random controls, while the page is patched, moved and reconnected."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, until
from tests.browser.client.typist import (
    BESIDE,
    FOCUS,
    FRAGMENTS,
    READ,
    SLOTS,
    TELLING,
    Row,
    fields_of,
    new_row,
    said,
    use,
)

SEEDS = range(8)
STEPS = 60


class Session:
    """Somebody at a page, and its server. Everything comes from one seed.

    Args:
        open_client: opens the page.
        random: where choices come from.
        init: a script that runs before the client.
    """

    def __init__(self, open_client: OpenClient, random: Random, init: str) -> None:
        self.random = random
        self.rows = [new_row(random, number) for number in range(4)]
        self.made = len(self.rows)
        self.focus: tuple[Row, str] | None = None
        self.answered = 0
        self.client: Client = open_client(FRAGMENTS, ["rootAA", self._values()], init=init).join()
        self.page = self.client.page
        self.caret: list[int | None] = [None, None]
        self.events = 0

    def run(self) -> None:
        """Sixty things, each held against what must be there after it."""
        self.check("at first")
        actions = [self.enter, self.enter, self.enter, self.move_on, self.change, self.change, self.reorder]
        others = [self.insert, self.remove, self.resync, self.reconnect, self.answer, self.answer]
        for _ in range(STEPS):
            action = self.random.choice([*actions, *others])
            action()
            self.check(action.__name__)
        self.answer(everything=True)
        self.check("at last")
        assert self.client.problems == []

    # Somebody.

    def move_on(self) -> None:
        """The focus goes to another control."""
        row = self.random.choice(self.rows)
        name = self.random.choice([*SLOTS, "written"])
        self.page.evaluate(FOCUS, [row.id, name])
        if self.focus is not None:
            self.read()  # some know only when they are left that they hold no value
        self.focus = row, name
        self.read()

    def enter(self) -> None:
        """Something is entered where the focus is, and the page's word is taken for what that has made of it."""
        if self.focus is None:
            return self.move_on()
        use(self.page, self.random, self.focus[1])
        self.read()
        return None

    def read(self) -> None:
        """Take the control that has the focus as it is."""
        assert self.focus is not None
        row, name = self.focus
        rows, *self.caret = self.page.evaluate(READ)
        _, held, bad, written = next(own for own in rows if own[0] == row.id)
        if name == "written":
            row.written = written
            return
        control = row.controls[name]
        control.is_touched = control.is_touched or control.local != held[name]
        control.local, control.is_bad = held[name], name in bad
        last = self.page.evaluate("sent.filter(([kind]) => kind === 'e').at(-1) ?? ['e', 0]")
        if last[1] > self.events:
            assert last[5] == fields_of(row, control)
            control.base, control.told = list(control.local), [True] * len(control.told)
            self.events = last[1]
        assert name not in TELLING or control.local == control.base  # what was entered last was told last

    # Their server.

    def change(self) -> None:
        """The server says something new of some controls."""
        changes: list[Any] = []
        writes: list[tuple[Row, str, list[Any]]] = []
        for index, row in enumerate(self.rows):
            patch: list[Any] = []
            for name in self.random.sample(list(SLOTS), 3):
                remote = said(self.random, name)
                for part, slot in enumerate(SLOTS[name]):
                    if row.values[slot] != remote[part]:
                        row.values[slot] = remote[part]
                        patch += [slot, remote[part]]
                        writes.append((row, name, [part, remote[part]]))
            patch += [BESIDE, self.random.choice(["beside", "near"])]
            changes += [int(index > 0), patch]
        self.client.patch([~0, changes])
        for row, name, (part, remote) in writes:
            self.write(row, name, part, remote)

    def resync(self) -> None:
        """Full values, as after a gap."""
        self.client.version += 1
        self.client.deliver(["=", 0, self.client.version, ["rootAA", self._values()]])
        for row in self.rows:
            for name, slots in SLOTS.items():
                for part, slot in enumerate(slots):
                    self.write(row, name, part, row.values[slot])

    def reorder(self) -> None:
        """The rows in another order."""
        order = list(range(len(self.rows)))
        self.random.shuffle(order)
        self.client.patch([~0, [[], [], [order]]])
        self.rows = [self.rows[index] for index in order]

    def insert(self) -> None:
        """A new row."""
        row, at = new_row(self.random, self.made), self.random.randint(0, len(self.rows))
        self.made += 1
        self.client.patch([~0, [[at, row.values]]])
        self.rows.insert(at, row)

    def remove(self) -> None:
        """A row goes that nobody is in."""
        index = self.random.randrange(len(self.rows))
        if len(self.rows) > 2 and (self.focus is None or self.rows[index] is not self.focus[0]):
            self.client.patch([~0, [[], [index]]])
            del self.rows[index]

    def answer(self, *, everything: bool = False) -> None:
        """The server answers some of what it was told."""
        if self.answered == self.events:
            return
        self.answered = self.events if everything else self.random.randint(self.answered + 1, self.events)
        self.client.deliver(["a", self.answered])
        self.release()

    def reconnect(self) -> None:
        """The connection is lost; what was not answered is sent again."""
        self.page.evaluate("sent.push(['lost']); wires.at(-1).close(1006); dispatchEvent(new Event('online'))")
        # Not the last one: what was applied is told once it has been quiet for a while, at any moment.
        joined = "sent.slice(sent.findLastIndex(([kind]) => kind === 'lost')).find(([kind]) => kind === 'j')"
        assert until(self.page, joined) == ["j", "token", [0, self.client.version]]
        self.answered = self.random.randint(self.answered, self.events)
        self.client.deliver(["j", 1, self.answered])
        self.release()
        sent = self.page.evaluate("sent.slice(sent.findLastIndex(([kind]) => kind === 'j') + 1)")
        assert [ref for kind, ref, *_ in sent if kind == "e"] == list(range(self.answered + 1, self.events + 1))

    # What must be.

    def write(self, row: Row, name: str, part: int, remote: Any) -> None:
        """The rule, for one part of a control."""
        is_focused = self.focus == (row, name)
        row.controls[name].write(part, remote, is_pending=self.answered < self.events, is_focused=is_focused)

    def release(self) -> None:
        """The rule, for what waited."""
        if self.answered < self.events:
            return
        for row in self.rows:
            for name, control in row.controls.items():
                control.release(is_focused=self.focus == (row, name))

    def check(self, what: str) -> None:
        """The page holds what it must, and the focus and the caret are where they were."""
        rows, *caret = self.page.evaluate(READ)
        assert [row[0] for row in rows] == [row.id for row in self.rows], what
        for row, (_, held, bad, written) in zip(self.rows, rows, strict=True):
            assert held == {name: control.local for name, control in row.controls.items()}, (what, row.id, self.focus)
            assert bad == [name for name in ("number", "date") if row.controls[name].is_bad], what
            assert written == row.written
        if self.focus is not None:
            row, name = self.focus
            assert self.page.evaluate("document.activeElement.closest('section')?.id") == row.id, what
            if name == "written" or row.controls[name].is_touched:
                assert caret == self.caret, what

    def _values(self) -> list[list[Any]]:
        return [list(row.values) for row in self.rows]


@pytest.mark.parametrize("init", ["", "delete Element.prototype.moveBefore;"], ids=["moveBefore", "insertBefore"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_entered_last_is_there_and_was_told(open_client: OpenClient, seed: int, init: str) -> None:
    Session(open_client, Random(seed), init).run()
