"""The inline styles of a first page, collected into one sheet that a nonce allows.

`style="…"` in HTML is blocked by a strict Content-Security-Policy; a style sheet with the page's nonce
is not. Each element's declarations become a rule of their own until the client has moved them back.
"""

from __future__ import annotations


class Styles:
    """Numbers the distinct style texts of a page."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def add(self, style: str) -> int:
        """The number of a style text; equal texts share one."""
        return self._numbers.setdefault(style, len(self._numbers))

    def sheet(self) -> str:
        """The rules as CSS text; empty where no element has a style.

        The selector outweighs every ordinary rule of the page, as an inline style would: two id
        selectors' worth of specificity that match anything.
        """
        return "\n".join(
            f'[lv-s="{number}"]:not(#\\9):not(#\\9){{{_contained(style)}}}' for style, number in self._numbers.items()
        )


def _contained(style: str) -> str:
    # A rule ends at "}", the element at "</": neither can be part of a plain declaration list.
    return style.replace("{", "").replace("}", "").replace("<", "")
