"""What a browser adds to an attack: whether a script runs that got into a page, and what scripts make of a text."""

from __future__ import annotations

from pathlib import Path

from liveview.attack import Severity
from tests.attack.attacking import serving

CODE = "html-in-text"


def test_a_script_that_runs_is_said(tmp_path: Path) -> None:
    with serving(tmp_path, "safe reflected csp-weak") as target:
        found = target.findings(CODE, "/guestbook", "/search", has_browser=True)
    assert {(str(each.spot), each.severity) for each in found} == {
        ("/guestbook Guestbook.sign(text)", Severity.CRITICAL),
        ("/search search, `q`", Severity.CRITICAL),
    }
    assert all("its script ran in Chromium" in each.happened for each in found)


def test_a_script_that_the_policy_holds_is_said(tmp_path: Path) -> None:
    with serving(tmp_path, "safe") as target:
        (found,) = target.findings(CODE, "/guestbook", has_browser=True)
    assert found.severity is Severity.HIGH
    assert "the Content-Security-Policy kept its script from running" in found.happened


def test_nothing_is_found_where_all_is_escaped(tmp_path: Path) -> None:
    with serving(tmp_path, "") as target:
        attack = ("/guestbook", "/profile", "/search", "/panels", "/links")
        assert target.findings(CODE, *attack, has_browser=True) == []


def test_what_a_hook_makes_of_a_text_is_found(tmp_path: Path) -> None:
    with serving(tmp_path, "hook") as target:
        (found,) = target.findings(CODE, "/hooked", has_browser=True)
    assert str(found.spot) == "/hooked Hooked.show(text)"
    assert "an element of the browser's page" in found.happened
