"""Engine and client together: after each patch the DOM is what a browser makes of a fresh render by stock Jinja."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liveview.engine import REPLACED, Rendering, Styles
from tests.browser.client.conftest import OpenClient
from tests.properties.oracle import LIVE, STOCK, TEMPLATES, mutate, outcome, source_of
from tests.properties.strategies import states_for

COMPARE = """
steps => {
  const root = document.querySelector("[lv-root]");
  for (const [index, [frames, html]] of steps.entries()) {
    deliver(...frames);
    if (tree(root) !== treeOf(html)) return [index, tree(root), treeOf(html)];
  }
  return null;
}
"""


def first_page(name: str, state: dict[str, Any]) -> tuple[Rendering, dict[str, Any]] | None:
    """A rendering and its definitions; None where the template fails for the state."""
    rendering = Rendering(LIVE.get_template(name))
    if isinstance(outcome(lambda: rendering.mount(state)), type):
        return None
    return rendering, {fragment.id: fragment.definition for fragment in rendering.fragments()}


def step(
    rendering: Rendering, stock: jinja2.Template, state: dict[str, Any], version: int
) -> tuple[list[Any], str] | None:
    """The frames of an update, and what the page has to show then; None where the template fails."""
    patch = outcome(lambda: rendering.update(state))
    if isinstance(patch, type):
        return None
    frames: list[Any] = [["d", {fragment.id: fragment.definition for fragment in rendering.fragments()}]]
    if patch is REPLACED:
        frames.append(["=", 0, version, rendering.values()])
    elif patch is not None:
        frames.append([0, version, patch])
    return frames, stock.render(state)


# Each example is a page of its own: shrinking takes minutes, and pytest shows the steps anyway.
IN_A_BROWSER = settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@pytest.mark.parametrize("name", TEMPLATES)
@IN_A_BROWSER
@given(data=st.data())
def test_the_page_is_the_state(open_client: OpenClient, name: str, data: st.DataObject) -> None:
    state = data.draw(states_for(source_of(name)))
    page = first_page(name, state)
    if page is None:
        return
    rendering, fragments = page
    html = rendering.html(Styles())
    client = open_client(fragments, rendering.values(), html=html).join()
    assert ["j", "token", [0, 0]] in client.sent, client.problems
    steps: list[Any] = [([], rendering.html())]
    version = 0
    for _ in range(4):
        mutate(data.draw, state)
        made = step(rendering, STOCK.get_template(name), state, version + 1)
        if made is None:
            break
        version += len(made[0]) - 1
        steps.append(made)
    difference = client.page.evaluate(COMPARE, steps)
    assert difference is None, (steps[difference[0]], *difference[1:], client.problems)
    assert not [frame for frame in client.sent if frame[0] == "f"], client.problems
