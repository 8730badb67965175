"""Each page equals a fresh render of its own state and of what all share, and all are told it in the same words."""

from __future__ import annotations

import asyncio
import logging

from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.shared_pages import Run


@given(seed=st.integers(0, 10**9), steps=st.integers(1, 60))
def test_random_pages_show_what_they_share(seed: int, steps: int) -> None:
    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(follow(seed, steps))
    finally:
        logging.disable(logging.NOTSET)


async def follow(seed: int, steps: int) -> None:
    run = Run(seed)
    await run.start()
    for _ in range(steps):
        await run.step()
    note(f"{run.done}")
    await run.finish()
    for visitor in run.visitors:
        assert visitor.client.html() == run.wanted(visitor)
        assert visitor.client.problems == []
    run.check_frames()
    await run.close()
