"""The document around a live part: layout, head and the data the client begins with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from liveview.channel.screen import Page
from liveview.errors import TemplateError
from liveview.protocol.codec import well_formed
from liveview.view.modules import FILES
from liveview.web.assets import Assets

PAGES = Path(__file__).with_name("pages")
LAYOUT_NAMES = ("title", "head", "live", "path", "stylesheet", "nonce", "request", "url_for")


class Documents:
    """Makes whole documents.

    Args:
        environment: where the app's layout is found.
        layout: its name; None for the default one.
        assets: the client's files.
        debug: whether the development overlay is loaded.
    """

    def __init__(self, environment: jinja2.Environment, layout: str | None, assets: Assets, debug: bool) -> None:
        self._own = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGES), autoescape=True)
        self._environment = environment
        self._layout = layout
        self._assets = assets
        self._debug = debug

    def live(self, page: Page, token: str, *, prefix: str, nonce: str, request: Any, group: str) -> str:
        """The first page of a view.

        The layout sees `title`, `head` (scripts and the nonced style sheet), `live` (the view), `path`,
        `stylesheet` (the URL of the default one), `nonce`, `request` and `url_for`.
        """
        template = (
            self._own.get_template("layout.html")
            if self._layout is None
            else self._environment.get_template(self._layout)
        )
        head, live = self._head(page, prefix, nonce), self._live(page, token, prefix, group)
        html = template.render(
            title=page.title,
            head=head,
            live=live,
            path=request.url.path,
            stylesheet=self._assets.url("liveview.css", prefix),
            nonce=nonce,
            request=request,
            url_for=self._environment.globals["url_for"],
        )
        for name, part in (("head", head), ("live", live)):
            if part not in html:
                raise TemplateError(f"a layout has to contain {{{{ {name} }}}}", filename=template.filename)
        # Where a browser reads NUL it shows nothing in one place and U+FFFD in another; frames have none.
        return well_formed(html).replace("\0", "")

    def error(self, report: Mapping[str, Any], prefix: str) -> str:
        """The page that shows a mistake to its developer."""
        template = self._own.get_template("error.html")
        # A page that is open asks for itself again: it finds the report here, and shows it over what it holds.
        stylesheet = self._assets.url("liveview.css", prefix)
        return well_formed(template.render(report=report, data=Markup(_json(report)), stylesheet=stylesheet))

    def failed(self, url: str, prefix: str) -> str:
        """The page instead of one that keeps failing. Nothing in it acts by itself.

        Args:
            url: where to try again.
            prefix: where the app is mounted.
        """
        template = self._own.get_template("failed.html")
        return well_formed(template.render(url=url, stylesheet=self._assets.url("liveview.css", prefix)))

    def _head(self, page: Page, prefix: str, nonce: str) -> Markup:
        names = ["liveview-dev.js", "liveview.js"] if self._debug else ["liveview.js"]
        parts = [f'<script src="{escape(self._assets.url(name, prefix))}" defer></script>' for name in names]
        files = dict.fromkeys(FILES[name] for name in page.modules)
        modules = [escape(self._assets.url(f"liveview-{file}.js", prefix)) for file in files]
        parts += [f'<link rel="modulepreload" href="{url}">' for url in modules]
        if page.sheet:
            parts.append(f'<style nonce="{escape(nonce)}" lv-sheet>{page.sheet}</style>')
        return Markup("\n".join(parts))

    def _live(self, page: Page, token: str, prefix: str, group: str) -> Markup:
        data: dict[str, Any] = {
            "version": page.version,
            "fragment": page.fragment,
            "token": token,
            "socket": f"{prefix}/live/socket",
            "group": group,
            "modules": {name: self._assets.url(f"liveview-{file}.js", prefix) for name, file in FILES.items()},
            "fragments": page.fragments,
        }
        if page.modules:
            data["needs"] = page.modules
        if self._debug:
            data["dev"] = True
        return Markup(
            f'<div lv-root>{page.html}</div>\n<script type="application/json" id="lv-data">{_json(data)}</script>'
        )


def _json(data: Mapping[str, Any]) -> str:
    # In a script element only "<" could end it or begin a comment.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
