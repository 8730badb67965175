"""Random templates, values and patches: the DOM is always what a fresh render of the values would be."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.generate import Generator
from tests.browser.client.harness import Client, until
from tests.browser.client.reference import values_to_html

PATCHES = 300
SEEDS = range(1, 16)  # the first one makes a page that takes as long as those of all others together

# Delivers each frame and compares; the first difference is what a person wants to see.
COMPARE = """
steps => {
  const root = document.querySelector("[lv-root]");
  for (const [index, [frame, html]] of steps.entries()) {
    deliver(frame);
    if (tree(root) !== treeOf(html)) return [index, tree(root), treeOf(html)];
  }
  return null;
}
"""


def steps_of(generator: Generator, fragment: str, values: list[Any]) -> list[Any]:
    """Frames and the HTML after each."""
    steps = []
    for version in range(1, PATCHES + 1):
        after, patch = generator.change(fragment, values)
        is_full = generator.random.random() < 0.15
        values = generator.values(fragment) if is_full else after
        frame = ["=", 0, version, [fragment, *values]] if is_full else [0, version, patch]
        steps.append([frame, values_to_html([fragment, *values], generator.fragments)])
    return steps


def resume(client: Client, version: int) -> None:
    """Lose the connection, and come back to where the page was."""
    client.page.evaluate("sent.length = 0; wires.at(-1).close(1006)")
    until(client.page, "sent.length > 0")
    assert client.sent[0][:3] == ["j", "token", [0, version]]
    client.join()


@pytest.mark.parametrize("without_move", [False, True], ids=["moveBefore", "insertBefore"])
@pytest.mark.parametrize("created", [False, True], ids=["hydrated", "created"])
@pytest.mark.parametrize("seed", SEEDS)
def test_dom_equals_a_fresh_render(open_client: OpenClient, seed: int, created: bool, without_move: bool) -> None:
    generator = Generator(Random(seed))
    fragment = generator.fragment(3)
    values = generator.values(fragment)
    init = "delete Element.prototype.moveBefore;" if without_move else ""
    if created:
        generator.fragments["empty_root"] = ["<p>before</p>"]
        client = open_client(generator.fragments, ["empty_root"], init=init).join()
        client.deliver(["=", 0, 0, [fragment, *values]])
    else:
        client = open_client(generator.fragments, [fragment, *values], init=init).join()
        assert ["j", "token", [0, 0]] in client.sent, client.problems
    assert client.shows([fragment, *values])
    steps = steps_of(generator, fragment, values)
    half = len(steps) // 2
    for part in (steps[:half], steps[half:]):
        difference = client.page.evaluate(COMPARE, part)
        assert difference is None, (part[difference[0]], *difference[1:], client.problems)
        if part[-1] is not steps[-1]:
            resume(client, half)
    assert client.problems == []
    assert not [frame for frame in client.sent if frame[0] == "f"]
