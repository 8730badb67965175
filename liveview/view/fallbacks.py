"""What is shown in the place of a component that failed, or is not there yet: `error.html` and `loading.html`."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping

from liveview.engine import LiveEnvironment, LiveTemplate
from liveview.view.stateful import Stateful
from liveview.view.template import Found, Source, Templates, folder_of

logger = logging.getLogger("liveview.view")

NAME = "error.html"
LOADING = "loading.html"

# The event of a fallback: the component begins anew.
RETRY = "retry"

SHOWN = (
    "This part of the page has failed. {% if error %}<small>{{ error }}</small> {% endif %}"
    f'<button type="button" lv-click="{RETRY}">Try again</button>'
)
ATTRIBUTES = 'class="lv-failed" role="alert"'
CELL = ('<td colspan="99">', "</td>")
# Where HTML allows certain elements only, a browser puts others elsewhere: the fallback begins as the component does.
AROUND: Mapping[str, tuple[str, str]] = {
    **{
        name: (f"<{name} {ATTRIBUTES}><tr>{CELL[0]}", f"{CELL[1]}</tr></{name}>")
        for name in ("tbody", "thead", "tfoot")
    },
    **{name: (f"<{name} {ATTRIBUTES}>", f"</{name}>") for name in ("td", "th", "li", "dt", "dd", "span")},
    "tr": (f"<tr {ATTRIBUTES}>{CELL[0]}", f"{CELL[1]}</tr>"),
}
FIRST_TAG = re.compile(r"<([A-Za-z][\w-]*)")


class Fallbacks:
    """The templates of fallbacks.

    Args:
        templates: those of the app.
    """

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._plain: dict[tuple[LiveEnvironment, str], LiveTemplate] = {}

    def of(self, component: type[Stateful]) -> Iterator[LiveTemplate]:
        """What may be shown instead of a component, in the order in which it is tried: the last one cannot fail.

        Args:
            component: the class.
        """
        source = Found(component, self._templates).source()
        yield from self._beside(component, source, NAME)
        before, after = AROUND.get(_first_tag(source), AROUND["span"])
        yield self._plain_one(component, source, f"{before}{SHOWN}{after}")

    def loading(self, component: type[Stateful]) -> Iterator[LiveTemplate]:
        """What may be shown until a component is there, in the order in which it is tried: at last nothing.

        Args:
            component: the class.
        """
        source = Found(component, self._templates).source()
        yield from self._beside(component, source, LOADING)
        yield self._plain_one(component, source, "")

    def _beside(self, component: type[Stateful], source: Source, name: str) -> Iterator[LiveTemplate]:
        folder = _folder(source)
        if folder is not None and os.path.isfile(os.path.join(folder, name)):
            try:
                yield self._templates.environment_for(folder, component).get_template(name)
            except Exception:
                logger.exception("%s cannot be shown in the place of %s", name, component.__name__)

    def _plain_one(self, component: type[Stateful], source: Source, text: str) -> LiveTemplate:
        environment = self._templates.environment_for(_folder(source), component)
        if (environment, text) not in self._plain:
            self._plain[environment, text] = environment.from_string(text)
        return self._plain[environment, text]


def _folder(source: Source) -> str | None:
    """Where a class's template is."""
    if source.text is not None or source.environment.loader is None:
        return folder_of(source.declaring)
    _, filename, _ = source.environment.loader.get_source(source.environment, source.name)
    return None if filename is None else os.path.dirname(os.path.abspath(filename))


def _first_tag(source: Source) -> str:
    text = source.text
    if text is None and source.environment.loader is not None:
        text, _, _ = source.environment.loader.get_source(source.environment, source.name)
    found = FIRST_TAG.search(text or "")
    return "" if found is None else found[1].lower()
