"""What the measuring screens cost has not grown: bytes on the wire, and calls of functions, alike on all machines."""

from __future__ import annotations

import pytest

from bench import costs

RENEW = "If it has to be, say why in the commit, and keep the new figures: python -m bench.costs --write"


async def test_nothing_costs_a_tenth_more_than_it_did() -> None:
    kept = costs.load()
    assert costs.BYTES in kept
    now = await costs.measured()
    if costs.CALLS not in kept:  # bytes are the same in each version of Python, calls are not
        del now[costs.CALLS]
    lines = costs.worse(now, kept)
    assert not lines, "\n".join([*lines, RENEW])


async def test_the_same_work_is_the_same_number_of_calls() -> None:
    async def work() -> None:
        for number in range(50):
            abs(number)

    assert await costs.calls(work) == await costs.calls(work) > 50


@pytest.mark.parametrize(("now", "is_worse"), [(100, False), (110, False), (111, True), (50, False)])
def test_a_tenth_more_may_be_and_no_more(now: int, is_worse: bool) -> None:
    lines = costs.worse({costs.BYTES: {"a frame": now}}, {costs.BYTES: {"a frame": 100}})
    assert bool(lines) == is_worse
    if is_worse:
        assert "111" in lines[0]
        assert "100" in lines[0]


def test_what_is_not_kept_is_told() -> None:
    assert costs.worse({costs.BYTES: {"a frame": 1}}, {})
