"""A page that is attacked again and again: where that ends it, another one takes its place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Self

from liveview.attack.attack import Attack, is_joined
from liveview.attack.site import Jar
from liveview.attack.surface import Page
from liveview.attack.visitor import Answer, Visitor
from liveview.errors import AttackError


class Tab:
    """A page, while the `with` block runs.

    Args:
        attack: whose.
        page: which.
        jar: whose browser it is.

    Attributes:
        page: which.
        visitor: the one that is open now.
        is_open: whether the page could be joined at all.
    """

    def __init__(self, attack: Attack, page: Page, jar: Jar) -> None:
        self.page = page
        self._attack = attack
        self._jar = jar
        self.visitor = attack.visit(page, jar.copy())
        self.is_open = is_joined(self.visitor)

    def do(self, what: Callable[[Visitor], Answer]) -> Answer:
        """Do something, and look at what the page shows then, and at the files that it gives.

        Args:
            what: called with the page that is open now.
        """
        if not self.is_open:
            return Answer("closed")
        answer = what(self.visitor)
        self._attack.watch.text(self.visitor.html, self.page.spot())
        for effect in answer.effects:
            if effect[0] == "download" and str(effect[1]).startswith("/"):
                with suppress(AttackError):
                    self._attack.site.get(effect[1], self.visitor.jar)
        if answer.is_over:
            self._open_again()
        return answer

    def _open_again(self) -> None:
        self.visitor.close()
        if not self._attack.is_alive():
            self.is_open = False
            return
        self.visitor = self._attack.visit(self.page, self._jar.copy())
        # A view that has crashed too often has an error page in its place once; then it is tried again.
        if not is_joined(self.visitor):
            self.is_open = is_joined(self.visitor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.visitor.close()
