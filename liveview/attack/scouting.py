"""The first look: where links lead, and which pages are open to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from starlette.routing import compile_path

from liveview.attack.attack import Attack
from liveview.attack.site import Jar, Response
from liveview.attack.surface import Page, Plain
from liveview.errors import AttackError
from liveview.testing.document import Document

_HREF = re.compile(r"""(?:href|action|formaction)=["']([^"'#]+)""")
# Pages of one route, and forms, that are looked at.
MOST = 200
# What is shorter may stand on another page by chance.
SHORTEST = 8


@dataclass
class Scouted:
    """What was seen.

    Attributes:
        answers: by route and who has asked.
        forms: method, path and the names of the fields of each form that posts, by the path it posts to.
    """

    answers: dict[tuple[str, str], Response] = field(default_factory=dict)
    forms: dict[str, list[str]] = field(default_factory=dict)

    def answer(self, page: Page | Plain, jar: Jar) -> Response | None:
        """What somebody got for a page."""
        return self.answers.get((page.route, jar.name))

    def is_open(self, page: Page, jar: Jar) -> bool:
        """Whether somebody sees a page."""
        answer = self.answer(page, jar)
        return answer is not None and answer.live() is not None

    def visible(self, attack: Attack) -> Iterator[tuple[Page, Jar]]:
        """Each page that somebody sees, with whoever sees most of it."""
        for page in attack.surface.pages:
            jar = next((jar for jar in reversed(attack.people) if self.is_open(page, jar)), None)
            if jar is not None:
                yield page, jar


def scout(attack: Attack) -> Scouted:
    """Look at every page, as everybody who attacks; where a path needs parameters, as the links of other pages say."""
    scouted = Scouted()
    for jar in attack.people:
        known = attack.paths if jar is not attack.member else attack.member_paths
        routes = attack.surface.shown
        for has_parameters in (False, True):
            for route in routes:
                if ("{" in route.route) == has_parameters:
                    path = known.get(route.route, route.path)
                    _look(attack, scouted, route, path, jar)
                    for link in _links(scouted.answer(route, jar), attack.site.origin):
                        _learn(routes, known, link)
    return scouted


def _look(attack: Attack, scouted: Scouted, route: Page | Plain, path: str, jar: Jar) -> None:
    try:
        response = attack.site.get(path, jar.copy())
    except AttackError:
        return
    scouted.answers[route.route, jar.name] = response
    if response.status >= 500:
        attack.leave_out(f"{route.route}: it answers {response.status} to {jar.name}, so there is nothing to attack")
    if response.is_html:
        for form in Document(response.text).all("form"):
            if (form.get("method") or "").lower() == "post":
                to = urljoin(response.url, form.get("action") or "").partition("?")[0]
                names = [name for one in form.all("[name]") if (name := one.get("name"))]
                scouted.forms[to] = names


def _links(response: Response | None, origin: str) -> Iterator[str]:
    if response is None or not response.is_html:
        return
    for link in _HREF.findall(response.text)[:MOST]:
        whole = urljoin(f"{origin}{response.url}", link.replace("&amp;", "&"))
        if whole.startswith(f"{origin}/"):
            yield whole.removeprefix(origin)


def _learn(routes: list[Page | Plain], known: dict[str, str], link: str) -> None:
    for route in routes:
        path = link.partition("?")[0]
        if "{" in route.route and route.route not in known and compile_path(route.route)[0].match(path):
            known[route.route] = path
            return


def texts_of(attack: Attack, page: Page, jar: Jar) -> set[str]:
    """What a view has put into its page: the values of its slots, of some length."""
    with attack.open(page, jar) as visitor:
        if visitor is None or visitor.client is None:
            return set()
        found = {text.strip() for text in _texts(visitor.client.values())}
        # A path is a link, and what has a definition is a fragment's name: both are the same for everybody.
        return {text for text in found if len(text) >= SHORTEST and not text.startswith("/")} - visitor.client.fragments


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
