"""A page with isolated components equals stock Jinja's render of what all of its processes have, whatever happened."""

from __future__ import annotations

import asyncio
import json
import logging

from hypothesis import example, given, note
from hypothesis import strategies as st

from tests.properties.panel_trees import Run, plain


@given(seed=st.integers(0, 10**9), steps=st.integers(1, 30))
@example(seed=4097, steps=16)  # a list has changed, and another process is the first to show it
@example(seed=591612, steps=18)  # what is within a panel that is taken away runs on until that has ended
def test_random_pages_of_panels_show_their_states(seed: int, steps: int) -> None:
    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(follow(seed, steps))
    finally:
        logging.disable(logging.NOTSET)


async def follow(seed: int, steps: int) -> None:
    run = Run(seed)
    note(json.dumps(run.templates, indent=1))
    note(f"isolated: {sorted(run.isolated)}")
    await run.start()
    for _ in range(steps):
        await run.step()
    note(f"{run.done}")
    wanted = plain(await run.finish())
    assert run.client.html() == wanted
    assert run.client.problems == []
    await run.close()
