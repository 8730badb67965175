"""Each mistake of the weak app is found by its own check, which says where it is; its sound twin is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from liveview.attack import CODES, Severity
from tests.attack.attacking import Target, serving
from tests.served import ROOT


class Mistake(NamedTuple):
    """What the check is to say of it, and what it needs for that."""

    code: str
    routes: tuple[str, ...]
    place: str
    severity: Severity
    needs: dict[str, Any] = {}


SIGNED_IN: dict[str, Any] = {"signed_in": True}
LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL

MISTAKES = {
    "a page of admins without a guard": Mistake("open-page", ("/admin",), "/admin Admin", HIGH),
    "a guard that returns None": Mistake("guard-lets-in", ("/members",), "/members Members", HIGH),
    "a view that has a second route": Mistake(
        "open-twin", ("/reports", "/reports-of-before"), "/reports-of-before Reports", HIGH
    ),
    "a guard that looks at requests only": Mistake(
        "guard-of-requests-only", ("/billing",), "/billing Billing", HIGH, SIGNED_IN
    ),
    "a middleware that compares paths": Mistake("path-around-guard", ("/vault",), "/vault Vault", CRITICAL),
    "data of a guarded page on an open one": Mistake(
        "guarded-data-elsewhere", ("/payments", "/directory"), "/payments Salaries", MEDIUM, SIGNED_IN
    ),
    "an id that is not looked up among one's own": Mistake(
        "id-of-others", ("/notes",), "/notes Notes.delete(note_id)", HIGH, SIGNED_IN
    ),
    "a secret in the code": Mistake("known-secret", ("/",), "", HIGH),
    "a policy with unsafe-inline": Mistake("csp-weak", ("/",), "/ Start", MEDIUM),
    "a policy that is taken away": Mistake("csp-missing", ("/embed",), "/embed Embed", MEDIUM),
    "a header that is taken away": Mistake("header-missing", ("/embed",), "/embed Embed", LOW),
    "scripts of all sites may read": Mistake("cors", ("/",), "/", HIGH),
    "static files that follow links": Mistake("static-file", ("/static",), "/static `latest`", HIGH),
    "an origin that anybody can have": Mistake("foreign-origin", ("/",), "/live/socket", CRITICAL),
    "a redirect to anywhere": Mistake("open-redirect", ("/go",), "/go go, `next`", MEDIUM),
    "an event that redirects to anywhere": Mistake("open-redirect", ("/pay",), "/pay Pay.leave(to)", MEDIUM),
    "a post that takes all origins": Mistake("cross-site-post", ("/transfer",), "/transfer transfer", MEDIUM),
    "files shown as pages": Mistake("file-as-page", ("/files/{name}",), "/files/{name} get_file, `name`", HIGH),
    "an argument that is converted by hand": Mistake("handler-fails", ("/orders",), "/orders Orders.show(number)", LOW),
    "a file's name in an event": Mistake("file-read", ("/documents",), "/documents Documents.show(name)", CRITICAL),
    "a file's name in a query": Mistake("file-read", ("/download",), "/download download, `file`", CRITICAL),
    "a file's name that is written to": Mistake("file-written", ("/exports",), "/exports Exports.save(name)", CRITICAL),
    "|safe of what was entered": Mistake("html-in-text", ("/guestbook",), "/guestbook Guestbook.sign(text)", HIGH),
    "Markup of what was entered in a form": Mistake("html-in-text", ("/profile",), "/profile Profile.bio(about)", HIGH),
    "|safe in a link": Mistake("html-in-text", ("/links",), "/links Links, `home`", HIGH),
    "an f-string of HTML": Mistake("html-in-text", ("/search",), "/search search, `q`", HIGH),
    "|safe in an isolated component": Mistake("html-in-text", ("/panels",), "/panels Comment.write(text)", HIGH),
    "|safe in a shared component": Mistake("html-in-text", ("/panels",), "/panels Board.post(line)", HIGH),
    "|safe in a component": Mistake("html-in-text", ("/panels",), "/panels Item.rename(to)", HIGH),
    "a number without a bound": Mistake("others-wait", ("/primes",), "/primes Primes.count(to)", HIGH),
    "a pattern that goes back and forth": Mistake(
        "others-wait", ("/addresses",), "/addresses Addresses.check(address)", CRITICAL
    ),
    "a list that only grows": Mistake("memory-grows", ("/visits",), "/visits Visits.write(text)", MEDIUM),
    "a list of the page's own that only grows": Mistake(
        "memory-grows", ("/drafts",), "/drafts Drafts.keep(draft)", LOW
    ),
    "an event that holds the loop": Mistake("flood", ("/slow",), "/slow Slow", MEDIUM),
    "an exception's text in the page": Mistake(
        "exception-shown", ("/lookup",), "/lookup Lookup.look(number)", MEDIUM, {"also": ("handler-fails",)}
    ),
    "a secret in the page": Mistake("secret-shown", ("/about",), "/about", HIGH),
    "debugging": Mistake("debug-on", ("/",), "/ Start", HIGH),
    "a cookie that scripts read": Mistake("cookie", ("/theme",), "/theme `session_theme`", MEDIUM),
}
# Those that no author can make: tests/attack/test_framework.py breaks the framework for them.
OF_THE_FRAMEWORK = {"forged-token", "undeclared-event", "unguarded-server", "server-died"}


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with serving(tmp_path_factory.mktemp("weak"), "all") as target:
        yield target


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with serving(tmp_path_factory.mktemp("sound"), "") as target:
        yield target


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_and_named(mistake: Mistake, weak: Target) -> None:
    found = weak.findings(mistake.code, *mistake.routes, **mistake.needs)
    assert (mistake.place, mistake.severity) in {(str(finding.spot), finding.severity) for finding in found}
    for finding in found:
        assert finding.did
        assert finding.happened
        assert finding.instead


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_its_sound_twin_is_left_alone(mistake: Mistake, sound: Target) -> None:
    assert sound.findings(mistake.code, *mistake.routes, **mistake.needs) == []


def test_every_check_has_a_mistake() -> None:
    assert {mistake.code for mistake in MISTAKES.values()} | OF_THE_FRAMEWORK == set(CODES)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_its_severity_is_the_one_in_the_reference(mistake: Mistake) -> None:
    page = (ROOT / "docs" / "reference" / "attack.md").read_text()
    said = page.partition(f"### `{mistake.code}`\n\n")[2].partition(".")[0]
    assert mistake.severity.name.lower() in said.lower()
