"""Random templates and states through engine and client: the DOM is always that of a fresh page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liveview.engine import Rendering
from tests.browser.client.conftest import OpenClient
from tests.browser.client.test_fuzz import COMPARE, resume
from tests.browser.client.test_templates import step
from tests.properties.oracle import LIVE, STOCK, mutate, outcome, without_key
from tests.properties.random_templates import Writer, as_stock
from tests.properties.strategies import states_for

pytestmark = pytest.mark.timeout(300)  # before the first test all templates are written, on a busy machine

TEMPLATES = 120
UPDATES = 16
EMPTY = {"empty_root": ["<p>before</p>"]}


@dataclass
class Case:
    """A template, and what its page goes through: frames, and the HTML after them."""

    source: str
    steps: list[tuple[list[Any], str]]


class Followed:
    """A template live and stock, and a page that shows one after another.

    Args:
        source: the template.
        version: what the page shows before.
    """

    def __init__(self, source: str, version: int) -> None:
        self.rendering = Rendering(LIVE.from_string(source))
        self.stock = STOCK.from_string(as_stock(without_key(source)))
        self.version = version

    def first(self, state: dict[str, Any]) -> tuple[list[Any], str] | None:
        """The page of another template."""
        if isinstance(outcome(lambda: self.rendering.mount(state)), type):
            return None
        self.version += 1
        definitions = {fragment.id: fragment.definition for fragment in self.rendering.fragments()}
        frames = [["d", definitions], ["=", 0, self.version, self.rendering.values()]]
        return frames, self.stock.render(state)

    def next(self, state: dict[str, Any]) -> tuple[list[Any], str] | None:
        """The page after a change."""
        made = step(self.rendering, self.stock, state, self.version + 1)
        if made is not None:
            self.version += len(made[0]) - 1
        return made


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Found by hypothesis, which has the states, and shown to the browser together."""
    found: list[Case] = []
    version = 0

    @settings(
        max_examples=TEMPLATES,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 10**9), data=st.data())
    def find(seed: int, data: st.DataObject) -> None:
        nonlocal version
        source = Writer(seed).template()
        state = data.draw(states_for(source))
        followed = Followed(source, version)
        made = followed.first(state)
        steps = []
        while made is not None:
            steps.append(made)
            if len(steps) > UPDATES:
                break
            mutate(data.draw, state)
            made = followed.next(state)
        version = followed.version
        found.append(Case(source, steps))

    find()
    return found


@pytest.mark.parametrize("without_move", [False, True], ids=["moveBefore", "insertBefore"])
def test_the_page_is_the_state(open_client: OpenClient, cases: list[Case], without_move: bool) -> None:
    init = "delete Element.prototype.moveBefore;" if without_move else ""
    client = open_client(EMPTY, ["empty_root"], init=init).join()
    assert sum(len(case.steps) for case in cases) > TEMPLATES * UPDATES / 2
    for number, case in enumerate(cases):
        difference = client.page.evaluate(COMPARE_ALL, case.steps)
        assert difference is None, (case.source, case.steps[difference[0]], *difference[1:], client.problems)
        if number % 20 == 19:
            resume(client, client.page.evaluate("liveview.version"))
    assert not [frame for frame in client.sent if frame[0] == "f"], client.problems
    assert client.problems == []


COMPARE_ALL = COMPARE.replace("[frame, html]", "[frames, html]").replace("deliver(frame)", "deliver(...frames)")
