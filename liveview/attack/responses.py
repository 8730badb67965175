"""What responses say to browsers: policies, cookies, headers, and whether the app debugs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from liveview.attack.attack import Attack
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.scouting import Scouted
from liveview.attack.site import Jar, Response
from liveview.attack.surface import Page
from liveview.errors import AttackError

EVIL = "https://evil.example"
_WIDE = ("*", "http:", "https:", "data:", "blob:", "'unsafe-inline'", "'unsafe-eval'")
_TIGHT: Mapping[str, set[str]] = {
    "base-uri": {"'none'", "'self'"},
    "object-src": {"'none'", "'self'"},
    "form-action": {"'none'", "'self'"},
    "require-trusted-types-for": {"'script'"},
}
_SESSIONS = ("session", "sess", "auth", "token", "sid", "jwt", "login", "user")


def policies(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """The Content-Security-Policy of live pages. What holds for all pages is told of the first."""
    told: dict[str, Finding] = {}
    for page, response in _answers(attack, scouted):
        policy = response.header("content-security-policy")
        for finding in _policy(page, policy):
            told.setdefault(finding.code + finding.happened, finding)
    yield from told.values()


def _policy(page: Page, policy: str) -> Iterator[Finding]:
    if not policy:
        yield Finding(
            "csp-missing",
            Severity.MEDIUM,
            page.spot(),
            "read the headers of a live page",
            "it has no Content-Security-Policy: what gets into a page as HTML runs",
            "let the header of LiveApp through; content_security_policy={…} changes single directives",
        )
        return
    directives = {name: set(values) for name, *values in (part.split() for part in policy.split(";") if part.strip())}
    scripts = directives.get("script-src", directives.get("default-src", {"*"}))
    wide = sorted(scripts & set(_WIDE))
    if wide:
        yield _weak(page, "script-src", wide, Severity.MEDIUM, "scripts that somebody has got into a page run")
    framing = directives.get("frame-ancestors")
    if framing is None or framing & {"*", "http:", "https:"}:
        yield _weak(
            page,
            "frame-ancestors",
            sorted(framing or {"(none)"}),
            Severity.MEDIUM,
            "other sites show the page in a frame and have visitors click on it",
        )
    for name, harmless in _TIGHT.items():
        values = directives.get(name, {"(none)"})
        if not values or not values <= harmless:
            harm = "HTML that somebody has got into a page does more harm"
            yield _weak(page, name, sorted(values) or ["nothing"], Severity.LOW, harm)


def _weak(page: Page, name: str, values: list[str], severity: Severity, harm: str) -> Finding:
    return Finding(
        "csp-weak",
        severity,
        page.spot(),
        f"read {name} of the page's Content-Security-Policy",
        f"it has {' '.join(values)}: {harm}",
        f"leave {name} out of content_security_policy={{…}}; name whole hosts where something comes from elsewhere, "
        "and put scripts into files",
    )


def headers(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """The other headers of live pages."""
    for page, response in _answers(attack, scouted):
        missing = [
            name
            for name, wanted in (("x-content-type-options", "nosniff"), ("cache-control", "no-store"))
            if wanted not in response.header(name)
        ]
        if missing:
            yield Finding(
                "header-missing",
                Severity.LOW,
                page.spot(),
                "read the headers of a live page",
                f"it lacks {' and '.join(missing)}, which LiveApp sends",
                "see which middleware takes them away",
            )
            return


def _answers(attack: Attack, scouted: Scouted) -> Iterator[tuple[Page, Response]]:
    for page in attack.surface.pages:
        for jar in attack.people:
            answer = scouted.answer(page, jar)
            if answer is not None and answer.live() is not None:
                yield page, answer
                break


def debugging(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Pages of developers, and tracebacks in answers."""
    for page, response in _answers(attack, scouted):
        if (response.live() or {}).get("dev"):
            yield _debug(page.spot(), "loaded a page", "it has the developer's overlay: errors show with source")
            return
    for sighting in attack.watch.seen:
        if sighting.kind == "exception" and sighting.what.startswith(("Traceback", "File ")):
            yield _debug(sighting.spot, "looked for tracebacks in all answers", f"one is there: {sighting.what[:60]}")
            return


def _debug(spot: Spot, did: str, happened: str) -> Finding:
    return Finding(
        "debug-on",
        Severity.HIGH,
        spot,
        did,
        happened,
        "leave debug=… out of LiveApp: `liveview run --reload` turns it on, and nothing else should",
    )


def cookies(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Cookies that carry a session: out of reach of scripts, and not sent for other sites."""
    for name, (line, route) in attack.watch.cookies.items():
        lowered = line.lower()
        flags = {part.strip().partition("=")[0]: part.strip().partition("=")[2] for part in lowered.split(";")[1:]}
        value = line.partition(";")[0].partition("=")[2].strip().strip('"')
        if not (any(word in name.lower() for word in _SESSIONS) or len(value) >= 20):
            continue
        if "httponly" not in flags and value and "csrf" not in name.lower():
            yield _cookie(
                name, route, "without HttpOnly: a script in the page reads it and sends it away", Severity.MEDIUM
            )
        if flags.get("samesite") == "none":
            yield _cookie(
                name, route, "with SameSite=None: the browser sends it with requests of any site", Severity.MEDIUM
            )
        elif "samesite" not in flags and value:
            yield _cookie(
                name, route, "without SameSite: some browsers send it with requests of any site", Severity.LOW
            )


def _cookie(name: str, route: str, how: str, severity: Severity) -> Finding:
    return Finding(
        "cookie",
        severity,
        Spot(route, "", "", name),
        "read the cookies that were set",
        f"`{name}` was set {how}",
        'response.set_cookie(…, httponly=True, samesite="lax", secure=True), as SessionMiddleware does',
    )


def cross_origin(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Whether scripts of other sites may read what the server sends to somebody with cookies."""
    for route in attack.surface.shown:
        jar = (attack.member or Jar({"session": "x"})).copy()
        try:
            response = attack.site.get(attack.path_of(route, attack.member), jar, {"Origin": EVIL})
        except AttackError:
            continue
        allowed: Mapping[str, str] = dict(response.headers)
        origin = allowed.get("access-control-allow-origin", "")
        if origin in (EVIL, "null") and allowed.get("access-control-allow-credentials", "").lower() == "true":
            yield Finding(
                "cors",
                Severity.HIGH,
                Spot(route.route),
                f"asked for it with cookies, as a script of {EVIL}",
                f"Access-Control-Allow-Origin is {origin}, with credentials: any site reads what its visitors see, "
                "tokens included",
                "CORSMiddleware(allow_origins=[…]) with whole origins that are yours, or allow_credentials=False",
            )
            return
