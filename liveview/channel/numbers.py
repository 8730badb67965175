"""The numbers of a page's components and addresses: none is given twice, by whatever process shows the page."""

from __future__ import annotations


class Numbers:
    """Counts up from 0, which is the view.

    Attributes:
        coming: the number that is given next.
    """

    __slots__ = ("coming",)

    def __init__(self) -> None:
        self.coming = 0

    def __iter__(self) -> Numbers:
        return self

    def __next__(self) -> int:
        number, self.coming = self.coming, self.coming + 1
        return number

    def skip_to(self, number: int) -> None:
        """Give none below this one: another process has.

        Args:
            number: the first that is free.
        """
        self.coming = max(self.coming, number)
