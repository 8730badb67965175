"""Who may see a page, join its view and call its events: strangers, by every way there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liveview.attack.attack import Attack
from liveview.attack.entries import Call, calls_of
from liveview.attack.finding import Finding, Severity
from liveview.attack.scouting import Scouted, texts_of
from liveview.attack.site import Jar
from liveview.attack.surface import Page
from liveview.attack.visitor import Visitor
from liveview.errors import AttackError

# Parts of paths by which people name what is not for everybody.
_INTERNAL = re.compile(
    r"/(?:admin\w*|administration|staff|internal|private|backoffice|back-office|ops|manage|management|moderation|"
    r"superuser|root|debug|inspector|salar(?:y|ies)|payroll)(?:/|$)",
    re.IGNORECASE,
)
_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|slug|key)$")
TRICKS = ("{}/", "/{}", "{}/.", "{}//", "{};x", "{}%20", "{}?", "/x/..{}", "/.{}")
# The framework's own, over TLS with a prefix.
COOKIE = "liveview"


def open_pages(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Pages whose paths say that they are not for everybody, and that are."""
    for page in attack.surface.pages:
        if _INTERNAL.search(page.route) and not page.guards and scouted.is_open(page, Jar()):
            events = ", ".join(sorted(page.view._spec.events)) or "none"
            yield Finding(
                "open-page",
                Severity.HIGH,
                page.spot(),
                "loaded the page and joined its view without being signed in",
                f"the page was shown; anybody may call its events ({events})",
                f'live("{page.route}", {page.view.__name__}, guard=…) with a guard that raises HTTPException, or '
                "group(…, guard=…) around all pages of the kind",
            )


def guards_that_let_in(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Guards that let in whoever comes: those that return None, where they mean to refuse."""
    for page in attack.surface.pages:
        if page.guards and scouted.is_open(page, Jar()):
            yield Finding(
                "guard-lets-in",
                Severity.HIGH,
                page.spot(),
                "asked for a page that has a guard, without being signed in",
                "the guard let it in: what a guard returns is `self.user`, and None is a user like any other",
                "`raise HTTPException(401)`, or 303 with the Location of the page to sign in at, where nobody is "
                "signed in. A page that is open and only wants to know who is there reads `self.session` in `mount`",
            )


def open_twins(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Views that are refused at one route and shown at another."""
    for page in attack.surface.pages:
        if scouted.is_open(page, Jar()):
            continue
        for twin in attack.surface.pages:
            if twin.view is page.view and not twin.guards and scouted.is_open(twin, Jar()):
                yield Finding(
                    "open-twin",
                    Severity.HIGH,
                    twin.spot(),
                    f"loaded {twin.route}, which shows the view that {page.route} refuses",
                    "the same view was shown to nobody in particular",
                    f"give {twin.route} the guard of {page.route}, or put both into one group(…, guard=…)",
                )


def guards_of_requests_only(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Guards and middleware that refuse requests and no WebSockets: whoever has a token joins without being let in."""
    yield from _joins_without_cookies(attack, scouted)
    yield from _patches_into_guarded(attack, scouted)


def _joins_without_cookies(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    member = attack.member
    if member is None:
        attack.leave_out(
            "guard-of-requests-only, in part: give --sign-in to see whether joins are guarded as pages are"
        )
        return
    for page in attack.surface.pages:
        if scouted.is_open(page, Jar()) or not scouted.is_open(page, member):
            continue
        visitor = attack.visit(page, member.copy())
        with visitor:
            visitor.load()
            # Whoever has signed out has no cookie of a session any more, but the page of before is still open.
            kept = {name: value for name, value in visitor.jar.cookies.items() if name.endswith(COOKIE)}
            visitor.jar = Jar(kept)
            if visitor.is_live and visitor.join():
                yield _requests_only(page, "joined the page's view without the cookies of whoever had loaded it")


def _patches_into_guarded(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    for page in attack.surface.pages:
        if scouted.is_open(page, Jar()):
            continue
        for twin in attack.surface.pages:
            if twin.view is page.view and twin.group == page.group and scouted.is_open(twin, Jar()):
                with attack.open(twin, Jar()) as visitor:
                    if visitor is not None and visitor.patch(attack.path_of(page, attack.member)).status == "done":
                        if any(effect[0] == "load" for effect in visitor.client.effects if visitor.client):  # type: ignore[union-attr]
                            continue
                        yield _requests_only(page, f"joined {twin.route}, and patched its view to {page.route}")


def _requests_only(page: Page, did: str) -> Finding:
    return Finding(
        "guard-of-requests-only",
        Severity.HIGH,
        page.spot(),
        did,
        "the page itself is refused over HTTP, and its view was joined over the WebSocket",
        "a guard decides for every connection, whatever `connection.scope['type']` is; middleware of "
        "@app.middleware('http') and BaseHTTPMiddleware sees no WebSocket: use `guard=…` or ASGI middleware",
    )


def paths_around_guards(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Refused pages, by other spellings of their paths."""
    for page in attack.surface.pages:
        refused = scouted.answer(page, Jar())
        if refused is None or scouted.is_open(page, Jar()) or refused.status == 404:
            continue
        path = attack.path_of(page, attack.member)
        for spelled in _spellings(path):
            try:
                response = attack.site.get(spelled, Jar())
            except AttackError:
                continue
            if response.live() is not None:
                yield Finding(
                    "path-around-guard",
                    Severity.CRITICAL,
                    page.spot(),
                    f"asked for {spelled}",
                    f"the page was shown, which is refused at {path}",
                    "compare paths as the routes do, by `scope['path']`, or better not at all: guard=… belongs to the "
                    "route, whatever its path looks like",
                )
                break


def _spellings(path: str) -> Iterator[str]:
    yield from (trick.format(path) for trick in TRICKS)
    last = path.rindex("/") + 1
    if path[last:]:
        yield f"{path[:last]}%{ord(path[last]):02x}{path[last + 1 :]}"
        yield path[:last] + path[last:].upper()
        yield path.replace("/", "%2f", 1) if path.count("/") > 1 else f"/%2e{path}"


def data_elsewhere(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """What a guarded page shows to its user, on pages that everybody sees."""
    member = attack.member
    if member is None:
        attack.leave_out("guarded-data-elsewhere: give --sign-in, so that there is somebody who sees guarded pages")
        return
    shown_openly = _open_texts(attack, scouted)
    for page in attack.surface.pages:
        if scouted.is_open(page, Jar()) or not scouted.is_open(page, member):
            continue
        values = texts_of(attack, page, member)
        for where, text in shown_openly.items():
            common = sorted(value for value in values if value in text)
            if common and where != page.route:
                yield Finding(
                    "guarded-data-elsewhere",
                    Severity.MEDIUM,
                    page.spot(),
                    f"looked for what {page.route} shows to {member.name} at {where}, without being signed in",
                    f"{len(common)} of its {len(values)} values are there, such as {common[0][:40]!r}",
                    f"guard {where} too, or leave these values out of it",
                )


def _open_texts(attack: Attack, scouted: Scouted) -> dict[str, str]:
    found: dict[str, str] = {}
    for route in attack.surface.shown:
        answer = scouted.answer(route, Jar())
        if answer is not None and answer.is_well:
            found[route.route] = answer.text
    return found


def ids_of_others(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Events that take the id of something that is somebody else's, and act on it."""
    member = attack.member
    if member is None:
        attack.leave_out("id-of-others: give --sign-in, so that there is somebody whose things are not the attacker's")
        return
    for page in attack.surface.pages:
        if not (scouted.is_open(page, Jar()) and scouted.is_open(page, member)):
            continue
        with attack.open(page, member) as theirs, attack.open(page, Jar()) as own:
            if theirs is None or own is None:
                continue
            mine = {(call.owner, call.handler.name): call for call in calls_of(own, page)}
            for call in calls_of(theirs, page):
                yield from _with_ids_of(attack, page, call, mine.get((call.owner, call.handler.name), call), own)


def _with_ids_of(attack: Attack, page: Page, theirs: Call, mine: Call, own: Visitor) -> Iterator[Finding]:
    for name, offered in theirs.offered.items():
        foreign = sorted(offered - mine.offered.get(name, frozenset()))
        if not foreign or not _ID.search(name) or attack.member is None:
            continue
        before = _shown(attack, page, attack.member)
        if before != _shown(attack, page, attack.member):
            return  # it changes by itself: what an attack changes could not be told
        answer = theirs.send(own, {name: foreign[0]})
        if answer.status == "done" and _shown(attack, page, attack.member) != before:
            yield Finding(
                "id-of-others",
                Severity.HIGH,
                theirs.spot(name),
                f"sent {name}={foreign[0]!r} as a stranger, which only the page of {attack.member.name} offers",
                f"the handler did it: the page of {attack.member.name} has changed",
                f"look {name} up among what belongs to `self.user`, and do nothing where it is not there",
            )


def _shown(attack: Attack, page: Page, jar: Jar) -> str:
    with attack.open(page, jar) as visitor:
        return "" if visitor is None else visitor.html
