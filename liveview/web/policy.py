"""The headers of a page: what the browser may do with it."""

from __future__ import annotations

from collections.abc import Mapping

DIRECTIVES: Mapping[str, str] = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'nonce-{nonce}'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "lv",
}


# Of whatever else is answered: it is what it says that it is, whoever has written what is in it.
NOSNIFF = {"X-Content-Type-Options": "nosniff"}


def page_headers(nonce: str, changes: Mapping[str, str]) -> dict[str, str]:
    """The headers of a live page.

    Args:
        nonce: what allows the page's own style sheet.
        changes: directives of the Content-Security-Policy that the app sets otherwise.
    """
    directives = {**DIRECTIVES, **changes}
    policy = "; ".join(f"{name} {value}".replace("{nonce}", nonce) for name, value in directives.items())
    return {
        "Content-Security-Policy": policy,
        **NOSNIFF,
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        # The page holds a token and a person's state, and its HTML is out of date in a moment.
        "Cache-Control": "no-store",
    }
