"""The document around a live part: layout, head and the data the client begins with."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from liveview.channel.first_page import Page
from liveview.errors import TemplateError
from liveview.protocol.codec import well_formed
from liveview.view.modules import FILES
from liveview.web.assets import BASE_SHEET, SHEET, WHOLE_SHEET, Assets

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

        The layout sees `title`, `head` (scripts and style sheets), `live` (the view), `path`,
        `stylesheet` (the URL of the default one), `nonce`, `request` and `url_for`.
        """
        template, stylesheet, sheet = self._chosen(prefix)
        head, live = sheet + self._head(page, prefix, nonce), _root(page, self._data(page, token, prefix, group))
        html = template.render(
            title=page.title,
            head=head,
            live=live,
            path=request.url.path,
            stylesheet=stylesheet,
            nonce=nonce,
            request=request,
            url_for=self._environment.globals["url_for"],
        )
        for name, part in (("head", head), ("live", live)):
            if part not in html:
                raise TemplateError(f"a layout has to contain {{{{ {name} }}}}", filename=template.filename)
        # Where a browser reads NUL it shows nothing in one place and U+FFFD in another; frames have none.
        return well_formed(html).replace("\0", "")

    def _chosen(self, prefix: str) -> tuple[jinja2.Template, str, Markup]:
        """The layout, its style sheet, and the link of what that has not in it."""
        if self._layout is None:
            return self._own.get_template("layout.html"), self._assets.url(WHOLE_SHEET, prefix), Markup()
        layout = self._environment.get_template(self._layout)
        return layout, self._assets.url(BASE_SHEET, prefix), self._sheet(prefix)

    def part(self, page: Page, token: str, *, prefix: str, nonce: str, number: int) -> str:
        """A live part of an ordinary page, with all that it needs: its styles, its data and a client of its own.

        Each runs the client's first file once more, which the browser has fetched once. So do its modules: a URL with
        another fragment is another instance of the same file.

        Args:
            page: what it shows.
            token: for its join.
            prefix: where the app is mounted.
            nonce: what allows its styles.
            number: which part of the page it is.
        """
        data = self._data(page, token, prefix, group=secrets.token_urlsafe(8))  # that no page is in: pages are loaded
        data["modules"] = {name: f"{url}#{number}" for name, url in data["modules"].items()}
        nonced = f' nonce="{escape(nonce)}"' if nonce else ""
        sheet = f"<style{nonced} lv-sheet>{page.sheet}</style>" if page.sheet else ""
        names = ["liveview-dev.js", "liveview.js"] if self._debug and not number else ["liveview.js"]
        html = f"{self._sheet(prefix)}{sheet}{_root(page, data, number)}\n{self._scripts(names, prefix)}"
        return well_formed(html).replace("\0", "")

    def error(self, report: Mapping[str, Any], prefix: str) -> str:
        """The page that shows a mistake to its developer."""
        template = self._own.get_template("error.html")
        # A page that is open asks for itself again: it finds the report here, and shows it over what it holds.
        stylesheet = self._assets.url(BASE_SHEET, prefix)
        return well_formed(template.render(report=report, data=Markup(_json(report)), stylesheet=stylesheet))

    def failed(self, url: str, prefix: str) -> str:
        """The page instead of one that keeps failing. Nothing in it acts by itself.

        Args:
            url: where to try again.
            prefix: where the app is mounted.
        """
        template = self._own.get_template("failed.html")
        return well_formed(template.render(url=url, stylesheet=self._assets.url(BASE_SHEET, prefix)))

    def _head(self, page: Page, prefix: str, nonce: str) -> Markup:
        names = ["liveview-dev.js", "liveview.js"] if self._debug else ["liveview.js"]
        parts = [self._scripts(names, prefix)]
        files = dict.fromkeys(FILES[name] for name in page.modules)
        modules = [escape(self._assets.url(f"liveview-{file}.js", prefix)) for file in files]
        parts += [f'<link rel="modulepreload" href="{url}">' for url in modules]
        if page.sheet:
            parts.append(f'<style nonce="{escape(nonce)}" lv-sheet>{page.sheet}</style>')
        return Markup("\n".join(parts))

    def _sheet(self, prefix: str) -> Markup:
        link = Markup('<link rel="stylesheet" href="{}">\n')
        return link.format(self._assets.url(SHEET, prefix)) if self._assets.has_sheets else Markup()

    def _scripts(self, names: Iterable[str], prefix: str) -> str:
        urls = [escape(self._assets.url(name, prefix)) for name in names]
        return "\n".join(f'<script src="{url}" defer></script>' for url in urls)

    def _data(self, page: Page, token: str, prefix: str, group: str) -> dict[str, Any]:
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
        return data


def _root(page: Page, data: Mapping[str, Any], number: int | None = None) -> Markup:
    root, id = ("lv-root", "lv-data") if number is None else (f'lv-root="{number}"', f"lv-data-{number}")
    return Markup(f'<div {root}>{page.html}</div>\n<script type="application/json" id="{id}">{_json(data)}</script>')


def _json(data: Mapping[str, Any]) -> str:
    # In a script element only "<" could end it or begin a comment.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
