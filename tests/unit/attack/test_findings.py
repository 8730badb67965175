"""What is printed of a finding, and what is looked for in all that a server sends."""

from __future__ import annotations

import pytest

from liveview.attack import CHECKS, CODES, Finding, Report, Severity, SignIn, Spot
from liveview.attack.requests import TARGETS, is_elsewhere
from liveview.attack.site import Jar, Response
from liveview.attack.watching import Watch
from liveview.errors import ConfigurationError

FOUND = Finding("open-page", Severity.HIGH, Spot("/a", "View", "do", "x"), "did", "happened", "instead")


def test_a_place_says_as_much_as_there_is() -> None:
    assert str(Spot("/a", "View", "do", "x")) == "/a View.do(x)"
    assert str(Spot("/a", "View", "", "x")) == "/a View, `x`"
    assert str(Spot("/a", "View")) == "/a View"
    assert str(Spot("/a", "", "", "x")) == "/a `x`"
    assert str(Spot()) == ""


def test_a_report_fails_from_medium_on() -> None:
    for severity in Severity:
        finding = Finding("open-page", severity, Spot("/"), "", "", "")
        assert Report("app", [finding]).has_failed is (severity >= Severity.MEDIUM)


def test_a_report_says_all_of_it() -> None:
    lines = "\n".join(Report("app", [FOUND], left_out=["x: why"], routes=3).lines())
    assert "high      open-page: /a View.do(x)" in lines
    assert "Left out: x: why" in lines
    assert "3 routes attacked in 0 s: 1 high" in lines


def test_codes_are_each_of_one_check() -> None:
    assert len(set(CODES)) == len(CODES)
    assert all(check.codes for check in CHECKS)


def page(body: str, *headers: tuple[str, str]) -> Response:
    return Response("/a?x=1", 200, [("content-type", "text/html"), *headers], body.encode())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<p>hunter2hunter2hunter2</p>", "secret"),
        ("-----BEGIN RSA PRIVATE KEY-----", "secret"),
        ("postgresql://app:hunter2@db/app", "secret"),
        ("<pre>Traceback (most recent call last)", "exception"),
        ("File &#34;/srv/app.py&#34;, line 7", "exception"),
        ("[Errno 2] No such file", "exception"),
        ("KeyError(&#39;x&#39;)", "exception"),
        ("sqlite3.OperationalError: no such table: users", "exception"),
        ("the canary's content", "file"),
    ],
)
def test_what_nobody_is_to_see_is_seen(body: str, kind: str) -> None:
    watch = Watch(files={"a file": "the canary's content"})
    watch.know_environment({"API_TOKEN": "hunter2hunter2hunter2", "PATH": "/usr/bin", "SHORT_SECRET": "abc"})
    watch.response(page(body))
    watch.response(page(body))
    assert [(seen.kind, seen.spot.route) for seen in watch.seen] == [(kind, "/a")]


@pytest.mark.parametrize("body", ["<p>An error has occurred (404)</p>", "error: line 7", "abc /usr/bin", "a file"])
def test_what_everybody_may_see_is_not(body: str) -> None:
    watch = Watch(files={"a file": "the canary's content"})
    watch.know_environment({"API_TOKEN": "hunter2hunter2hunter2", "PATH": "/usr/bin", "SHORT_SECRET": "abc"})
    watch.response(page(body))
    assert watch.seen == []


def test_cookies_are_kept_as_browsers_do() -> None:
    jar = Jar()
    jar.keep("a=1; Path=/; HttpOnly")
    jar.keep("b=2")
    assert jar.header() == {"Cookie": "a=1; b=2"}
    jar.keep("a=; Max-Age=0")
    assert jar.copy().header() == {"Cookie": "b=2"}


@pytest.mark.parametrize("target", TARGETS)
def test_targets_lead_elsewhere(target: str) -> None:
    assert is_elsewhere(target, "http://127.0.0.1:8000")


@pytest.mark.parametrize(
    "target", ["/", "/a?next=https://evil.example/", "?x=//evil.example", "http://127.0.0.1:8000/x", ""]
)
def test_paths_of_the_site_do_not(target: str) -> None:
    assert not is_elsewhere(target, "http://127.0.0.1:8000")


def test_a_sign_in_is_a_path_and_fields() -> None:
    assert SignIn.parse("/login name=ann password='correct horse'") == SignIn(
        "/login", {"name": "ann", "password": "correct horse"}
    )
    for wrong in ("", "login", "/login ann", "/login =x"):
        with pytest.raises(ConfigurationError, match="write the path of the page"):
            SignIn.parse(wrong)
