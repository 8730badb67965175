"""Ordinary routes: redirects to anywhere, posts from other sites, and files that are shown as pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode, urljoin, urlsplit

from liveview.attack.attack import Attack
from liveview.attack.entries import entries_of
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.marks import Marks
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar, Response
from liveview.attack.surface import Page, Plain, sample_path
from liveview.attack.tab import Tab
from liveview.attack.texts import USUAL
from liveview.errors import AttackError

HOST = "evil.example"
EVIL = f"https://{HOST}"
TARGETS = (
    f"{EVIL}/",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example/",
    "\\/\\/evil.example/",
    "/\t/evil.example/",
)
CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def open_redirects(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Targets of other sites, in queries of ordinary routes and of views, and in events."""
    for route in attack.surface.shown:
        yield from _redirects_of_query(attack, route)
    for page, jar in scouted.visible(attack):
        if attack.goes_on():
            yield from _redirects_of_events(attack, page, jar)


def _redirects_of_query(attack: Attack, route: Page | Plain) -> Iterator[Finding]:
    if isinstance(route, Plain):
        names = (*route.names, *USUAL)
    else:
        names = (*(name for p in route.view._spec.callbacks.values() for name in p.by_name), "next", "url")
    path = attack.path_of(route)
    for target in TARGETS:
        if not _leaves(attack, f"{path}?{urlencode(dict.fromkeys(names, target))}"):
            continue
        for name in dict.fromkeys(names):
            if _leaves(attack, f"{path}?{urlencode({name: target})}"):
                yield _redirect(route.spot("", name) if isinstance(route, Page) else route.spot(name), target)
                return


def _leaves(attack: Attack, url: str) -> bool:
    try:
        response = attack.site.get(url, (attack.member or Jar()).copy())
    except AttackError:
        return False
    return 300 <= response.status < 400 and is_elsewhere(response.header("location"), attack.site.origin)


def is_elsewhere(target: str, origin: str) -> bool:
    """Whether a browser that is at a site leaves it for a target."""
    read = "".join(letter for letter in target if letter >= " ").replace("\\", "/").strip()
    if read.startswith("//"):  # however many there are
        read = f"//{read.lstrip('/')}"
    elif read.startswith(("https:", "http:")):  # and whether they are there at all
        scheme, _, rest = read.partition(":")
        read = f"{scheme}://{rest.lstrip('/')}"
    return urlsplit(urljoin(f"{origin}/", read)).hostname == HOST


def _redirect(spot: Spot, target: str) -> Finding:
    return Finding(
        "open-redirect",
        Severity.MEDIUM,
        spot,
        f"gave {target!r}",
        "the browser is sent there: a link to your site leads to somebody else's, who asks for the password again",
        "`self.redirect(url)` of a view takes only URLs of this site; in an ordinary route, take a name and look its "
        "path up, or refuse what does not begin with one slash followed by a letter",
    )


def _redirects_of_events(attack: Attack, page: Page, jar: Jar) -> Iterator[Finding]:
    with Tab(attack, page, jar) as tab:
        for entry in entries_of(tab.visitor, page) if tab.is_open else ():
            answer = tab.do(entry.of(TARGETS[0]))
            asked = [effect for effect in answer.effects if effect[0] in ("load", "navigate")]
            if any(is_elsewhere(str(effect[1]), attack.site.origin) for effect in asked):
                yield _redirect(entry.spot, TARGETS[0])


def cross_site_posts(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Forms of other sites that post to ordinary routes, with the cookies of whoever visits them."""
    for plain in attack.surface.plain:
        for method in sorted(plain.methods & {"POST"}):
            path = attack.path_of(plain)
            body = urlencode(dict.fromkeys((*scouted.forms.get(path, ()), *plain.names), "1")).encode()
            own = _posted(attack, method, path, body, attack.site.origin, "same-origin")
            if own is None or own.status >= 400:
                if own is not None and own.status not in (401, 403, 404, 405):
                    attack.leave_out(f"cross-site-post of {plain.route}: it takes no plain form ({own.status})")
                continue
            for origin in (EVIL, "null"):
                other = _posted(attack, method, path, body, origin, "cross-site")
                if other is None or other.status >= 400:
                    continue
                yield Finding(
                    "cross-site-post",
                    Severity.MEDIUM,
                    plain.spot(),
                    f"posted a form as a page of {origin} would have a visitor's browser do",
                    f"it was taken as one of this site's is ({other.status})",
                    "LiveApp refuses it by itself: leave 'null' and sites that are not yours out of origins=… and "
                    "post_origins=…. In an app that a LiveApp is mounted into, compare the `Origin` header, or make it "
                    "an event",
                )
                break


def _posted(attack: Attack, method: str, path: str, body: bytes, origin: str, site: str) -> Response | None:
    headers = {"Origin": origin, "Sec-Fetch-Site": site, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        return attack.site.request(method, path, (attack.member or Jar()).copy(), headers, body)
    except AttackError:
        return None


def files_as_pages(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Files that visitors bring, and that are shown as pages of this site."""
    marks = Marks()
    for plain in attack.surface.plain:
        if not (set(CHANGING[:3]) & plain.methods and plain.parameters):
            continue
        mark = marks.mark(plain.spot(plain.parameters[-1]))
        path = sample_path(plain.route, **dict.fromkeys(plain.parameters, f"lvx-{mark.number}.html"))
        method = next(method for method in ("PUT", "POST", "PATCH") if method in plain.methods)
        jar = (attack.member or Jar()).copy()
        content = f"<!doctype html><title>x</title>{mark.text}".encode()
        try:
            attack.site.request(method, path, jar, {"Content-Type": "text/html", "Origin": attack.site.origin}, content)
            for reader in attack.surface.plain:
                if "GET" in reader.methods and reader.parameters:
                    given = dict.fromkeys(reader.parameters, quote(f"lvx-{mark.number}.html"))
                    shown = attack.site.get(sample_path(reader.route, **given), jar)
                    sandboxed = "sandbox" in shown.header("content-security-policy")
                    if shown.is_well and shown.is_html and not sandboxed and marks.look(shown.text, reader.route):
                        yield Finding(
                            "file-as-page",
                            Severity.HIGH,
                            reader.spot(reader.parameters[-1]),
                            f"sent a file of HTML to {plain.route}, and asked for it at {reader.route}",
                            "it is shown as a page of this site, with its scripts and its visitors' cookies",
                            "Content-Disposition: attachment, nosniff and a Content-Security-Policy of `sandbox`, as "
                            " self.download(…) sends files; or another host for what users bring",
                        )
                        break
        except AttackError:
            continue
