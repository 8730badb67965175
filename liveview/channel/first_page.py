"""What the first page shows of a view and of the components in it that have addresses of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liveview.channel.isolated import Served
from liveview.channel.outbox import Outbox
from liveview.engine import Rendering, Styles
from liveview.view.modules import needed_for


@dataclass(frozen=True)
class Page:
    """What the first page needs of a channel (protocol, section 4).

    Attributes:
        html: the live part, with its marks.
        sheet: the rules for inline styles.
        fragment: the root fragment's id.
        fragments: every fragment's definition.
        version: what the page shows.
        title: the document's title.
        modules: those of the client that it needs.
    """

    html: str
    sheet: str
    fragment: str
    fragments: Mapping[str, list[Any]]
    version: int
    title: str
    modules: Sequence[str] = ()


def first_page(outbox: Outbox, view: Rendering, others: Iterable[Served], title: str, mark: str) -> Page:
    """Make the page, whose outbox knows from then on what it has.

    Args:
        outbox: the page's.
        view: the view's template.
        others: those of the other addresses that are shown.
        title: the document's title.
        mark: what the numbers of its styles begin with.
    """
    shown = list(others)  # before the HTML: what is shared says which version it is
    styles = Styles(mark)
    html = view.html(styles)
    fragments = {id: definition for each in (view, *shown) for id, definition in each.definitions().items()}
    modules = needed_for(html)
    outbox.know(fragments, modules)
    return Page(html, styles.sheet(), view.values()[0], fragments, outbox.view.version, title, modules)
