"""What pages post to a stream that is in another worker.

It goes where the app's own messages go, which has room for some megabytes: so one post of each browser, and one to each
worker, is on its way at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from liveview.runtime.process import Process
from liveview.runtime.topics import on
from liveview.web.turns import Turns

POSTS = "liveview.posts"
HAS_COME = f"{POSTS}.come"
# Seconds for the other worker to say that a post has come: a millisecond or two as a rule. One that does not is
# blocked, or gone, and the next post is passed on: what was taken the streams say.
PATIENCE = 1.0
# As long as a body may be, each of them: who has more waiting is blocked, and what is lost shows in the numbers.
BACKLOG = 64


@dataclass(frozen=True, slots=True)
class Post:
    """What one says.

    Attributes:
        key: of its stream.
        number: of the post.
        texts: frames.
        worker: who has passed it on, and is told that it has come.
        ref: what it is told.
    """

    key: str
    number: int
    texts: list[str]
    worker: str = ""
    ref: int = 0


class Posts(Process):
    """Passes posts on, and hears what others do, each worker at a topic of its own.

    Args:
        worker: tells this one from others.
        post: called with what came.
    """

    def __init__(self, worker: str, post: Callable[[str, int, Sequence[str]], object]) -> None:
        super().__init__(name=POSTS)
        self.worker = worker
        self._post = post
        self._refs = count(1)
        self._passed: dict[int, asyncio.Future[None]] = {}
        self._of_session, self._to_worker = Turns(), Turns()

    async def pass_on(self, session: str, worker: str, key: str, number: int, texts: list[str]) -> None:
        """Pass a post on, when it is its turn, and wait until it has come there, or has not for a while.

        Args:
            session: the browser's.
            worker: whom.
            key: of its stream.
            number: of the post.
            texts: what it says.
        """
        async with self._of_session.of(session), self._to_worker.of(worker):
            ref, has_come = next(self._refs), asyncio.get_running_loop().create_future()
            self._passed[ref] = has_come
            try:
                self.publish(topic_of(worker), Post(key, number, texts, self.worker, ref), to_self=False)
                await asyncio.wait((has_come,), timeout=PATIENCE)
            finally:
                del self._passed[ref]

    async def info(self, message: object) -> None:
        """Some may be lost: their streams see it at the next number, and pages that wait for an answer without one."""

    @on("liveview.posts.{worker}", limit=BACKLOG)
    async def posted(self, post: Post) -> None:
        """One has come."""
        self._post(post.key, post.number, post.texts)
        if post.worker:
            self.publish(f"{HAS_COME}.{post.worker}", post.ref, to_self=False)

    @on("liveview.posts.come.{worker}")
    async def has_come(self, ref: int) -> None:
        """Another worker has one."""
        passed = self._passed.get(ref)
        if passed is not None and not passed.done():
            passed.set_result(None)


def topic_of(worker: str) -> str:
    """Where a worker hears of them.

    Args:
        worker: which.
    """
    return f"{POSTS}.{worker}"
