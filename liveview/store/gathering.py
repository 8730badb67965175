"""What many ask of a thread, done in few turns: what comes while it is at work is the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Any, TypeAlias

Work: TypeAlias = Callable[..., Any]


class Gathering:
    """Hands over what was asked for, turn by turn. Whoever stops waiting before its turn is left out.

    Args:
        do: does some of it. Gives what came out for each, in order, an exception for what has failed; what it raises is
            true for all of them.
        most: how many at once.
    """

    def __init__(self, do: Callable[[Sequence[Work]], Awaitable[Sequence[Any]]], most: int) -> None:
        self._do = do
        self._most = most
        self._waiting: dict[asyncio.Future[Any], Work] = {}
        self._turns: asyncio.Task[None] | None = None

    async def ask(self, work: Work) -> Any:
        """Have something done, soon.

        Args:
            work: what.

        Returns:
            What came out.

        Raises:
            Exception: what has come out, or was raised for all.
        """
        outcome = asyncio.get_running_loop().create_future()
        self._waiting[outcome] = work
        if self._turns is None:  # it begins once everybody has asked who runs in this turn of the loop
            self._turns = asyncio.create_task(self._take_turns())
        try:
            return await outcome
        finally:
            self._waiting.pop(outcome, None)

    async def _take_turns(self) -> None:
        try:
            while self._waiting:
                taken = dict(islice(self._waiting.items(), self._most))
                for outcome in taken:
                    del self._waiting[outcome]
                await self._take(taken)
        finally:
            self._turns = None

    async def _take(self, taken: dict[asyncio.Future[Any], Work]) -> None:
        results: Sequence[Any]
        try:
            results = await self._do(list(taken.values()))
        except Exception as error:
            results = [error] * len(taken)
        for outcome, result in zip(taken, results, strict=True):
            if outcome.done():
                continue
            if isinstance(result, Exception):
                outcome.set_exception(result)
            else:
                outcome.set_result(result)
