"""HTML in every text: each argument, field, bound control and parameter, and every page afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from liveview.attack.attack import Attack
from liveview.attack.browser import browse
from liveview.attack.entries import entries_of
from liveview.attack.finding import Finding, Severity
from liveview.attack.marks import Mark, Marks
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar
from liveview.attack.surface import Page, Plain, sample_path
from liveview.attack.tab import Tab
from liveview.errors import AttackError

# What query parameters are called whose names cannot be seen.
USUAL = tuple(
    (
        "q query search s name text title message msg error next url redirect redirect_to redirect_uri return "
        "return_to continue dest target goto back file filename path page id"
    ).split()
)


def html_in_texts(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Vectors into everything that takes a text; then all pages are looked at, by a browser too."""
    marks = Marks()
    for page, jar in scouted.visible(attack):
        _into_page(attack, page, jar, marks)
    for plain in attack.surface.plain:
        if "GET" in plain.methods:
            _into_query(attack, plain, marks)
    _look_everywhere(attack, marks)
    if attack.has_browser:
        browse(attack, scouted, marks)
    else:
        attack.leave_out("html-in-text, in part: no browser, so whether scripts run and what hooks do was not tried")
    yield from _findings(marks)


def _into_page(attack: Attack, page: Page, jar: Jar, marks: Marks) -> None:
    with Tab(attack, page, jar) as tab:
        for entry in entries_of(tab.visitor, page) if tab.is_open else ():
            for mark in marks.vectors(entry.spot):
                if attack.goes_on():
                    tab.do(entry.of(mark.text))
                    marks.look(tab.visitor.html, page.route)
    _into_url(attack, page, jar, marks)


def _into_url(attack: Attack, page: Page, jar: Jar, marks: Marks) -> None:
    """Parameters of a view's path and query."""
    spec = page.view._spec
    names = [name for parameters in spec.callbacks.values() for name in parameters.by_name]
    path = attack.path_of(page, jar)
    for name in dict.fromkeys((*names, *spec.inputs.in_url)):
        for mark in marks.vectors(page.spot("", name)):
            url = f"{path}?{urlencode({name: mark.text})}"
            if name in page.parameters:
                url = sample_path(page.route, **{name: quote(mark.text, safe="")})
            _get(attack, url, jar, marks, mark)


def _into_query(attack: Attack, plain: Plain, marks: Marks) -> None:
    for jar in attack.people:
        path = attack.path_of(plain, jar)
        for name in dict.fromkeys((*plain.names, *USUAL)):
            for mark in list(marks.vectors(plain.spot(name)))[:: 1 if name in plain.names else 4]:
                if attack.goes_on():
                    _get(attack, f"{path}?{urlencode({name: mark.text})}", jar, marks, mark)
        for name in plain.parameters:
            for mark in marks.vectors(plain.spot(name)):
                _get(attack, sample_path(plain.route, **{name: quote(mark.text, safe="")}), jar, marks, mark)


def _get(attack: Attack, url: str, jar: Jar, marks: Marks, mark: Mark | None = None) -> None:
    if mark is not None:
        marks.urls[mark.number] = url
    try:
        response = attack.site.get(url, jar.copy())
    except AttackError:
        return
    if response.is_html:
        marks.look(response.text, response.url.partition("?")[0])


def _look_everywhere(attack: Attack, marks: Marks) -> None:
    """What was stored turns up on other pages, for other people."""
    for jar in attack.people:
        for route in attack.surface.shown:
            _get(attack, attack.path_of(route, jar), jar, marks)


def _findings(marks: Marks) -> Iterator[Finding]:
    by_place: dict[tuple[str, str], list[int]] = {}
    for number in sorted(marks.found.keys() | marks.ran):
        spot = marks.sent[number].spot
        by_place.setdefault((spot.route, spot.argument), []).append(number)
    for place, numbers in by_place.items():
        # A browser knows the control alone; whoever has sent the same by its event knows that, too.
        spots = [mark.spot for mark in marks.sent.values() if (mark.spot.route, mark.spot.argument) == place]
        spot = max(spots, key=lambda spot: bool(spot.event))
        ran = sorted(set(numbers) & marks.ran)
        number = (ran or sorted(numbers))[0]
        where, as_what = marks.found.get(number, (spot.route, "a script"))
        held = bool(set(numbers) & marks.held)
        happened = f"it stands in {where} as {as_what}"
        if ran:
            happened += ", and its script ran in Chromium"
        elif held:
            happened += "; the Content-Security-Policy kept its script from running, but not the HTML from being there"
        yield Finding(
            "html-in-text",
            Severity.CRITICAL if ran else Severity.HIGH,
            spot,
            f"sent {marks.sent[number].text[:70]}",
            happened,
            "let Jinja escape it: no |safe, no Markup(…) and no f-string of HTML around what somebody has entered; in "
            "a hook `textContent`, not `innerHTML`",
        )
