"""Every check: codes that never change their meaning, and what finds them. A new one is a function and a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from liveview.attack import access, calls, floods, joins, paths, requests, responses, secrets, texts, waits
from liveview.attack.attack import Attack
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.scouting import Scouted, scout
from liveview.errors import AttackError

Run = Callable[[Attack, Scouted], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """One way to attack.

    Attributes:
        codes: what it finds. Each is explained in docs/reference/attack.md.
        run: the attack.
    """

    codes: tuple[str, ...]
    run: Run


# In this order: what only looks, what asks, what writes, what hurts; and last what was seen on the way.
CHECKS = (
    Check(("open-page",), access.open_pages),
    Check(("guard-lets-in",), access.guards_that_let_in),
    Check(("open-twin",), access.open_twins),
    Check(("path-around-guard",), access.paths_around_guards),
    Check(("guard-of-requests-only",), access.guards_of_requests_only),
    Check(("guarded-data-elsewhere",), access.data_elsewhere),
    Check(("id-of-others",), access.ids_of_others),
    Check(("known-secret",), secrets.known_secrets),
    Check(("csp-missing", "csp-weak"), responses.policies),
    Check(("header-missing",), responses.headers),
    Check(("cors",), responses.cross_origin),
    Check(("static-file",), paths.static_files),
    Check(("foreign-origin",), joins.foreign_origins),
    Check(("forged-token",), joins.forged_tokens),
    Check(("open-redirect",), requests.open_redirects),
    Check(("cross-site-post",), requests.cross_site_posts),
    Check(("file-as-page",), requests.files_as_pages),
    Check(("undeclared-event",), calls.undeclared_events),
    Check(("handler-fails",), calls.hostile_arguments),
    Check(("file-read", "file-written"), paths.names_of_files),
    Check(("html-in-text",), texts.html_in_texts),
    Check(("others-wait",), waits.waits),
    Check(("unguarded-server",), floods.unguarded),
    Check(("memory-grows",), waits.growth),
    Check(("flood",), floods.floods),
    Check(("exception-shown",), calls.shown_exceptions),
    Check(("secret-shown",), calls.shown_secrets),
    Check(("debug-on",), responses.debugging),
    Check(("cookie",), responses.cookies),
)
DIED = "server-died"
CODES = (*(code for check in CHECKS for code in check.codes), DIED)
# The last ones only judge what was seen: they take no time, and are done even where it is over.
_JUDGING = 4


def run(
    attack: Attack,
    only: frozenset[str] = frozenset(),
    skip: frozenset[str] = frozenset(),
    tell: Callable[[str], None] = print,
) -> tuple[list[Finding], Scouted]:
    """Attack.

    Args:
        attack: whom.
        only: codes of the checks that are made; none for all.
        skip: codes that are left out.
        tell: called with what is being done.

    Returns:
        What was found, the worst first, each once; and what was seen at first.
    """
    scouted = scout(attack)
    found: list[Finding] = []
    has_ended = False
    for number, check in enumerate(CHECKS):
        if (only and not only & set(check.codes)) or set(check.codes) <= skip:
            continue
        if (attack.is_over or has_ended) and number < len(CHECKS) - _JUDGING:
            attack.leave_out(f"{check.codes[0]}: {'the server was gone' if has_ended else 'the time was over'}")
            continue
        tell(check.codes[0])
        attack.begin(check.codes[0])
        try:
            found += [finding for finding in check.run(attack, scouted) if finding.code not in skip]
        except (AttackError, OSError) as error:
            attack.leave_out(f"{check.codes[0]}: {error}")
        attack.watch.doing = None
        if has_ended or not (number < len(CHECKS) - _JUDGING) or attack.is_alive():
            continue
        found.append(_died(check))
        has_ended = not attack.revive()
    return sorted(
        dict.fromkeys(found), key=lambda finding: (-finding.severity, finding.code, str(finding.spot))
    ), scouted


def _died(check: Check) -> Finding:
    return Finding(
        DIED,
        Severity.CRITICAL,
        Spot(),
        f"attacked: {check.codes[0]}",
        "the server does not answer any more",
        "look at the end of its log, and run `liveview attack --only " + check.codes[0] + "` again",
    )
