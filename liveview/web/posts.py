"""What pages post to a stream that is in another worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liveview.runtime.process import Process
from liveview.runtime.topics import on

POSTS = "liveview.posts"
# As long as a body may be, each of them: who has more waiting is blocked, and what is lost shows in the numbers.
BACKLOG = 64


@dataclass(frozen=True, slots=True)
class Post:
    """What one says.

    Attributes:
        key: of its stream.
        number: of the post.
        texts: frames.
    """

    key: str
    number: int
    texts: list[str]


class Posts(Process):
    """Hears what others pass on, each worker at a topic of its own.

    Args:
        worker: tells this one from others.
        post: called with what came.
    """

    def __init__(self, worker: str, post: Callable[[str, int, Sequence[str]], object]) -> None:
        super().__init__(name=POSTS)
        self.worker = worker
        self._post = post

    async def info(self, message: object) -> None:
        """Some may be lost: their streams see it at the next number, and pages that wait for an answer without one."""

    @on("liveview.posts.{worker}", limit=BACKLOG)
    async def posted(self, post: Post) -> None:
        """One has come."""
        self._post(post.key, post.number, post.texts)


def topic_of(worker: str) -> str:
    """Where a worker hears of them.

    Args:
        worker: which.
    """
    return f"{POSTS}.{worker}"
